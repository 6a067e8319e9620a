# SPDX-License-Identifier: Apache-2.0
# casefile_store: the case on disk, on top of casefile. The only user of SQLite here.
add_library(casefile_store STATIC
  seal/age_identity_file.cc
  seal/key_file.cc
  ledger_head.cc
  proof.cc
  seal/merkle.cc
  seal/merkle_proof.cc
  seal/note.cc
  seal/signing_key.cc
  seal/der.cc
  seal/timestamp.cc
  seal/timestamp_check.cc
  seal/timestamp_token.cc
  store/attach_file.cc
  store/case_create.cc
  store/case_recover.cc
  store/case_timestamps.cc
  store/case_view.cc
  store/case_writer.cc
  store/chunk_tree.cc
  store/copying.cc
  store/database.cc
  store/digest_lanes.cc
  store/durable_file.cc
  store/event_bytes.cc
  store/folder_names.cc
  store/head_file.cc
  store/ingest.cc
  store/ingest_end.cc
  store/ingest_payloads.cc
  store/ingest_place.cc
  store/item_prover.cc
  store/key_events.cc
  store/ledger.cc
  store/ledger_heads.cc
  store/object_writer.cc
  store/objects.cc
  store/private_copy.cc
  store/resumable_copy.cc
  store/stopped_copy.cc
  store/verify.cc
  store/verify_chunks.cc
  store/verify_folder.cc
  store/verify_ledger.cc
  store/writer_lock.cc)
target_link_libraries(casefile_store
  PUBLIC casefile SQLite::SQLite3
  PRIVATE house_rules)
