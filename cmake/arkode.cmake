# SPDX-License-Identifier: Apache-2.0
# SUNDIALS ARKODE, the other integrator of tests and benchmarks: a source that includes
# <arkode/...> is linked to it and has KURS_HAS_ARKODE where it is found; without it, it says so.
add_library(kurs_arkode INTERFACE)
find_path(KURS_ARKODE_INCLUDE arkode/arkode_erkstep.h)
find_library(KURS_ARKODE_LIBRARY sundials_arkode)
find_library(KURS_NVECSERIAL_LIBRARY sundials_nvecserial)
mark_as_advanced(KURS_ARKODE_INCLUDE KURS_ARKODE_LIBRARY KURS_NVECSERIAL_LIBRARY)
if(KURS_ARKODE_INCLUDE AND KURS_ARKODE_LIBRARY AND KURS_NVECSERIAL_LIBRARY)
  target_compile_definitions(kurs_arkode INTERFACE KURS_HAS_ARKODE)
  target_include_directories(kurs_arkode SYSTEM INTERFACE ${KURS_ARKODE_INCLUDE})
  target_link_libraries(kurs_arkode INTERFACE ${KURS_ARKODE_LIBRARY} ${KURS_NVECSERIAL_LIBRARY})
endif()

function(kurs_link_arkode target source)
  file(STRINGS ${source} uses REGEX "#include <arkode/")
  if(uses)
    target_link_libraries(${target} PRIVATE kurs_arkode)
  endif()
endfunction()
