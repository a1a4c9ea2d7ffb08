# The viewer: its page in a browser, and whether the page in the repository is what its sources give.
if(CREASE_BUILD_TOOLS)
  if(CREASE_SYSTEM_PYTHON)
    add_test(NAME view_command
      COMMAND ${CREASE_SYSTEM_PYTHON} ${PROJECT_SOURCE_DIR}/tests/view_command_test.py $<TARGET_FILE:crease_command>)
    set_tests_properties(view_command PROPERTIES SKIP_RETURN_CODE 77)
  endif()
  find_program(CREASE_NODE node)
  if(CREASE_NODE)
    foreach(topic access page picture surface)
      add_test(NAME view_${topic} COMMAND ${CREASE_NODE} ${PROJECT_SOURCE_DIR}/tests/view_${topic}_test.mjs
        $<TARGET_FILE:crease_command> ${PROJECT_SOURCE_DIR})
    endforeach()
    add_test(NAME viewer_asset COMMAND ${PROJECT_SOURCE_DIR}/tools/viewer/build.sh --check)
    set_tests_properties(view_access view_page view_picture view_surface viewer_asset PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 1200 RUN_SERIAL ON)
  endif()
endif()
