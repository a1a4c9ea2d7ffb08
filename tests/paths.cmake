# Paths through the regions, bounds on their number.
add_executable(path_tests bounds_test.cpp trace_path_test.cpp width_threshold_test.cpp)
target_link_libraries(path_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME path COMMAND path_tests)

# The commands.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  foreach(name bounds_command path_command)
    add_test(NAME ${name}
      COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/${name}_test.py $<TARGET_FILE:crease_command>)
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  endforeach()
endif()
