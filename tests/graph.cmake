# The adjacency graph: its algorithms, and its files as networkx and pydot read them.
add_executable(graph_tests
  adjacency_graph_test.cpp
  graph_distances_test.cpp
  graph_extent_test.cpp
  graph_properties_test.cpp
  graph_writers_test.cpp
  hamming_distance_test.cpp
  locate_test.cpp
)
target_link_libraries(graph_tests PRIVATE crease::algorithms crease_test_support crease_test_main)
add_test(NAME graph COMMAND graph_tests)

add_executable(write_random_graph write_random_graph.cpp)
target_link_libraries(write_random_graph PRIVATE crease::algorithms crease_test_support)
target_include_directories(write_random_graph PRIVATE ${PROJECT_SOURCE_DIR})
find_program(CREASE_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(CREASE_SYSTEM_PYTHON)
  add_test(NAME graph_formats
    COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/graph_formats_test.py
      $<TARGET_FILE:write_random_graph>)
  set_tests_properties(graph_formats PROPERTIES SKIP_RETURN_CODE 77)
endif()
