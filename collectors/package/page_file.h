// SPDX-License-Identifier: Apache-2.0
// A database file read in exact pieces. Nothing is kept: the databases of large hosts have hundreds of
// megabytes, the collectors have 64.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace firsthour::collectors {

// The largest blob of one package that is looked at; kernel sources of distributions have 8 MB.
inline constexpr std::uint64_t kLargestPackageBlob = 32ull << 20;

class PageFile {
 public:
  // `file` must outlive this.
  explicit PageFile(OpenFile& file) : file_{file} {}

  [[nodiscard]] std::uint64_t size() const { return file_.status().facts.size; }
  // All of `into`, or malformed where the file ends before.
  [[nodiscard]] Result<> read(std::uint64_t offset, std::span<std::byte> into) {
    for (std::size_t filled = 0; filled < into.size();) {
      const auto got = file_.read_at(offset + filled, into.subspan(filled));
      if (!got) return tl::unexpected<Error>{got.error()};
      if (*got == 0) return fail(Errc::malformed, "the file ends at " + std::to_string(offset + filled));
      filled += *got;
    }
    return {};
  }

 private:
  OpenFile& file_;
};

// Gets one blob; returns false to end the reading.
using BlobVisitor = std::function<bool(std::span<const std::byte> blob)>;

// How far a reading came. `problem` is empty when the whole database was read.
struct BlobReading {
  std::uint64_t blobs = 0;
  std::string problem;
};

}  // namespace firsthour::collectors
