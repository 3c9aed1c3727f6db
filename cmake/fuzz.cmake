# SPDX-License-Identifier: Apache-2.0
# Every tests/fuzz/fuzz_*.c is a libFuzzer program; tools/fuzz.sh runs them within a budget.
if(NOT CMAKE_C_COMPILER_ID STREQUAL Clang)
  message(FATAL_ERROR "the fuzz targets need clang: cmake --preset fuzz")
endif()
target_compile_options(kurs_objects PRIVATE -fsanitize=fuzzer-no-link)
file(GLOB fuzzers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
foreach(source ${fuzzers})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE src)
  target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
  target_link_libraries(${name} PRIVATE kurs_static PkgConfig::KURS_DEPS m -fsanitize=fuzzer)
endforeach()
