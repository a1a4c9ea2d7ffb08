# The readers and the JSON writer. The tests make ONNX models with the same classes the reader uses.
add_executable(io_tests
  broken_files_test.cpp
  broken_onnx_test.cpp
  domain_text_test.cpp
  fuzz_readers_test.cpp
  network_arrays_test.cpp
  network_json_test.cpp
  network_nnet_test.cpp
  network_onnx_test.cpp
  network_text_test.cpp
  network_writers_test.cpp
  onnx_operators_test.cpp
  points_test.cpp
  preprocessing_test.cpp
  vnnlib_random_test.cpp
  vnnlib_test.cpp
)
target_link_libraries(io_tests PRIVATE crease::core crease_test_main onnx_proto protobuf::libprotobuf)
add_test(NAME io COMMAND io_tests)
set_tests_properties(io PROPERTIES ENVIRONMENT "CREASE_SOURCE_DIR=${PROJECT_SOURCE_DIR}")

# Forward passes against torch and numpy, where the system's python has them (a python of one's own rarely does).
add_executable(evaluate_network evaluate_network.cpp)
target_link_libraries(evaluate_network PRIVATE crease::core)
find_program(CREASE_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(CREASE_SYSTEM_PYTHON)
  add_test(NAME onnx_reference
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/onnx_reference_test.py $<TARGET_FILE:evaluate_network>)
  set_tests_properties(onnx_reference PROPERTIES SKIP_RETURN_CODE 77
    ENVIRONMENT "CREASE_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
endif()

# And against onnxruntime, which is no Debian package: tools/setup.sh --tests puts it into a python environment here.
find_program(CREASE_TEST_PYTHON python3 PATHS ${PROJECT_SOURCE_DIR}/build/python/bin NO_DEFAULT_PATH)
if(CREASE_TEST_PYTHON)
  add_test(NAME onnx_models
    COMMAND ${CREASE_TEST_PYTHON} ${PROJECT_SOURCE_DIR}/tests/onnx_models_test.py $<TARGET_FILE:evaluate_network>)
  set_tests_properties(onnx_models PROPERTIES SKIP_RETURN_CODE 77)
endif()

# Weights as numpy, torch and safetensors write them: each python has some of these.
if(CREASE_BUILD_TOOLS)
  foreach(python SYSTEM TEST)
    if(CREASE_${python}_PYTHON)
      string(TOLOWER ${python} lower)
      add_test(NAME formats_command_${lower}
        COMMAND ${CREASE_${python}_PYTHON} ${PROJECT_SOURCE_DIR}/tests/formats_command_test.py
          $<TARGET_FILE:crease_command>)
      set_tests_properties(formats_command_${lower} PROPERTIES SKIP_RETURN_CODE 77)
    endif()
  endforeach()
endif()

# Complexes in files, and back.
add_executable(tables_tests complex_reader_test.cpp table_test.cpp)
target_link_libraries(tables_tests PRIVATE
  crease::algorithms crease_test_support crease_test_main nlohmann_json::nlohmann_json
)
add_test(NAME tables COMMAND tables_tests)

add_executable(write_tables write_tables.cpp)
target_include_directories(write_tables PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(write_tables PRIVATE crease::algorithms)
if(CREASE_SYSTEM_PYTHON)
  add_test(NAME result_files
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/result_files_test.py $<TARGET_FILE:write_tables>)
  set_tests_properties(result_files PROPERTIES SKIP_RETURN_CODE 77
    ENVIRONMENT "CREASE_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
endif()
