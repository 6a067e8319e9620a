// SPDX-License-Identifier: Apache-2.0
// What a driver dropped before the kernel saw it. From /sys, through descriptors that stay open: later no
// path can be opened any more.
#pragma once

#include "casefile/descriptor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

class DriverDrops {
 public:
  explicit DriverDrops(const std::string& interface);
  // Since this was made, of everything on the interface, whatever the filter; absent where the driver tells
  // nothing.
  [[nodiscard]] std::optional<std::uint64_t> since() const;

 private:
  [[nodiscard]] std::optional<std::uint64_t> now() const;

  std::vector<Descriptor> counters_;
  std::optional<std::uint64_t> before_;
};

}  // namespace firsthour::collectors
