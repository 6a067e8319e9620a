// SPDX-License-Identifier: Apache-2.0
// Signatures as notes hold them, 64 bytes each: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2) as
// r || s, big-endian. libcrypto gives SM2 signatures as DER and, when no signer's id is set, signs for an
// empty one: here the id is always kSm2SignerId.
#pragma once

#include "casefile/checkpoint.h"

#include <openssl/types.h>

#include <string>
#include <string_view>

namespace firsthour {

inline constexpr std::string_view kSm2SignerId = "1234567812345678";
inline constexpr std::size_t kSignatureLength = 64;

// `io` when libcrypto cannot.
[[nodiscard]] Result<std::string> sign_with(EVP_PKEY& key, SignatureScheme scheme, std::string_view message);
// False also for a public key that is none.
[[nodiscard]] bool signature_holds(SignatureScheme scheme, std::string_view public_key,
                                   std::string_view message, std::string_view signature);

}  // namespace firsthour
