# SPDX-License-Identifier: Apache-2.0
firsthour_test(collectors_host_test
  SOURCES host/host_test.cc host/directory_buffer_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_process_test
  SOURCES process/anonymous_inode_test.cc process/kernel_text_test.cc process/mapped_files_test.cc
    process/memory_regions_test.cc process/namespaces_test.cc process/process_collectors_test.cc
    process/process_memory_test.cc process/round_trip_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_account_test
  SOURCES account/account_text_test.cc account/account_collectors_test.cc
  LIBRARIES collectors_objects casefile SQLite::SQLite3)

foreach(parser procfs_text login_record account_text directory)
  firsthour_fuzzer(${parser}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/${parser}_fuzzer.cc
    LIBRARIES collectors_objects casefile)
endforeach()
