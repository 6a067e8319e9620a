// SPDX-License-Identifier: Apache-2.0
// The payload of an age file: a nonce, then chunks, each with its tag.
#pragma once

#include "casefile/seal/age_primitives.h"

#include <cstddef>
#include <string_view>

namespace firsthour::age {

inline constexpr std::size_t kChunk = 64 * 1024, kSealedChunk = kChunk + kTag, kPayloadNonce = 16;
inline constexpr std::string_view kPayloadLabel = "payload";

}  // namespace firsthour::age
