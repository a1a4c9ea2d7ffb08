# What changes from one checkpoint of a training to the next.
add_executable(evolve_tests layer_histogram_test.cpp match_regions_test.cpp regions_near_test.cpp)
target_link_libraries(evolve_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME evolve COMMAND evolve_tests)

# The command.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  add_test(NAME evolve_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/evolve_command_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(evolve_command PROPERTIES SKIP_RETURN_CODE 77)
endif()
