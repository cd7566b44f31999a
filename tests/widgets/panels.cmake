# Models and panels; they read a made-up session.
foreach(name tst_models tst_panels tst_trust_panels tst_findings_panel tst_table_filter tst_table_panel tst_diff_view)
  lanescope_add_test(${name} GUI LIBS Lanescope::Widgets)
endforeach()
lanescope_add_test(tst_help_browser GUI LIBS Lanescope::Widgets)
lanescope_add_test(tst_csv_mapping GUI LIBS Lanescope::Widgets)
lanescope_add_test(tst_scoreboard_panel GUI LIBS Lanescope::Widgets)
lanescope_add_test(tst_files_view GUI LIBS Lanescope::Widgets)
lanescope_add_test(tst_allocation_panel GUI LIBS Lanescope::Widgets)
