// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/report_part.h"

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostCards = 100, kMostExcerpt = 1'500;

class FindingsPart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void findings() {
    heading("一、发现", "1 Findings");
    if (facts_.triage.empty())
      quiet("本案尚未进行筛查，或筛查未完成。", "No triage has been completed in this case.");
    if (facts_.findings.empty()) {
      if (!facts_.triage.empty())
        quiet("在检查过的范围内没有发现。没有发现不等于没有问题：未检查的内容见第六节。",
              "Nothing was found in what was examined. That is not proof of absence: section 6 names what "
              "was not examined.");
      return;
    }
    std::size_t shown = 0;
    std::vector<const Finding*> rest;
    for (const Finding& finding : facts_.findings) {
      if (finding.severity > Severity::info && shown++ < kMostCards)
        add(card(finding));
      else
        rest.push_back(&finding);
    }
    information(rest);
  }

 private:
  FindingCard card(const Finding& f) const {
    FindingCard card{f.severity,
                     severity_word(f.severity, input_.language),
                     evidence_text(title_of(f), 300),
                     evidence_text(why_of(f), 2'000),
                     {},
                     evidence_text(mask_secrets(cut(f.record)), kMostExcerpt)};
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
