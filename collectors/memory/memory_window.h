// SPDX-License-Identifier: Apache-2.0
// A way to read physical memory from a running system.
#pragma once

#include "casefile/result.h"
#include "collectors/memory/physical_range.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace firsthour::collectors {

class MemoryWindow {
 public:
  virtual ~MemoryWindow() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;  // "/proc/kcore"
  [[nodiscard]] virtual const PhysicalRanges& covers() const = 0;
  [[nodiscard]] virtual std::size_t largest_read() const = 0;  // bytes in one call
  // From `physical` on; may give less than asked. A failure says nothing of other addresses.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t physical, std::span<std::byte> into) = 0;
};

}  // namespace firsthour::collectors
