// SPDX-License-Identifier: Apache-2.0
// The bytes inside a compressed file of the host: rotated logs, digests of packages.
#pragma once

#include "casefile/bytes.h"

#include <memory>
#include <span>
#include <string_view>

namespace firsthour::collectors {

enum class Compression { none, gzip, xz, zstd };

// By the first six bytes, never by the name.
[[nodiscard]] Compression compression_of(std::span<const std::byte> head);

// Expands `from`, which must outlive it. Reading fails with `malformed` where the bytes are damaged or end
// too early (what came before was given), and with `unsupported` where expanding would take more than 24 MiB
// of memory. How much comes out is the caller's to bound. `none` gives the bytes as they are.
[[nodiscard]] std::unique_ptr<ByteSource> expand(ByteSource& from, Compression compression);

}  // namespace firsthour::collectors
