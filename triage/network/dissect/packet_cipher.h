// SPDX-License-Identifier: Apache-2.0
// What QUIC's first packets are protected with: HKDF with SHA-256 (RFC 5869, with the labels of RFC 8446
// section 7.1) and AES-128. The keys follow from the packet itself; nobody's secret is needed or used.
#pragma once

#include "triage/network/field.h"

#include <array>
#include <optional>
#include <string>

namespace firsthour::triage::network {

[[nodiscard]] std::string hkdf_extract(std::string_view salt, std::string_view key);
// HKDF-Expand-Label with an empty context. REQUIRES: length <= 32.
[[nodiscard]] std::string hkdf_expand_label(std::string_view secret, std::string_view label,
                                            std::size_t length);
// One block of AES-128. REQUIRES: key and block have 16 bytes.
[[nodiscard]] std::array<std::byte, 16> aes_block(std::string_view key, Bytes block);
// AES-128-GCM: the text, when the last 16 bytes of `sealed` vouch for it and for `header`. REQUIRES: key has
// 16 bytes, nonce 12.
[[nodiscard]] std::optional<std::string> aes_gcm_open(std::string_view key, std::string_view nonce,
                                                      Bytes header, Bytes sealed);

}  // namespace firsthour::triage::network
