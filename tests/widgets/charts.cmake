# Theme and charts; sessions are made up by tests/support/sample_session.
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets PrintSupport Svg)
find_package(QCustomPlotQt6 REQUIRED)
lanescope_add_test(tst_theme GUI LIBS Lanescope::Widgets)
foreach(name tst_chart_parts tst_curves_view tst_chart_gestures tst_timeline_view tst_roofline_panel)
  lanescope_add_test(${name} GUI
    LIBS Lanescope::Widgets Qt6::PrintSupport QCustomPlotQt6::QCustomPlotQt6)
endforeach()
lanescope_add_test(tst_chart_export GUI
  LIBS Lanescope::Widgets Qt6::Svg)
# Tests write plain literals where the program must not.
foreach(name tst_theme tst_chart_parts tst_curves_view tst_chart_gestures tst_timeline_view tst_chart_export)
  target_compile_options(${name} PRIVATE -UQT_NO_CAST_FROM_ASCII)
endforeach()
lanescope_add_test(tst_memory_panel GUI
  LIBS Lanescope::Widgets Qt6::PrintSupport QCustomPlotQt6::QCustomPlotQt6)
lanescope_add_test(tst_process_memory GUI
  LIBS Lanescope::Widgets Qt6::PrintSupport QCustomPlotQt6::QCustomPlotQt6)
