# The session, its file and its exports.
lanescope_add_test(tst_session)
lanescope_add_test(tst_store)
lanescope_add_test(tst_store_damage)
lanescope_add_test(tst_store_foreign)
lanescope_add_test(tst_store_kill)
lanescope_add_test(tst_export)
lanescope_add_test(tst_report)
# Opens the page in a browser where there is one.
lanescope_add_test(tst_report_page)
