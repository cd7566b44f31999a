# Many sessions: steps in histories, folders of sessions, the matrix.
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
lanescope_add_test(tst_changepoint)
lanescope_add_test(tst_matrix)
lanescope_add_test(tst_scoreboard)
lanescope_add_test(tst_trend LIBS nlohmann_json::nlohmann_json fmt::fmt)
