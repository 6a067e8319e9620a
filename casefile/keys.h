// SPDX-License-Identifier: Apache-2.0
// Signing keys (Ed25519 for now) in C2SP signed-note form. Private keys are files 0600 in a key folder of
// their own, never beside a case. The interface is small so that a hardware token can sign later.
#pragma once

#include "casefile/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

class SigningKey {
 public:
  virtual ~SigningKey() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  // "name+keyid+base64(type || public key)", C2SP signed-note.
  [[nodiscard]] virtual std::string verifier_key() const = 0;
  // SHA-256 of the public key in groups of four hex digits: what is printed on forms.
  [[nodiscard]] virtual std::string fingerprint() const = 0;
  // The signature line of a note for `text` (which ends in '\n'), including the final '\n'.
  [[nodiscard]] virtual Result<std::string> sign_note(std::string_view text) const = 0;
};

// Makes `FOLDER/NAME.key` (0600; the folder and its missing parents 0700) and `NAME.vkey`; refuses to
// overwrite.
[[nodiscard]] Result<std::shared_ptr<SigningKey>> make_key(const std::string& folder, std::string_view name);
[[nodiscard]] Result<std::shared_ptr<SigningKey>> load_key(const std::string& file);
// Refuses a key file that others can read (denied).
[[nodiscard]] Result<std::vector<std::string>> list_keys(const std::string& folder);  // paths of *.key

// True when `note` has a good signature by this verifier key. `malformed` when either cannot be parsed;
// `tampered` when a line by that key is there and does not hold; not_found when no line is by that key.
[[nodiscard]] Result<> check_note(std::string_view note, std::string_view verifier_key);

}  // namespace firsthour
