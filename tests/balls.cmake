# Regions in a ball.
add_executable(ball_tests ball_regions_test.cpp float_hull_test.cpp)
target_link_libraries(ball_tests PRIVATE crease::algorithms crease_test_support crease_test_main CGAL::CGAL FLINT::flint)
add_test(NAME ball COMMAND ball_tests)
