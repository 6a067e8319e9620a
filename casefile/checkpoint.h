// SPDX-License-Identifier: Apache-2.0
// Checkpoints (C2SP tlog-checkpoint) in signed notes (C2SP signed-note): what a case was at a size.
#pragma once

#include "casefile/merkle.h"
#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

// One line below a note: who says to have signed it.
struct NoteSignature {
  std::string key_name;
  std::string key_id;     // 4 bytes
  std::string signature;  // bytes; what they mean is the key's business
};

struct Note {
  std::string text;  // what is signed; ends in '\n'
  std::vector<NoteSignature> signatures;
};

// Takes the whole of `bytes` or gives `malformed` with the offset. At most 1 MiB and 100 signatures.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);

// The key in "name+keyid+base64(type || public key)".
struct VerifierKey {
  std::string name;
  std::string key_id;      // 4 bytes
  unsigned char type = 0;  // 0x01: Ed25519
  std::string public_key;  // bytes
};
// `malformed` also when the key id is not that of the name and key; `unsupported` for other types.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);
// SHA-256 of the public key in groups of four hex digits.
[[nodiscard]] std::string fingerprint_of(const VerifierKey& key);

// What the origins of a case's logs begin with, and what that of the SM3 tree ends in.
inline constexpr std::string_view kCaseOrigin = "firsthour.case/", kSm3Origin = "/sm3";

struct Checkpoint {
  std::string origin;  // kCaseOrigin + UUID, for the SM3 tree also kSm3Origin
  std::uint64_t size = 0;
  TreeHash root;
};
// The text to sign: three lines.
[[nodiscard]] std::string checkpoint_text(const Checkpoint& checkpoint);
// Exactly three lines, in the one form that checkpoint_text gives: extension lines are `malformed`.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace firsthour
