# SPDX-License-Identifier: Apache-2.0
# Language, warnings, floating point, sanitizers: the same for everything that is built.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_compile_options(-Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
                    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2
                    -ffp-contract=off)
add_compile_definitions(_POSIX_C_SOURCE=200809L)

if(KURS_SANITIZE)
  add_compile_options(-fsanitize=${KURS_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KURS_SANITIZE})
endif()
if(KURS_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

find_program(KURS_CCACHE ccache)
if(KURS_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${KURS_CCACHE})
endif()

# What the library is made with; none of it shows in the public headers.
set(KURS_PKGS erfa yaml-0.1 jansson cairo fontconfig expat zlib sleef)
find_package(PkgConfig REQUIRED)
pkg_check_modules(KURS_DEPS REQUIRED IMPORTED_TARGET ${KURS_PKGS})
# What the server of the command is made with besides; the library needs none of it.
pkg_check_modules(KURS_SERVER_DEPS REQUIRED IMPORTED_TARGET libmicrohttpd libsodium gnutls)
# And its page in the terminal.
pkg_check_modules(KURS_WATCH_DEPS REQUIRED IMPORTED_TARGET ncursesw libcurl)
