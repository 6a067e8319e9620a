// SPDX-License-Identifier: Apache-2.0
// "did you mean": the known word nearest to what was typed.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

// " (did you mean 'arrived'?)", or "" when nothing is near: at most a third of the letters may differ.
[[nodiscard]] std::string suggestion(std::string_view typed, std::span<const std::string_view> known);

}  // namespace firsthour::playbooks
