# SPDX-License-Identifier: Apache-2.0
# Included: a rule that turns data/**/*.yaml and missions/*.yaml into one C file with their bytes, so
# that the library needs no folder at run time. Run by `cmake -P`: does that turning.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE KURS_DATA_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/*.yaml)
  file(GLOB KURS_MISSION_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/missions/*.yaml)
  set(KURS_EMBEDDED_SOURCE ${PROJECT_BINARY_DIR}/embedded.c)
  add_custom_command(
    OUTPUT ${KURS_EMBEDDED_SOURCE}
    COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D OUT=${KURS_EMBEDDED_SOURCE}
            -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${KURS_DATA_FILES} ${KURS_MISSION_FILES} ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding data files" VERBATIM)
  return()
endif()

file(GLOB_RECURSE names RELATIVE ${ROOT}/data ${ROOT}/data/*.yaml)
file(GLOB missions RELATIVE ${ROOT} ${ROOT}/missions/*.yaml)
list(APPEND names ${missions})
list(SORT names COMPARE STRING)
set(arrays "")
set(rows "")
set(count 0)
foreach(name ${names})
  set(folder ${ROOT}/data)
  if(name MATCHES "^missions/")
    set(folder ${ROOT})
  endif()
  file(READ ${folder}/${name} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND arrays "static const unsigned char file_${count}[] = {\n${hex}0};\n")
  string(APPEND rows "    {\"${name}\", file_${count}, sizeof file_${count} - 1},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT}.new "/* Made by cmake/embed.cmake from data/ and missions/: do not edit. */
#include \"io/embedded.h\"

${arrays}
const kurs_embedded_file kurs_embedded_files[] = {\n${rows}    {0, 0, 0}};
const int kurs_embedded_count = ${count};
")
file(RENAME ${OUT}.new ${OUT})
