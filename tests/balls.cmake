# Regions in a ball.
add_executable(ball_tests ball_regions_test.cpp float_hull_test.cpp unit_bounds_test.cpp)
target_link_libraries(ball_tests PRIVATE crease::algorithms crease_test_support crease_test_main CGAL::CGAL FLINT::flint)
add_test(NAME ball COMMAND ball_tests)

# The command.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  add_test(NAME ball_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/ball_command_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(ball_command PROPERTIES SKIP_RETURN_CODE 77)
endif()
