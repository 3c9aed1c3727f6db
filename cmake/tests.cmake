# SPDX-License-Identifier: Apache-2.0
# tests/<kind>/test_*.c are programs on cmocka, tests/<kind>/test_*.sh and .py scripts; the
# kind is the label. A skip is exit status 77. A group without a case is a failure.
# Scripts find in the environment: KURS (the command), KURS_SOURCE_DIR, KURS_BUILD_DIR, CC, and
# KURS_INSTRUMENTED, 1 in a build with sanitizers or coverage.
set(KURS_TEST_KINDS unit contract cli server flown check web)
set(KURS_INSTRUMENTED 0)
if(KURS_SANITIZE OR KURS_COVERAGE)
  set(KURS_INSTRUMENTED 1)
endif()
set(KURS_TEST_ENVIRONMENT KURS_INSTRUMENTED=${KURS_INSTRUMENTED} KURS=${PROJECT_BINARY_DIR}/kurs KURS_SOURCE_DIR=${PROJECT_SOURCE_DIR}
                          KURS_BUILD_DIR=${PROJECT_BINARY_DIR} CC=${CMAKE_C_COMPILER})

function(kurs_program source name)
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE src tests/support)
  target_compile_definitions(${name} PRIVATE KURS_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                             KURS_BUILD_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE kurs_static PkgConfig::KURS_DEPS cmocka m)
  kurs_link_arkode(${name} ${source})
  kurs_link_ipopt(${name} ${source})
endfunction()

function(kurs_test name kind)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS ${kind} SKIP_RETURN_CODE 77 TIMEOUT 600
                       FAIL_REGULAR_EXPRESSION "Running 0 test"
                       ENVIRONMENT "${KURS_TEST_ENVIRONMENT}")
endfunction()

foreach(kind ${KURS_TEST_KINDS})
  file(GLOB programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${kind}/test_*.c)
  foreach(source ${programs})
    get_filename_component(name ${source} NAME_WE)
    kurs_program(${source} ${name})
    if(kind STREQUAL server)
      target_link_libraries(${name} PRIVATE kurs_server)
    elseif(kind STREQUAL cli)
      target_link_libraries(${name} PRIVATE kurs_cli)
    endif()
    kurs_test(${name} ${kind} ${name})
  endforeach()
  file(GLOB scripts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${kind}/test_*.sh
       ${PROJECT_SOURCE_DIR}/tests/${kind}/test_*.py)
  foreach(script ${scripts})
    get_filename_component(name ${script} NAME_WE)
    kurs_test(${name} ${kind} ${script})
  endforeach()
endforeach()

# The harness itself: each of these programs must fail.
file(GLOB failing CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/harness/fail_*.c)
foreach(source ${failing})
  get_filename_component(name ${source} NAME_WE)
  kurs_program(${source} ${name})
  kurs_test(${name} harness ${name})
  set_tests_properties(${name} PROPERTIES WILL_FAIL TRUE)
endforeach()

# The auditor of records shares no code with the library, so it does not link it.
add_executable(audit tests/flown/audit.c)
target_link_libraries(audit PRIVATE PkgConfig::KURS_DEPS m)
