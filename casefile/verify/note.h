// SPDX-License-Identifier: Apache-2.0
// C2SP signed notes, and the checkpoints in them.
#pragma once

#include "casefile/verify/keys.h"
#include "casefile/verify/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

struct NoteSignature {
  std::string name, id, bytes;  // id: 4 bytes; bytes: what stands behind it
};

struct Note {
  std::string text;  // ends in a line end; this is what is signed
  std::vector<NoteSignature> signatures;
};

// Total. At most 64 KiB.
[[nodiscard]] Result<Note> read_note(std::string_view bytes);
// One line "— name base64(id ‖ signature)", without its line end.
[[nodiscard]] Result<NoteSignature> read_signature_line(std::string_view line);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;  // 32 bytes
};

// A note's text of three lines and no extension.
[[nodiscard]] Result<Checkpoint> read_checkpoint(std::string_view text);

// What keys say of a note: those whose signature holds, and those that are named and whose signature does
// not.
struct Signers {
  std::vector<const PublicKey*> good, wrong;
};
[[nodiscard]] Signers signers_of(const Note& note, const std::vector<PublicKey>& keys);

// The time (seconds since 1970) of a cosignature of `text` by `key` that holds.
[[nodiscard]] std::optional<std::uint64_t> cosigned_at(std::string_view text, const NoteSignature& signature,
                                                       const PublicKey& key);

}  // namespace firsthour::verify
