// SPDX-License-Identifier: Apache-2.0
// What a chain comes to: the address that all of it leads back to, if it is one, and the paragraph.
#include "triage/origin/tracer.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostSteps = 16;  // told in the paragraph; the table has all

// Nodes that lead to the first one over steps of at least this strength.
std::set<std::size_t> led_from(const OriginChain& chain, OriginStrength at_least) {
  std::set<std::size_t> reached{0};
  for (bool more = true; more;) {
    more = false;
    for (const OriginEdge& edge : chain.edges) {
      if (!edge.leads_back || edge.strength < at_least || !reached.contains(edge.to)) continue;
      more = reached.insert(edge.from).second || more;
    }
  }
  return reached;
}

std::vector<std::size_t> addresses_in(const OriginChain& chain, const std::set<std::size_t>& nodes) {
  std::vector<std::size_t> found;
  for (const std::size_t at : nodes) {
    if (chain.nodes[at].kind == OriginKind::address) found.push_back(at);
  }
  return found;
}

// Parts of a list, as it is said in one sentence. Texts of evidence keep their letters as they are.
void add(OriginText& to, const OriginText& part) {
  to.en += (to.en.empty() ? "" : "; ") + part.en;
  to.zh += (to.zh.empty() ? "" : "；") + part.zh;
}

void add_sentence(OriginText& to, std::string_view en, std::string_view zh, const OriginText& what) {
  if (what.en.empty()) return;
  to.en += fmt::format("{}{}{}.", to.en.empty() ? "" : " ", en, what.en);
  to.zh += fmt::format("{}{}。", zh, what.zh);
}

OriginText verdict(const OriginChain& chain) {
  if (chain.source) {
    const OriginNode& from = chain.nodes[*chain.source];
    const bool proved = chain.strength == OriginStrength::proved;
    return {fmt::format("it came from {} ({})", from.label,
                        proved ? "proved: every step stands on an identifier that is equal"
                               : "likely: at least one step stands only on nearness in time or a name"),
            fmt::format("入侵来源为 {}（{}）", from.label,
                        proved ? "已证实：每一步均有一致的标识" : "推定：至少有一步仅凭时间相邻或名称")};
  }
  return {"the address that it came from could not be determined", "未能确定来源地址"};
}

}  // namespace

void Tracer::conclude() {
  if (chain_.nodes.empty()) return;
  for (const OriginStrength strength : {OriginStrength::proved, OriginStrength::likely}) {
    const auto found = addresses_in(chain_, led_from(chain_, strength));
    if (found.empty()) continue;
    if (found.size() == 1) {
      chain_.source = found.front();
      chain_.strength = strength;
      return;
    }
    std::string all;
    for (const std::size_t at : found)
      if (all.size() < 200) (all += all.empty() ? "" : ", ") += chain_.nodes[at].label;
    return gap("several-fit",
               {"the chain leads back to several addresses: " + all, "链条指向多个地址：" + all});
  }
  if (chain_.gaps.empty())
    gap("nothing-leads-back",
        {"nothing in the case says where this came from", "案件中没有可说明其来源的证据"});
}

void Tracer::write_paragraph() {
  if (chain_.nodes.empty()) return;
  OriginText& text = chain_.paragraph;
  const OriginNode& first = chain_.nodes.front();
  add_sentence(text, "", "",
               {fmt::format("{}{}{}", first.label, first.note.en.empty() ? "" : ": ", first.note.en),
                fmt::format("{}{}{}", first.label, first.note.zh.empty() ? "" : "：", first.note.zh)});
  add_sentence(text, "Conclusion: ", "结论：", verdict(chain_));
  std::vector<const OriginEdge*> steps;
  for (const OriginEdge& edge : chain_.edges) steps.push_back(&edge);
  std::ranges::stable_sort(steps, [](const OriginEdge* a, const OriginEdge* b) {
    return a->time.value_or(Instant{}) < b->time.value_or(Instant{});
  });
  OriginText back, came_of_it;
  std::size_t told = 0;
  for (const OriginEdge* step : steps) {
    if (++told > kMostSteps) break;
    const bool likely = step->strength == OriginStrength::likely;
    add(step->leads_back ? back : came_of_it, {fmt::format("{}{}", step->why.en, likely ? " (likely)" : ""),
                                               fmt::format("{}{}", step->why.zh, likely ? "（推定）" : "")});
  }
  add_sentence(text, "The way there: ", "追踪经过：", back);
  add_sentence(text, "Besides: ", "相关情况：", came_of_it);
  if (chain_.source) add_sentence(text, "The address: ", "来源地址：", chain_.nodes[*chain_.source].note);
  OriginText open;
  for (const OriginGap& one : chain_.gaps) add(open, one.why);
  add_sentence(text, "Not known: ", "未能查明：", open);
  text.zh += "以上时间均为北京时间。";
}

}  // namespace firsthour::triage::origin
