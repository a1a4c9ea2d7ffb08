# Data sets: random networks, specifications.
add_executable(random_network_tests random_network_test.cpp)
target_link_libraries(random_network_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME random_network COMMAND random_network_tests)

add_executable(reference_data_tests reference_data_test.cpp)
target_compile_definitions(reference_data_tests PRIVATE CREASE_DATA_DIR="${PROJECT_SOURCE_DIR}/data")
target_link_libraries(reference_data_tests PRIVATE
  crease::core crease_test_support crease_test_main nlohmann_json::nlohmann_json
)
add_test(NAME reference_data COMMAND reference_data_tests)

if(CREASE_BUILD_TOOLS)
  find_package(fmt 9 REQUIRED)
  find_package(tomlplusplus 3.3 REQUIRED)
  add_executable(dataset_spec_tests
    dataset_spec_test.cpp
    ${PROJECT_SOURCE_DIR}/tools/dataset_spec.cpp
    ${PROJECT_SOURCE_DIR}/tools/toml_tree.cpp
  )
  target_link_libraries(dataset_spec_tests PRIVATE
    crease::algorithms crease::core crease_test_main fmt::fmt nlohmann_json::nlohmann_json tomlplusplus::tomlplusplus
  )
  add_test(NAME dataset_spec COMMAND dataset_spec_tests)
endif()

# The command, and the data set that stands in data/reference.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  foreach(name dataset_command dataset_kill dataset_tables)
    add_test(NAME ${name}
      COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/${name}_test.py $<TARGET_FILE:crease_command>)
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  endforeach()
endif()
