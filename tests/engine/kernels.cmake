lanescope_add_test(tst_kernels)
lanescope_add_test(tst_kernel_slices)
lanescope_add_test(tst_kernel_special)
lanescope_add_test(tst_kernel_accuracy)

# The same sweep over thirteen times as many numbers.
add_test(NAME tst_kernel_accuracy_dense COMMAND tst_kernel_accuracy ulpOverTheWholeRange)
set_tests_properties(tst_kernel_accuracy_dense PROPERTIES
  TIMEOUT 900 LABELS nightly
  ENVIRONMENT "LC_ALL=C.UTF-8;QTEST_FUNCTION_TIMEOUT=900000;LANESCOPE_SWEEP_STRIDE=307")
