# Paths through the regions, bounds on their number.
add_executable(path_tests bounds_test.cpp trace_path_test.cpp width_threshold_test.cpp)
target_link_libraries(path_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME path COMMAND path_tests)
