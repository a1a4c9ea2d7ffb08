# Pictures: what they show, and their files.
add_executable(plot_tests cut_layers_test.cpp figure_writers_test.cpp polygons_test.cpp view_box_test.cpp)
target_link_libraries(plot_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME plot COMMAND plot_tests)

# The command, and its pictures byte by byte.
if(CREASE_BUILD_TOOLS AND CREASE_SYSTEM_PYTHON)
  add_test(NAME plot_command
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/plot_command_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(plot_command PROPERTIES SKIP_RETURN_CODE 77)
endif()

# Bodies as libraries for meshes read them, and as Khronos' validator of glTF sees them: tools/setup.sh --tests puts these
# under build/.
find_program(CREASE_TEST_PYTHON python3 PATHS ${PROJECT_SOURCE_DIR}/build/python/bin NO_DEFAULT_PATH)
if(CREASE_BUILD_TOOLS AND CREASE_TEST_PYTHON)
  add_test(NAME plot_meshes
    COMMAND ${CREASE_TEST_PYTHON} ${PROJECT_SOURCE_DIR}/tests/plot_meshes_test.py $<TARGET_FILE:crease_command>)
  set_tests_properties(plot_meshes PROPERTIES SKIP_RETURN_CODE 77)
endif()
find_program(CREASE_NODE node)
if(CREASE_BUILD_TOOLS AND CREASE_NODE)
  add_test(NAME plot_gltf
    COMMAND ${CREASE_NODE} ${PROJECT_SOURCE_DIR}/tests/plot_gltf_test.js $<TARGET_FILE:crease_command>
      ${PROJECT_SOURCE_DIR}/build/node/node_modules)
  set_tests_properties(plot_gltf PROPERTIES SKIP_RETURN_CODE 77)
endif()

# The gallery is what the command draws.
if(CREASE_BUILD_TOOLS)
  add_test(NAME gallery
    COMMAND ${PROJECT_SOURCE_DIR}/tests/gallery_test.sh $<TARGET_FILE:crease_command>
      ${CMAKE_CURRENT_BINARY_DIR}/gallery)
endif()
