# SPDX-License-Identifier: Apache-2.0
target_sources(triage_test PRIVATE
  engine/answers_test.cc
  engine/claims_test.cc
  engine/journal_test.cc
  engine/message_test.cc
  engine/path_targets_test.cc
  engine/sandbox_test.cc
  rule_times_test.cc
  string_search_test.cc
  yara_rules_test.cc
  yara_scan_test.cc)

firsthour_fuzzer(examination
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/examination_fuzzer.cc
  LIBRARIES triage casefile)
firsthour_fuzzer(traffic_told
  SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/traffic_told_fuzzer.cc
  LIBRARIES triage triage_network casefile)
