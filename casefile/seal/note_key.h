// SPDX-License-Identifier: Apache-2.0
// What reading and making note signatures share.
#pragma once

#include "casefile/checkpoint.h"

#include <string>
#include <string_view>

namespace firsthour {

inline constexpr unsigned char kEd25519 = 0x01;
inline constexpr std::size_t kEd25519Length = 32;

// UTF-8 without blanks, control characters and '+'.
[[nodiscard]] bool is_key_name(std::string_view name);
// First four bytes of SHA-256(name || '\n' || type || public key).
[[nodiscard]] std::string key_id_of(std::string_view name, unsigned char type, std::string_view public_key);
[[nodiscard]] bool signature_holds(const VerifierKey& key, std::string_view text, std::string_view signature);

}  // namespace firsthour
