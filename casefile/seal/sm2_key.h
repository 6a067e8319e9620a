// SPDX-License-Identifier: Apache-2.0
// SM2 keys (GB/T 32918) in libcrypto, from and to their plain numbers.
#pragma once

#include "casefile/freed.h"
#include "casefile/result.h"
#include "casefile/seal/secret.h"

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace firsthour::sm2 {

using PrivateNumber = Secret<32>;               // big-endian
using PublicPoint = std::array<std::byte, 65>;  // 04 ‖ x ‖ y
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

[[nodiscard]] Result<PrivateNumber> make_private_number();
// `malformed` when the number is none of a key: it lies in 1 … n - 2.
[[nodiscard]] Result<PublicPoint> public_point(std::span<const std::byte, 32> private_number);

// Null when the numbers are none of a key.
[[nodiscard]] Key private_key(std::span<const std::byte, 32> private_number, const PublicPoint& point);
[[nodiscard]] Key public_key(std::span<const std::byte, 65> point);

}  // namespace firsthour::sm2
