# The readers and the JSON writer. The tests make ONNX models with the same classes the reader uses.
add_executable(io_tests
  broken_files_test.cpp
  broken_onnx_test.cpp
  domain_text_test.cpp
  fuzz_readers_test.cpp
  network_json_test.cpp
  network_nnet_test.cpp
  network_onnx_test.cpp
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
