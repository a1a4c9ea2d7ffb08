# Decision cells, regions and boundaries.
add_executable(decision_tests
  decision_boundary_test.cpp
  decision_cells_test.cpp
  homology_test.cpp
  nearest_point_test.cpp
  sure_winner_test.cpp
)
target_link_libraries(decision_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME decision COMMAND decision_tests)

# The same in the plane, as CGAL sees it.
add_executable(decision_planar_tests decision_planar_test.cpp)
target_link_libraries(decision_planar_tests PRIVATE
  crease::algorithms crease_test_support crease_test_main CGAL::CGAL
)
target_compile_options(decision_planar_tests PRIVATE -fno-sanitize=vptr)
add_test(NAME decision_planar COMMAND decision_planar_tests)

# The command.
find_program(CREASE_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  add_test(NAME boundary_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/boundary_command_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(boundary_command PROPERTIES SKIP_RETURN_CODE 77)
endif()
