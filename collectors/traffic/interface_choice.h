// SPDX-License-Identifier: Apache-2.0
// Which interfaces there are and which are captured when none is named. From /sys/class/net alone: libpcap's
// own list opens socket families that the kernel would load modules for.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct InterfaceChoice {
  std::vector<std::string> names;
  std::vector<std::string> left_out;  // up as well, but too many
};
[[nodiscard]] InterfaceChoice choose_interfaces(const Host& host);

// `not_found` when there is no such interface (asking the kernel for one would make it look for a module of
// that name), `denied` when libpcap would take the name for something else (a USB bus, Bluetooth, a netfilter
// log).
[[nodiscard]] Result<> check_interface(const Host& host, std::string_view name);

}  // namespace firsthour::collectors
