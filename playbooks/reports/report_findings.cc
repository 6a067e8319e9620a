// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/record_lines.h"
#include "playbooks/reports/report_part.h"

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostCards = 100, kMostExcerpt = 600;

class FindingsPart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void findings() {
    heading("一、发现", "1 Findings");
    if (facts_.triage.empty())
      quiet("本案尚未进行筛查，或筛查未完成。", "No triage has been completed in this case.");
    if (facts_.findings.empty()) {
      if (!facts_.triage.empty())
        quiet("在检查过的范围内没有发现。没有发现不等于没有问题：未检查的内容见第七节。",
              "Nothing was found in what was examined. That is not proof of absence: section 7 names what "
              "was not examined.");
      return;
    }
    std::vector<const Finding*> rest;
    std::size_t cards = 0;
    for (std::size_t i = 0; i < facts_.findings.size();) {
      const std::size_t end = end_of_rule(i);
      const bool worth_a_card = facts_.findings[i].severity > Severity::info && cards < kMostCards;
      if (worth_a_card) {
        add(card(facts_.findings[i]));
        ++cards;
        same_rule(i + 1, end);
      } else {
        for (std::size_t k = i; k < end; ++k) rest.push_back(&facts_.findings[k]);
      }
      i = end;
    }
    information(rest);
  }

 private:
  // Findings are sorted by severity, then rule: those of one rule stand together.
  [[nodiscard]] std::size_t end_of_rule(std::size_t from) const {
    const std::vector<Finding>& all = facts_.findings;
    std::size_t end = from + 1;
    while (end < all.size() && all[end].rule == all[from].rule && all[end].severity == all[from].severity)
      ++end;
    return end;
  }
  // One card says what a rule is about; the others of it are a table, so that forty files of one kind do
  // not bury the next finding.
  void same_rule(std::size_t from, std::size_t to) {
    if (from >= to) return;
    Table table;
    table.columns = {{say_("同一规则的其他对象", "Other targets of the same rule"), 7},
                     {say_("说明", "Why"), 9},
                     {say_("证据项", "Item"), 3}};
    for (std::size_t i = from; i < std::min(to, from + kMostRows); ++i) {
      const Finding& f = facts_.findings[i];
      table.rows.push_back({{Run{evidence_text(mask_secrets(f.path), 160), Mark::code}},
                            {Run{evidence_text(why_of(f), 300)}},
                            {Run{evidence_text(f.item, 60), Mark::code}}});
    }
    add(std::move(table));
    more(to - from, kMostRows);
  }
  FindingCard card(const Finding& f) const {
    FindingCard card{f.severity,
                     severity_word(f.severity, input_.language),
                     evidence_text(title_of(f), 300),
                     evidence_text(why_of(f), 600),
                     {},
                     excerpt_of(f)};
    const auto row = [&](std::string_view zh, std::string_view en, const std::string& value, Mark mark) {
      if (!value.empty()) card.facts.rows.push_back({say_(zh, en), {Run{value, mark}}});
    };
    row("对象", "Target", evidence_text(mask_secrets(f.path)), Mark::code);
    row("主机", "Host", evidence_text(f.host, 120), Mark::plain);
    row("证据项", "Item", evidence_text(f.item, 120), Mark::code);
    row("匹配", "Matches", matches(f), Mark::code);
    row("规则", "Rule", evidence_text(f.detector + " / " + f.rule, 200), Mark::code);
    row("ATT&CK", "ATT&CK", joined(f.attack, ", "), Mark::plain);
    return card;
  }
  // Masking reads the whole text; a record of megabytes is cut before, far beyond what is shown.
  static std::string_view cut(const std::string& text) { return std::string_view{text}.substr(0, 64 * 1024); }
  // The fields of the record that matched, and those that say which thing it is, one a line.
  [[nodiscard]] static std::string excerpt_of(const Finding& f) {
    if (f.record.empty()) return {};
    std::string lines = record_lines(f);
    return lines.empty() ? evidence_text(mask_secrets(cut(f.record)), kMostExcerpt) : lines;
  }
  [[nodiscard]] std::string matches(const Finding& f) const {
    std::string text;
    constexpr std::size_t kMost = 6;
    for (std::size_t i = 0; i < std::min(kMost, f.matches.size()); ++i) {
      const FindingMatch& match = f.matches[i];
      if (!text.empty()) text += ", ";
      text += evidence_text(match.string, 80);
      if (f.record.empty()) text += fmt::format(" @{}+{}", match.offset, match.length);
    }
    if (f.matches.size() > kMost) text += fmt::format(" … (+{})", f.matches.size() - kMost);
    return text;
  }
  void information(const std::vector<const Finding*>& rest) {
    if (rest.empty()) return;
    sub_heading(say_("提示与其余事项", "Information and further entries"));
    Table table;
    table.columns = {{say_("级别", "Level"), 2},
                     {say_("事项", "Entry"), 6},
                     {say_("对象", "Target"), 6},
                     {say_("证据项", "Item"), 3}};
    for (std::size_t i = 0; i < std::min(kMostRows, rest.size()); ++i)
      table.rows.push_back({{Run{severity_word(rest[i]->severity, input_.language)}},
                            {Run{evidence_text(title_of(*rest[i]))}},
                            {Run{evidence_text(mask_secrets(rest[i]->path), 160), Mark::code}},
                            {Run{evidence_text(rest[i]->item, 60), Mark::code}}});
    add(std::move(table));
    more(rest.size(), kMostRows);
  }
};

}  // namespace

void add_findings(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document) {
  FindingsPart{input, hosts, document}.findings();
}

}  // namespace firsthour::playbooks
