# Looks into the kernel objects; a sanitizer would fill them with its own code.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND AND NOT LANESCOPE_SANITIZE AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64"
   AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_test(NAME tst_kernel_objects
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/arch/tst_kernel_objects.py
            $<TARGET_OBJECTS:lanescope_kernels>
    COMMAND_EXPAND_LISTS)
  set_tests_properties(tst_kernel_objects PROPERTIES TIMEOUT 120 LABELS arch)
endif()
