// SPDX-License-Identifier: Apache-2.0
// A look at YAML text before it is loaded. Target casefile_yaml, for the loaders of rules, plans and answers;
// collectors read no YAML.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <string_view>

namespace firsthour {

// How many documents the text holds, up to the first fault in its syntax, which the loader then names.
// Nothing is kept, so that no text costs memory. malformed when there are more than `most`: YAML::LoadAll of
// yaml-cpp 0.7 makes documents without end of a stray closing bracket ("a}") until memory is gone. Call this
// first.
[[nodiscard]] Result<std::size_t> count_yaml_documents(std::string_view text, std::size_t most);

}  // namespace firsthour
