// SPDX-License-Identifier: Apache-2.0
// One part of a customer's Word file: its placeholders are filled in place, lists repeat, conditions stay or
// go.
#pragma once

#include "playbooks/reports/template.h"

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace firsthour::playbooks {

inline constexpr std::size_t kMostTemplateProblems = 10;

// What all parts of a file share: the bounds are of the whole.
struct TemplateCount {
  std::vector<std::string>& problems;
  std::size_t& nodes;
};

// Nothing is changed when a placeholder is broken or unknown: then `problems` names it with `part`.
void fill_text(pugi::xml_node root, const std::string& part, const TemplateValues& values,
               TemplateCount count);

}  // namespace firsthour::playbooks
