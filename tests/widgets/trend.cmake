# Pages of many sessions.
find_package(fmt REQUIRED)
lanescope_add_test(tst_trend_pages GUI LIBS Lanescope::Widgets fmt::fmt
  SOURCES ${PROJECT_SOURCE_DIR}/tests/support/sample_session.cpp)
