# The work of the command, spread over processes.
if(CREASE_BUILD_TOOLS AND CREASE_WITH_MPI AND CREASE_SYSTEM_PYTHON)
  find_package(MPI REQUIRED COMPONENTS CXX)
  add_test(NAME ranks_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/ranks_command_test.py $<TARGET_FILE:crease_command>
      ${MPIEXEC_EXECUTABLE})
  set_tests_properties(ranks_command PROPERTIES SKIP_RETURN_CODE 77 PROCESSORS 2)
endif()
