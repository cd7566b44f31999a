# Models and panels; they read a made-up session.
set(panels_support ${PROJECT_SOURCE_DIR}/tests/support/sample_session.cpp)
foreach(name tst_models tst_panels tst_trust_panels tst_findings_panel)
  lanescope_add_test(${name} GUI LIBS Lanescope::Widgets SOURCES ${panels_support})
endforeach()
