# SPDX-License-Identifier: Apache-2.0
target_sources(triage PRIVATE
  engine/answers.cc
  engine/capture_run.cc
  engine/case_targets.cc
  engine/channel.cc
  engine/claims.cc
  engine/content.cc
  engine/detectors.cc
  engine/examination.cc
  engine/examine.cc
  engine/forked.cc
  engine/journal.cc
  engine/log_entries.cc
  engine/message.cc
  engine/path_targets.cc
  engine/pool.cc
  engine/run.cc
  engine/sandbox.cc
  engine/stream_run.cc
  engine/take_out.cc
  engine/telling.cc
  engine/traffic_told.cc
  engine/worker.cc
  load_page_baseline.cc
  sarif.cc
  triage_case.cc
  triage_paths.cc
  yara/atom_filter.cc
  yara/atom_finders.cc
  yara/rule_set.cc
  yara/rule_times.cc
  yara/scanner.cc
  yara/string_search.cc)
target_link_libraries(triage PRIVATE triage_unfold triage_logs triage_network library_yara library_seccomp Threads::Threads)
