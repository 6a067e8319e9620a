// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace firsthour::triage::logs {

// A line of the logs of dpkg, apt, yum, dnf or pacman.
[[nodiscard]] bool is_package_line(std::string_view line);

}  // namespace firsthour::triage::logs
