# Pages of many sessions.
find_package(fmt REQUIRED)
lanescope_add_test(tst_trend_pages GUI LIBS Lanescope::Widgets fmt::fmt)
find_package(Qt6 6.4 REQUIRED COMPONENTS PrintSupport)
find_package(QCustomPlotQt6 REQUIRED)
lanescope_add_test(tst_ghost GUI
  LIBS Lanescope::Widgets Qt6::PrintSupport QCustomPlotQt6::QCustomPlotQt6)
