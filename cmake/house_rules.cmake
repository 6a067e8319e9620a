# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers as one INTERFACE target that our own targets link.
set(SANITIZE "" CACHE STRING "Sanitizers, a list: address;undefined or thread")
option(FIRSTHOUR_FUZZ "Build libFuzzer targets (clang)" OFF)

add_library(house_rules INTERFACE)
target_compile_options(house_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough
  -ffunction-sections -fdata-sections)
# g++ 12 reports nulls, free() and bounds inside the standard library under -O2 and sanitizers.
target_compile_options(house_rules INTERFACE -Wno-null-dereference)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(house_rules INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")  # it reports g++'s own std::stable_sort and libseccomp's macros
  target_compile_options(house_rules INTERFACE -Wno-deprecated-declarations -Wno-c99-extensions)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND SANITIZE)
  target_compile_options(house_rules INTERFACE -Wno-stringop-overflow -Wno-array-bounds)
endif()
target_link_options(house_rules INTERFACE -Wl,--gc-sections)

if(SANITIZE)
  list(JOIN SANITIZE "," sanitizers)
  target_compile_options(house_rules INTERFACE
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(house_rules INTERFACE -fsanitize=${sanitizers})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(house_rules INTERFACE -fstack-protector-strong -D_FORTIFY_SOURCE=2)
  target_link_options(house_rules INTERFACE -Wl,-z,relro,-z,now -s)
endif()
if(FIRSTHOUR_FUZZ)
  target_compile_options(house_rules INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
endif()
