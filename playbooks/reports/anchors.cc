// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/anchors.h"

#include <fmt/format.h>

namespace firsthour::playbooks {

Anchors::Anchors(const Document& document) {
  const auto know = [this](const std::string& name) {
    if (!name.empty()) names_.try_emplace(name, Known{static_cast<unsigned>(names_.size() + 1)});
  };
  for (const Block& block : document.blocks) {
    if (const auto* heading = std::get_if<Heading>(&block)) know(heading->anchor);
    const auto* table = std::get_if<Table>(&block);
    if (!table || table->columns.empty()) continue;
    for (std::size_t i = 0; i < table->rows.size() && i < table->anchors.size(); ++i) know(table->anchors[i]);
  }
}

std::optional<std::string> Anchors::target(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  return fmt::format("a{}", found->second.number);
}

std::optional<std::string> Anchors::place(std::string_view name) {
  const auto found = names_.find(name);
  if (found == names_.end() || found->second.placed) return std::nullopt;
  found->second.placed = true;
  return fmt::format("a{}", found->second.number);
}

}  // namespace firsthour::playbooks
