// SPDX-License-Identifier: Apache-2.0
// --digest: digests beside SHA-256, all made in the one read.
#pragma once

#include "casefile/digest.h"
#include "cli/command.h"

#include <vector>

namespace firsthour::cli {

inline constexpr Option kDigestOption{
    "digest",
    "NAMES",
    {"make these digests too, in the same read: sm3, sha512, sha1, md5, with commas between",
     "同一次读取中另算这些摘要：sm3、sha512、sha1、md5，以逗号分隔"},
    true};

// Those asked for, each once; sha256 may be named and is made always.
[[nodiscard]] Try<std::vector<Algorithm>> asked_digests(const Invocation& call);

}  // namespace firsthour::cli
