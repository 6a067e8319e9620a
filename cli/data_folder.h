// SPDX-License-Identifier: Apache-2.0
// The folder that holds what firsthour reads besides evidence: yara/, sigma/, forms/, man/.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// $FIRSTHOUR_DATA, else ../share/firsthour beside the program's folder. Exit 1 naming the ways when missing.
[[nodiscard]] Try<std::string> data_folder(const Environment& environment, const std::string& program);

// Which rule files and folders are used.
struct RuleSources {
  std::vector<std::string> yara, sigma;
};
// --rules as given: a folder with yara/ or sigma/ inside, or any folder or file of rules; else the shipped
// ones.
[[nodiscard]] Try<RuleSources> rule_sources(const Invocation& call);

}  // namespace firsthour::cli
