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

// "— name base64", with the line's end.
[[nodiscard]] std::string signature_line(const NoteSignature& signature);

// Takes the whole of `bytes` or gives `malformed` with the offset. At most 1 MiB and 100 signatures.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);

enum class SignatureScheme { ed25519, sm2 };
// The same key has another id where it cosigns: then the time of signing is part of what is signed.
enum class KeyUse { note, cosignature };

// The key in "name+keyid+base64(kind || public key)"; kinds: FORMAT.md, "Keys".
struct VerifierKey {
  std::string name;
  std::string key_id;  // 4 bytes
  SignatureScheme scheme = SignatureScheme::ed25519;
  KeyUse use = KeyUse::note;
  std::string public_key;  // 32 bytes; SM2: 65, 04 || x || y
};
// `malformed` also when the key id is not that of the name and key; `unsupported` for other kinds.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);
[[nodiscard]] std::string verifier_key_text(const VerifierKey& key);
// The same key with the id it has in that use.
[[nodiscard]] VerifierKey with_use(const VerifierKey& key, KeyUse use);
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
