# The Python package: its wheel is built and installed in a fresh environment, where pytest runs against it, the command
# and the library.
option(CREASE_TEST_PYTHON_PACKAGE "Build the wheel of the Python package and test it (takes minutes)" ON)
if(CREASE_BUILD_TOOLS AND CREASE_TEST_PYTHON_PACKAGE)
  add_executable(library_regions python/library_regions.cpp)
  target_link_libraries(library_regions PRIVATE crease::algorithms)
  add_test(NAME python_package COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/python/run.sh $<TARGET_FILE:crease_command>
    $<TARGET_FILE:library_regions>)
  set_tests_properties(python_package PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 3000)
endif()
