// SPDX-License-Identifier: Apache-2.0
// A bag that someone else made into a case: verified whole before anything of it is taken.
#pragma once

#include "cli/command.h"

#include <string>

namespace firsthour::cli {

[[nodiscard]] bool is_folder(const std::string& word);
[[nodiscard]] Try<Exit> take_in_bag(const Invocation& call, const std::string& folder);

}  // namespace firsthour::cli
