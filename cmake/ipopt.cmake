# SPDX-License-Identifier: Apache-2.0
# IPOPT, the optimiser that the tests hold the ascent against: a source that includes
# <IpStdCInterface.h> is linked to it and has KURS_HAS_IPOPT where it is found; without it, it says so.
add_library(kurs_ipopt INTERFACE)
find_path(KURS_IPOPT_INCLUDE IpStdCInterface.h PATH_SUFFIXES coin coin-or)
find_library(KURS_IPOPT_LIBRARY ipopt)
mark_as_advanced(KURS_IPOPT_INCLUDE KURS_IPOPT_LIBRARY)
if(KURS_IPOPT_INCLUDE AND KURS_IPOPT_LIBRARY)
  target_compile_definitions(kurs_ipopt INTERFACE KURS_HAS_IPOPT)
  target_include_directories(kurs_ipopt SYSTEM INTERFACE ${KURS_IPOPT_INCLUDE})
  target_link_libraries(kurs_ipopt INTERFACE ${KURS_IPOPT_LIBRARY})
endif()

function(kurs_link_ipopt target source)
  file(STRINGS ${source} uses REGEX "#include <IpStdCInterface.h>")
  if(uses)
    target_link_libraries(${target} PRIVATE kurs_ipopt)
  endif()
endfunction()
