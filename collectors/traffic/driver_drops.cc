// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/driver_drops.h"

#include "casefile/number.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace firsthour::collectors {

// Those that libpcap adds up, too.
DriverDrops::DriverDrops(const std::string& interface) {
  for (const char* name : {"rx_missed_errors", "rx_fifo_errors"}) {
    const std::string path = "/sys/class/net/" + interface + "/statistics/" + name;
    Descriptor counter{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (counter) counters_.push_back(std::move(counter));
  }
  before_ = now();
}

std::optional<std::uint64_t> DriverDrops::now() const {
  std::optional<std::uint64_t> all;
  for (const Descriptor& counter : counters_) {
    std::array<char, 32> text{};
    const ssize_t got = ::pread(counter.get(), text.data(), text.size(), 0);
    if (got <= 1) continue;
    const auto value = number_from<std::uint64_t>({text.data(), static_cast<std::size_t>(got) - 1});
    if (value) all = all.value_or(0) + *value;
  }
  return all;
}

std::optional<std::uint64_t> DriverDrops::since() const {
  const auto present = now();
  if (!present || !before_ || *present < *before_) return std::nullopt;
  return *present - *before_;
}

}  // namespace firsthour::collectors
