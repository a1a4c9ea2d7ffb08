# Approximate methods, and how they are held against the exact regions.
add_executable(validation_tests approximations_test.cpp compare_patterns_test.cpp float_search_test.cpp)
target_link_libraries(validation_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME validation COMMAND validation_tests)

# What the command promises.
if(CREASE_BUILD_TOOLS)
  find_package(fmt 9 REQUIRED)
  add_executable(method_promises_tests
    method_promises_test.cpp
    ${PROJECT_SOURCE_DIR}/tools/method_promises.cpp
    ${PROJECT_SOURCE_DIR}/tools/method_row.cpp
    ${PROJECT_SOURCE_DIR}/tools/text.cpp
  )
  target_link_libraries(method_promises_tests PRIVATE
    crease::core crease_test_main fmt::fmt nlohmann_json::nlohmann_json
  )
  add_test(NAME method_promises COMMAND method_promises_tests)
endif()

# The command.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  add_test(NAME validate_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/validate_command_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(validate_command PROPERTIES SKIP_RETURN_CODE 77)
endif()
