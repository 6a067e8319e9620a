// SPDX-License-Identifier: Apache-2.0
// Signed notes, checkpoints, verifier keys and HEAD: what is taken has one form only.
#include "casefile/case_verify.h"
#include "casefile/checkpoint.h"
#include "casefile/keys.h"
#include "casefile/store/head_file.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto note = parse_note(text)) {
    if (note->signatures.empty() || note->text.empty() || note->text.back() != '\n') std::abort();
    if (check_note(text, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k") &&
        note->text != "This is an example message.\n")
      std::abort();
  }
  if (const auto checkpoint = parse_checkpoint(text))
    if (checkpoint_text(*checkpoint) != text) std::abort();
  if (const auto head = parse_head(text))
    if (head_text(*head) != text) std::abort();
  if (const auto key = parse_verifier_key(text)) {
    if (verifier_key_text(*key) != text) std::abort();
    if (with_use(with_use(*key, KeyUse::cosignature), key->use).key_id != key->key_id) std::abort();
  }
  if (const auto kept = parse_kept_head(text))
    if (!kept->note.empty() && kept->note != text) std::abort();
  return 0;
}
