// SPDX-License-Identifier: Apache-2.0
// Asymmetric signatures by the names of JWA (RFC 7518, RFC 8037): RS256 RS384 RS512 PS256 PS384 PS512 ES256
// ES384 ES512 Ed25519 Ed448. Symmetric ones are not here: who could check one could make one.
#pragma once

#include "casefile/result.h"

#include <string>
#include <string_view>

namespace firsthour {

// Of a private key as PEM (PKCS 8 or the older forms, unencrypted): the bytes of JWA, so r || s for ES*.
// `unsupported` when the algorithm is unknown or not for this kind of key.
[[nodiscard]] Result<std::string> jws_sign(std::string_view algorithm, std::string_view private_pem,
                                           std::string_view message);
// `public_key`: DER of a SubjectPublicKeyInfo. `tampered` when the signature does not hold.
[[nodiscard]] Result<> jws_verify(std::string_view algorithm, std::string_view public_key,
                                  std::string_view signature, std::string_view message);

// DER of the SubjectPublicKeyInfo of a private or public key as PEM, of a certificate as PEM or DER, or of
// such DER itself.
[[nodiscard]] Result<std::string> public_key_in(std::string_view text);
// The same for 32 bytes of an Ed25519 key.
[[nodiscard]] std::string ed25519_public_key(std::string_view raw);
// The algorithm that is usual for a key: RS256, ES256 (384, 512 by its curve), Ed25519, Ed448.
[[nodiscard]] Result<std::string> usual_algorithm(std::string_view public_key);

}  // namespace firsthour
