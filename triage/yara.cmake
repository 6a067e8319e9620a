# SPDX-License-Identifier: Apache-2.0
target_sources(triage PRIVATE
  sarif.cc
  triage_case.cc
  triage_paths.cc
  yara/content_scan.cc
  yara/rule_set.cc
  yara/scanner.cc)
target_link_libraries(triage PRIVATE library_yara Threads::Threads)
