# SPDX-License-Identifier: Apache-2.0
firsthour_test(collectors_memory_test
  SOURCES memory/ranges_test.cc memory/direct_map_test.cc memory/image_test.cc memory/memory_test.cc
  LIBRARIES collectors_objects casefile)

foreach(parser elf_core iomem)
  firsthour_fuzzer(${parser}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/${parser}_fuzzer.cc
    LIBRARIES collectors_objects casefile)
endforeach()
