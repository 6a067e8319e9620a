# SPDX-License-Identifier: Apache-2.0
target_sources(triage PRIVATE
  indicators/address.cc
  indicators/digest_database.cc
  indicators/digest_lists.cc
  indicators/entry_indicators.cc
  indicators/indicator_set.cc
  indicators/known_good.cc
  indicators/known_good_build.cc
  indicators/list_reader.cc
  indicators/list_text.cc
  indicators/load_indicators.cc
  indicators/misp_reader.cc
  indicators/observed_objects.cc
  indicators/recognise.cc
  indicators/record_indicators.cc
  indicators/stix_lexer.cc
  indicators/stix_match.cc
  indicators/stix_parser.cc
  indicators/stix_reader.cc
  indicators/text_candidates.cc
  indicators/warning_lists.cc)
target_link_libraries(triage PRIVATE library_sqlite)
