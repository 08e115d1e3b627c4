# byline_add_unit_test(<name> <library>...)
#
# Builds tests/unit/test_<name>.c and registers each of its cases with CTest,
# asking the program itself (GLib's -l) after it is built.
function(byline_add_unit_test name)
  add_executable(test_${name} unit/test_${name}.c)
  target_link_libraries(test_${name} PRIVATE ${ARGN})
  set(cases "${CMAKE_CURRENT_BINARY_DIR}/test_${name}_cases.cmake")
  add_custom_command(TARGET test_${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -D "PROGRAM=$<TARGET_FILE:test_${name}>" -D "OUT=${cases}"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/ListCases.cmake"
    VERBATIM)
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${cases}")
endfunction()
