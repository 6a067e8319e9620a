# SPDX-License-Identifier: Apache-2.0
firsthour_test(collectors_artifacts_test
  SOURCES artifacts/plan_test.cc artifacts/compile_plan_test.cc
  LIBRARIES artifact_compiler collectors_objects casefile)
firsthour_test(collectors_files_test
  SOURCES files/files_test.cc files/find_test.cc files/taken_files_test.cc files/service_paths_test.cc files/file_source_test.cc files/mount_guard_test.cc
    files/named_histories_test.cc
    files/web_roots_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_output_test
  SOURCES output/output_test.cc output/output_place_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_options_test
  SOURCES main_options_test.cc
  LIBRARIES collector_program casefile Boost::program_options)
firsthour_fuzzer(artifact_plan
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/artifact_plan_fuzzer.cc
  LIBRARIES artifact_compiler)
firsthour_test(collectors_package_test
  SOURCES package/package_index_test.cc package/packages_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_fuzzer(package_text
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/package_text_fuzzer.cc
  LIBRARIES collectors_objects casefile)
firsthour_fuzzer(expanded_source
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/expanded_source_fuzzer.cc
  LIBRARIES collectors_objects casefile)
firsthour_fuzzer(rpm_database
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/rpm_database_fuzzer.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_container_test
  SOURCES container/containers_test.cc container/docker_resources_test.cc container/virtual_machines_test.cc system/cloud_identity_test.cc system/in_container_test.cc
  LIBRARIES collectors_objects casefile)
firsthour_fuzzer(container_json
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/container_json_fuzzer.cc
  LIBRARIES collectors_objects casefile)
firsthour_test(collectors_care_test
  SOURCES care/care_test.cc main_sources_test.cc
  LIBRARIES collector_program casefile Boost::program_options)
firsthour_fuzzer(virtual_machine
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/virtual_machine_fuzzer.cc
  LIBRARIES collectors_objects casefile)
firsthour_fuzzer(bolt
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/bolt_fuzzer.cc
  LIBRARIES collectors_objects casefile)
