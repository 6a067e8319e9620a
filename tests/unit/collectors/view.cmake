# SPDX-License-Identifier: Apache-2.0
firsthour_test(collectors_view_test
  SOURCES kernel/symbol_facts_test.cc view/directory_views_test.cc view/kernel_views_test.cc view/mount_views_test.cc
    view/pid_mentions_test.cc view/process_views_test.cc view/socket_views_test.cc
  LIBRARIES collectors_objects casefile)
foreach(parser kernel_hook kernel_symbols pid_mentions)
  firsthour_fuzzer(${parser}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/${parser}_fuzzer.cc
    LIBRARIES collectors_objects casefile)
endforeach()
