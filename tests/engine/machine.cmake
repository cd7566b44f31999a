find_package(hwy REQUIRED)
lanescope_add_test(tst_machine)
lanescope_add_test(tst_machine_cpu LIBS hwy::hwy)
