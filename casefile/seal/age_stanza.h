// SPDX-License-Identifier: Apache-2.0
// The three kinds of recipient stanza: how each wraps a file key and unwraps it again.
#pragma once

#include "casefile/age.h"
#include "casefile/seal/age_header.h"
#include "casefile/seal/age_primitives.h"

#include <optional>
#include <string_view>

namespace firsthour::age {

inline constexpr std::string_view kX25519 = "X25519", kSm2 = "firsthour-sm2", kScrypt = "scrypt";
inline constexpr int kMostWork = 22;

// Empty: the stanza is for another. `malformed`: it is of this kind and not as it must be.
using Unwrapped = Result<std::optional<FileKey>>;

[[nodiscard]] Result<std::vector<std::byte>> x25519_public(std::span<const std::byte, 32> secret);
[[nodiscard]] Result<Stanza> wrap_x25519(std::span<const std::byte> public_key, const FileKey& file_key);
[[nodiscard]] Unwrapped unwrap_x25519(const AgeIdentity& identity, const Stanza& stanza);

[[nodiscard]] std::string sm2_tag(std::span<const std::byte> public_key);
[[nodiscard]] Result<Stanza> wrap_sm2(std::span<const std::byte> public_key, const FileKey& file_key);
[[nodiscard]] Unwrapped unwrap_sm2(const AgeIdentity& identity, const Stanza& stanza);

[[nodiscard]] Result<Stanza> wrap_passphrase(std::string_view passphrase, int work, const FileKey& file_key);
[[nodiscard]] Unwrapped unwrap_passphrase(std::string_view passphrase, const Stanza& stanza);

}  // namespace firsthour::age
