# SPDX-License-Identifier: Apache-2.0
# libkurs, static and shared from the same objects, and the command.
set(KURS_MODULES base math ode time vehicle record frames env orbit dyn gnc plan ops plot io sim
                 campaign app)
set(KURS_SOURCES)
foreach(module ${KURS_MODULES})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${module}/*.c)
  list(APPEND KURS_SOURCES ${sources})
endforeach()
include(cmake/embed.cmake)
list(APPEND KURS_SOURCES ${KURS_EMBEDDED_SOURCE})

# Batch code: each *_lanes.c once for each kind of src/math/simd.h, with the kind as suffix.
set(KURS_LANES_SOURCES ${KURS_SOURCES})
list(FILTER KURS_LANES_SOURCES INCLUDE REGEX "_lanes\\.c$")
list(FILTER KURS_SOURCES EXCLUDE REGEX "_lanes\\.c$")
set(KURS_LANES_FLAGS_plain "")
set(KURS_LANES_FLAGS_avx2 -mavx2)
set(KURS_LANES_FLAGS_avx512 -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512)
set(KURS_LANES_KINDS plain)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
  set(KURS_LANES_KINDS plain avx2 avx512)
endif()
set(KURS_LANES_OBJECTS)
if(KURS_LANES_SOURCES)
  foreach(kind ${KURS_LANES_KINDS})
    add_library(kurs_lanes_${kind} OBJECT ${KURS_LANES_SOURCES})
    target_compile_options(kurs_lanes_${kind} PRIVATE -Wno-psabi ${KURS_LANES_FLAGS_${kind}})
    target_compile_definitions(kurs_lanes_${kind} PRIVATE KURS_LANES_SUFFIX=${kind})
    target_include_directories(kurs_lanes_${kind} PRIVATE include src)
    target_link_libraries(kurs_lanes_${kind} PRIVATE PkgConfig::KURS_DEPS)
    list(APPEND KURS_LANES_OBJECTS $<TARGET_OBJECTS:kurs_lanes_${kind}>)
  endforeach()
endif()

add_library(kurs_objects OBJECT ${KURS_SOURCES})
target_include_directories(kurs_objects PRIVATE include src)
target_link_libraries(kurs_objects PRIVATE PkgConfig::KURS_DEPS)
set_source_files_properties(src/base/version.c PROPERTIES
                            COMPILE_DEFINITIONS KURS_VERSION="${PROJECT_VERSION}")

foreach(kind STATIC SHARED)
  string(TOLOWER kurs_${kind} name)
  add_library(${name} ${kind} $<TARGET_OBJECTS:kurs_objects> ${KURS_LANES_OBJECTS})
  add_library(kurs::${name} ALIAS ${name})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME kurs VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${name} PRIVATE PkgConfig::KURS_DEPS m)
endforeach()

# Mission control: part of the command, not of the library.
file(GLOB KURS_SERVER_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/server/*.c)
include(cmake/pages.cmake)
add_library(kurs_server STATIC ${KURS_SERVER_SOURCES} ${KURS_PAGES_SOURCE})
target_include_directories(kurs_server PRIVATE src)
target_link_libraries(kurs_server PUBLIC kurs_static PkgConfig::KURS_SERVER_DEPS
                                         PkgConfig::KURS_DEPS m)

file(GLOB KURS_CLI_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.c)
list(FILTER KURS_CLI_SOURCES EXCLUDE REGEX "/main\\.c$")
if(KURS_CLI_SOURCES)
  add_library(kurs_cli STATIC ${KURS_CLI_SOURCES})
  target_include_directories(kurs_cli PRIVATE src)
  target_link_libraries(kurs_cli PUBLIC kurs_server kurs_static PkgConfig::KURS_WATCH_DEPS
                                        PkgConfig::KURS_DEPS m)
  add_executable(kurs src/cli/main.c)
  target_include_directories(kurs PRIVATE src)
  target_link_libraries(kurs PRIVATE kurs_cli)
  target_compile_definitions(
    kurs PRIVATE KURS_SOURCE_DATA_DIR="${PROJECT_SOURCE_DIR}/data"
                 KURS_INSTALL_DATA_DIR="${CMAKE_INSTALL_FULL_DATADIR}/kurs/data")
endif()

# What `make` builds: all but tests and benchmarks.
add_custom_target(product DEPENDS kurs_static kurs_shared)
if(TARGET kurs)
  add_dependencies(product kurs)
endif()
