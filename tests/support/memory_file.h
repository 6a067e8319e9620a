// SPDX-License-Identifier: Apache-2.0
// A file of a host whose bytes are in memory.
#pragma once

#include "collectors/host.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace firsthour::tests {

class MemoryFile final : public collectors::OpenFile {
 public:
  explicit MemoryFile(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {
    status_.facts.mode = 0100644;
    status_.facts.size = bytes_.size();
  }
  [[nodiscard]] const collectors::FileStatus& status() const override { return status_; }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto at = static_cast<std::size_t>(offset);
    const std::size_t length = std::min(into.size(), bytes_.size() - at);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), length, into.begin());
    return length;
  }
  [[nodiscard]] std::vector<Extent> data_ranges() override { return {{0, bytes_.size()}}; }

 private:
  std::vector<std::byte> bytes_;
  collectors::FileStatus status_;
};

}  // namespace firsthour::tests
