# The two ways to use crease from another CMake project, each configured, built and run as a test.
set(consumer_options -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
  "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}")

if(CREASE_INSTALL)
  set(prefix ${PROJECT_BINARY_DIR}/consumer_prefix)
  add_test(NAME install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${prefix})
  set_tests_properties(install PROPERTIES FIXTURES_SETUP installed)
  add_test(NAME consumer_find_package COMMAND ${CMAKE_CTEST_COMMAND}
    --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer_find_package ${CMAKE_CURRENT_BINARY_DIR}/consumer_find_package
    --build-generator ${CMAKE_GENERATOR}
    --build-options ${consumer_options} -DCMAKE_PREFIX_PATH=${prefix}
    --test-command consumer)
  set_tests_properties(consumer_find_package PROPERTIES FIXTURES_REQUIRED installed)
endif()

add_test(NAME consumer_add_subdirectory COMMAND ${CMAKE_CTEST_COMMAND}
  --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer_add_subdirectory
    ${CMAKE_CURRENT_BINARY_DIR}/consumer_add_subdirectory
  --build-generator ${CMAKE_GENERATOR}
  --build-options ${consumer_options} -DCREASE_SOURCE_DIR=${PROJECT_SOURCE_DIR}
  --test-command consumer)
