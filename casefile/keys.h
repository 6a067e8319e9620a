// SPDX-License-Identifier: Apache-2.0
// Signing keys, Ed25519 and SM2, for C2SP signed notes. Private keys are files 0600 in a key folder of their
// own, never beside a case. The interface is small so that a hardware token can sign later.
#pragma once

#include "casefile/checkpoint.h"
#include "casefile/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

class SigningKey {
 public:
  virtual ~SigningKey() = default;
  // The public half, as it stands below notes (KeyUse::note).
  [[nodiscard]] virtual const VerifierKey& verifier() const = 0;
  // 64 bytes (Ed25519; SM2: r || s).
  [[nodiscard]] virtual Result<std::string> sign(std::string_view message) const = 0;
  // The largest checkpoint of this log that the key is known to have signed.
  [[nodiscard]] virtual Result<std::optional<Checkpoint>> last_signed(std::string_view origin) const = 0;
  // To be called before the key signs these: durable when it returns, so that no copy of the case that is put
  // back makes the key sign a size a second time.
  [[nodiscard]] virtual Result<> remember(std::span<const Checkpoint> checkpoints) = 0;

  [[nodiscard]] const std::string& name() const { return verifier().name; }
  [[nodiscard]] std::string verifier_key() const { return verifier_key_text(verifier()); }
  // SHA-256 of the public key in groups of four hex digits: what is printed on forms.
  [[nodiscard]] std::string fingerprint() const { return fingerprint_of(verifier()); }
};

// The signature line of a note for `text` (which ends in '\n'), including the final '\n'.
[[nodiscard]] Result<std::string> note_line(const SigningKey& key, std::string_view text);
// The line of one who signs a note beside its makers, at a time (seconds since 1970).
[[nodiscard]] Result<std::string> cosignature_line(const SigningKey& key, std::string_view text,
                                                   std::uint64_t seconds);
// When a line that is a cosignature was made; nothing for other lines.
[[nodiscard]] std::optional<std::uint64_t> cosigning_time(const NoteSignature& line);

// Makes `FOLDER/NAME.key` (0600; the folder and its missing parents 0700) and `NAME.vkey`; refuses to
// overwrite.
[[nodiscard]] Result<std::shared_ptr<SigningKey>> make_key(const std::string& folder, std::string_view name,
                                                           SignatureScheme scheme = SignatureScheme::ed25519);
// Refuses a key file that others can read (denied). What the key signed is remembered in `NAME.signed`
// beside it.
[[nodiscard]] Result<std::shared_ptr<SigningKey>> load_key(const std::string& file);
[[nodiscard]] Result<std::vector<std::string>> list_keys(const std::string& folder);  // paths of *.key

// True when `note` has a good signature by this verifier key. `malformed` when either cannot be parsed;
// `tampered` when a line by that key is there and does not hold; not_found when no line is by that key.
[[nodiscard]] Result<> check_note(std::string_view note, std::string_view verifier_key);
[[nodiscard]] Result<> check_note(const Note& note, const VerifierKey& key);

}  // namespace firsthour
