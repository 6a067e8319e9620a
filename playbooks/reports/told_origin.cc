// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/told_origin.h"

#include "casefile/json.h"
#include "playbooks/records/event_body.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostNodes = 64, kMostEdges = 128, kMostGaps = 32;

Words words_at(const Json& json, std::string_view key) {
  const Json& text = child_at(json, key);
  return {text_at(text, "zh"), text_at(text, "en")};
}

std::optional<Instant> time_at(const Json& json, std::string_view key) {
  return parse_rfc3339(text_at(json, key));
}

std::string place_of(const Json& json) {
  const Json& place = child_at(json, "place");
  std::string text = text_at(place, "item");
  if (text.empty()) return text;
  if (const std::uint64_t line = number_at(place, "line"); line > 0) text += ":" + std::to_string(line);
  return text + " " + text_at(place, "path");
}

void read_nodes(const Json& list, ToldOrigin& into) {
  if (!list.is_array()) return;
  for (const Json& node : list) {
    if (into.nodes.size() >= kMostNodes) return;
    into.nodes.push_back({text_at(node, "kind"), text_at(node, "label"), text_at(node, "time_basis"),
                          time_at(node, "first"), time_at(node, "last")});
  }
}

void read_edges(const Json& list, ToldOrigin& into) {
  if (!list.is_array()) return;
  for (const Json& json : list) {
    if (into.edges.size() >= kMostEdges) return;
    const std::uint64_t from = number_at(json, "from"), to = number_at(json, "to");
    if (from >= into.nodes.size() || to >= into.nodes.size() || from == to) continue;
    const Json& back = child_at(json, "leads_back");
    into.edges.push_back({from, to, text_at(json, "strength") == "proved",
                          !back.is_boolean() || back.get<bool>(), words_at(json, "why"),
                          time_at(json, "time"), place_of(json)});
  }
}

}  // namespace

void add_told_origin(const Json& chain, std::vector<ToldOrigin>& to) {
  ToldOrigin told;
  if (const Json& list = child_at(chain, "findings"); list.is_array()) {
    for (const Json& id : list)
      if (id.is_string()) told.findings.push_back(id.get<std::string>());
  }
  told.title = words_at(chain, "title");
  told.paragraph = words_at(chain, "paragraph");
  told.severity = severity_from(text_at(chain, "severity")).value_or(Severity::info);
  read_nodes(child_at(chain, "nodes"), told);
  read_edges(child_at(chain, "edges"), told);
  if (const Json& gaps = child_at(chain, "gaps"); gaps.is_array()) {
    for (const Json& gap : gaps)
      if (told.gaps.size() < kMostGaps) told.gaps.push_back(words_at(gap, "why"));
  }
  told.proved = text_at(chain, "strength") == "proved";
  const Json& source = child_at(chain, "source");
  if (source.is_number_unsigned() && source.get<std::uint64_t>() < told.nodes.size())
    told.source = source.get<std::size_t>();
  if (told.nodes.empty() || told.findings.empty()) return;
  const auto before = std::ranges::find_if(
      to, [&](const ToldOrigin& known) { return known.findings.front() == told.findings.front(); });
  if (before != to.end()) {
    *before = std::move(told);
  } else {
    to.push_back(std::move(told));
  }
}

}  // namespace firsthour::playbooks
