// SPDX-License-Identifier: Apache-2.0
// Public keys as verifiers hold them, and signatures by them: Ed25519, and SM2 with SM3 (GB/T 32918.2,
// signer's id 1234567812345678).
#pragma once

#include "casefile/verify/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

// What a signature says: a log's own signature of a note, or a further person's (with a time).
enum class Use { signature, cosignature };

struct PublicKey {
  enum class Scheme { ed25519, sm2 };
  Scheme scheme = Scheme::ed25519;
  std::string name;
  std::string bytes;  // 32 bytes; SM2: 65, 04 ‖ x ‖ y

  // Four bytes; the same key has one for each use.
  [[nodiscard]] std::string id(Use use) const;
  // SHA-256 of the bytes, in groups of four hex digits.
  [[nodiscard]] std::string fingerprint() const;
  // `signature` is 64 bytes. False for everything that does not hold, bad keys among it.
  [[nodiscard]] bool signed_this(std::string_view message, std::string_view signature) const;
};

// "name+hex(key id)+base64(kind ‖ public key)", with the kind of either use.
[[nodiscard]] Result<PublicKey> read_verifier_key(std::string_view text);

// What the caller trusts: keys, or fingerprints as printed on forms.
struct Trust {
  std::vector<PublicKey> keys;
  std::vector<std::string> fingerprints;  // 64 hex digits
  [[nodiscard]] bool empty() const { return keys.empty() && fingerprints.empty(); }
  [[nodiscard]] bool includes(const PublicKey& key) const;
};

// `given`: a verifier key's text or a fingerprint.
Result<> add_trust(Trust& trust, std::string_view given);

}  // namespace firsthour::verify
