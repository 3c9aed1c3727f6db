# SPDX-License-Identifier: Apache-2.0
# `make install`: library, headers, command, data, man page, pkg-config and CMake files.
include(CMakePackageConfigHelpers)
set(KURS_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/kurs)

install(DIRECTORY include/kurs DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
        PATTERN "*.h")
install(TARGETS kurs_shared EXPORT kursTargets)
install(TARGETS kurs_static EXPORT kursStaticTargets)
install(EXPORT kursTargets NAMESPACE kurs:: DESTINATION ${KURS_CMAKE_DIR})
install(EXPORT kursStaticTargets NAMESPACE kurs:: DESTINATION ${KURS_CMAKE_DIR})
if(TARGET kurs)
  install(TARGETS kurs)
endif()
foreach(folder data missions)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder})
    install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/kurs)
  endif()
endforeach()
file(GLOB KURS_MAN_PAGES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.1)
install(FILES ${KURS_MAN_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES docs/man/kurs.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME kurs)

list(JOIN KURS_PKGS " " KURS_PKGS_LINE)
# from the .pc file up to the prefix, so that an installed tree can be moved
file(RELATIVE_PATH KURS_PC_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" KURS_PC_UP "${KURS_PC_UP}")
configure_file(cmake/kurs.pc.in kurs.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kurs.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
configure_package_config_file(cmake/kursConfig.cmake.in kursConfig.cmake
                              INSTALL_DESTINATION ${KURS_CMAKE_DIR})
write_basic_package_version_file(kursConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/kursConfig.cmake ${PROJECT_BINARY_DIR}/kursConfigVersion.cmake
        DESTINATION ${KURS_CMAKE_DIR})
