# SPDX-License-Identifier: Apache-2.0
# Included: a rule that turns the built page (web/dist, else web/placeholder), docs/openapi.json and
# the page for Open MCT (web/openmct) into one C file with their bytes, gzipped. Run by `cmake -P`: does that turning.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(KURS_PAGES_FOLDER ${PROJECT_SOURCE_DIR}/web/dist)
  if(NOT EXISTS ${KURS_PAGES_FOLDER}/index.html)
    set(KURS_PAGES_FOLDER ${PROJECT_SOURCE_DIR}/src/server/placeholder)
  endif()
  file(GLOB_RECURSE KURS_PAGES CONFIGURE_DEPENDS ${KURS_PAGES_FOLDER}/*)
  file(GLOB KURS_OPENMCT_PAGES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/openmct/*)
  set(KURS_PAGES_SOURCE ${PROJECT_BINARY_DIR}/pages.c)
  add_custom_command(
    OUTPUT ${KURS_PAGES_SOURCE}
    COMMAND ${CMAKE_COMMAND} -D FOLDER=${KURS_PAGES_FOLDER} -D OUT=${KURS_PAGES_SOURCE}
            -D API=${PROJECT_SOURCE_DIR}/docs/openapi.json
            -D OPENMCT=${PROJECT_SOURCE_DIR}/web/openmct -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${KURS_PAGES} ${KURS_OPENMCT_PAGES} ${PROJECT_SOURCE_DIR}/docs/openapi.json ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding the page" VERBATIM)
  return()
endif()

file(GLOB_RECURSE names RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT names COMPARE STRING)
set(arrays "")
set(rows "")
set(count 0)

macro(embed path name)
  execute_process(COMMAND gzip -9nc ${path} OUTPUT_FILE ${OUT}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${OUT}.gz hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND arrays "static const unsigned char page_${count}[] = {\n${hex}0};\n")
  string(APPEND rows "    {\"/${name}\", page_${count}, sizeof page_${count} - 1, 1},\n")
  math(EXPR count "${count} + 1")
endmacro()

foreach(name ${names})
  if(NOT name MATCHES "\\.(gz|map)$")
    embed(${FOLDER}/${name} ${name})
  endif()
endforeach()
embed(${API} openapi.json)
foreach(name index.html kurs.js start.js)
  embed(${OPENMCT}/${name} openmct/${name})
endforeach()
file(REMOVE ${OUT}.gz)
file(WRITE ${OUT}.new "/* Made by cmake/pages.cmake: do not edit. */
#include \"server/parts.h\"

${arrays}
const kurs_page kurs_pages[] = {\n${rows}    {0, 0, 0, 0}};
const int kurs_page_count = ${count};
")
file(RENAME ${OUT}.new ${OUT})
