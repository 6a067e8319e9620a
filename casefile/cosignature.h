// SPDX-License-Identifier: Apache-2.0
// Cosignatures: a second officer, holder, receiver, witness or supervisor signs a head of a case beside the
// keys of the case (FORMAT.md, "Cosignatures"). Made where the case is, or elsewhere from its note alone.
#pragma once

#include "casefile/case.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/keys.h"
#include "casefile/result.h"

#include <array>
#include <string>
#include <string_view>

namespace firsthour {

inline constexpr std::array<std::string_view, 5> kCosignerRoles{"second-officer", "holder", "receiver",
                                                                "witness", "supervisor"};

struct Cosignature {
  Algorithm tree = Algorithm::sha256;
  std::uint64_t size = 0;  // of the head
  std::string line;        // the note's signature line, without its line end
  CaseKey key;             // verifier_key is the key's for notes; the line has its id for cosignatures
  std::string role, person;
  Instant time;  // as the signature has it
};

[[nodiscard]] Json to_json(const Cosignature& cosignature);
// The body of a `cosigned` event; total.
[[nodiscard]] Result<Cosignature> cosignature_from_json(const Json& body);

// True (a value) when the line is a good signature of this note's text and stands for what is said beside it.
// `tampered` when it does not hold, `malformed` or `unsupported` when line or key cannot be read.
[[nodiscard]] Result<> check_cosignature(const Cosignature& cosignature, std::string_view note);

// The line for a note, without its line end. Refused (`denied`) when the key signed a larger head of this log
// before, or another one of this size; what it signs is remembered first.
[[nodiscard]] Result<std::string> cosign_note(std::string_view note, SigningKey& key, Instant now);

// What a note and the key of one who signed it give; role and person are the caller's to add. not_found when
// the note has no line of that key for cosignatures, `tampered` when it does not hold.
[[nodiscard]] Result<Cosignature> cosignature_in(std::string_view note, const VerifierKey& key);

}  // namespace firsthour
