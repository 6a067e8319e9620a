// SPDX-License-Identifier: Apache-2.0
// The keys and values of a bbolt database (containerd's meta.db): pages of a fixed size, little-endian, B+
// trees of buckets within buckets. Read as it lies on the disk, by the newer of its two valid meta pages; no
// lock is taken. Format: go.etcd.io/bbolt, page.go and bucket.go.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One value: the names of the buckets it lies in, outermost first, its key, its bytes. Returns false to end
// the reading.
using BoltVisitor =
    std::function<bool(std::span<const std::string> buckets, std::string_view key, std::string_view value)>;

// Total: fails when this is no such database; a page that leads astray ends its branch and is said in the
// text that is returned, empty when everything was read. Trees that form a circle, and more than a million
// values, end the reading.
[[nodiscard]] Result<std::string> read_bolt_file(OpenFile& file, const BoltVisitor& visit);

}  // namespace firsthour::collectors
