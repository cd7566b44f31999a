# The session, its file and its exports.
set(session_fixture ${CMAKE_CURRENT_LIST_DIR}/session_fixture.cpp)
lanescope_add_test(tst_session SOURCES ${session_fixture})
lanescope_add_test(tst_store SOURCES ${session_fixture})
lanescope_add_test(tst_store_damage SOURCES ${session_fixture})
lanescope_add_test(tst_store_foreign SOURCES ${session_fixture})
lanescope_add_test(tst_store_kill SOURCES ${session_fixture})
lanescope_add_test(tst_export
  SOURCES ${session_fixture} ${CMAKE_CURRENT_LIST_DIR}/../support/sample_session.cpp)
lanescope_add_test(tst_report
  SOURCES ${session_fixture} ${CMAKE_CURRENT_LIST_DIR}/../support/sample_session.cpp)
# Opens the page in a browser where there is one.
lanescope_add_test(tst_report_page SOURCES ${CMAKE_CURRENT_LIST_DIR}/../support/sample_session.cpp)
