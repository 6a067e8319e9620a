# SPDX-License-Identifier: Apache-2.0
target_sources(triage_test PRIVATE yara_rules_test.cc yara_scan_test.cc)
