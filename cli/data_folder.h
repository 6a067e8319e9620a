// SPDX-License-Identifier: Apache-2.0
// The folder that holds what firsthour reads besides evidence: yara/, sigma/, forms/, man/.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// $FIRSTHOUR_DATA, else ../share/firsthour beside the program's folder, else (in a kit, whose programs lie in
// bin/ARCHITECTURE) ../../share/firsthour. Exit 1 naming the ways when missing.
[[nodiscard]] Try<std::string> data_folder(const Environment& environment, const std::string& program);

// The path of the running program's file.
[[nodiscard]] std::string our_program();
// Has libmagic (YARA's module of that name) read the database of our data folder, never the host's. For the
// field build; before the first thread.
void use_own_magic(const Environment& environment);

// Which rule files and folders are used.
struct RuleSources {
  std::vector<std::string> yara, sigma;
  std::vector<std::string> mappings;  // always the shipped ones
};
// --rules as given: a folder with yara/ or sigma/ inside, or any folder or file of rules; else the shipped
// ones.
[[nodiscard]] Try<RuleSources> rule_sources(const Invocation& call);

}  // namespace firsthour::cli
