# SPDX-License-Identifier: Apache-2.0
target_sources(triage_test PRIVATE
  indicators/entry_indicators_test.cc
  indicators/hostile_lists_test.cc
  indicators/indicator_set_test.cc
  indicators/known_good_test.cc
  indicators/record_indicators_test.cc
  indicators/stix_pattern_test.cc)

foreach(name IN ITEMS stix_pattern indicator_list indicator_json known_good)
  firsthour_fuzzer(${name}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/fuzz/${name}_fuzzer.cc
    LIBRARIES triage casefile)
endforeach()
