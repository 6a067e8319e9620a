// SPDX-License-Identifier: Apache-2.0
#include "playbooks/triage_page.h"

#include "playbooks/reports/report_part.h"
#include "playbooks/reports/writers.h"

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostLines = 500;

CaseFacts facts_of(const TriagePage& page) {
  CaseFacts facts;
  facts.findings = page.findings;
  TriageRun run;
  run.items = page.items;
  run.bytes = page.bytes;
  facts.triage.push_back(run);
  return facts;
}

class PagePart : public ReportPart {
 public:
  PagePart(const TriagePage& page, const ReportInput& input, const std::vector<HostFacts>& hosts,
           Document& document)
      : ReportPart{input, hosts, document}, page_{page} {}

  void figures() {
    Figures counts;
    for (int level = static_cast<int>(Severity::critical); level >= 0; --level) {
      const auto severity = static_cast<Severity>(level);
      const auto count = std::ranges::count(page_.findings, severity, &Finding::severity);
      counts.entries.emplace_back(std::to_string(count), severity_word(severity, input_.language));
    }
    add(std::move(counts));
    Facts facts;
    facts.rows.push_back({say_("检查对象", "Looked at"), {Run{evidence_text(page_.of, 300), Mark::code}}});
    facts.rows.push_back(
        {say_("数量", "Amount"),
         {Run{fmt::format("{} {}, {}", page_.items, say_("项", "items"), short_size(page_.bytes))}}});
    facts.rows.push_back({say_("规则", "Rules"),
                          {Run{fmt::format("YARA {}, Sigma {}, {} {}", page_.yara_rules, page_.sigma_rules,
                                           say_("威胁指标", "indicators"), page_.indicators)}}});
    facts.rows.push_back({say_("规则摘要", "Rules' digest"), {Run{page_.rules_digest, Mark::code}}});
    add(std::move(facts));
  }

  void left_out() {
    heading("二、未检查的内容及原因", "2 What was not looked at, and why");
    if (page_.not_scanned.empty() && page_.unknown.empty() && page_.rule_problems.empty())
      return quiet("所列对象均已检查。", "Everything that was named was looked at.");
    pairs(page_.not_scanned, say_("对象", "What"), say_("原因", "Why"));
    lines(page_.unknown, say_("未能进行的检查", "Checks that could not be made"));
    lines(page_.rule_problems, say_("规则中的问题", "Problems in rules"));
  }

  void allowed() {
    if (page_.allowed.empty()) return;
    heading("三、已列入许可的事项", "3 Allowed, with the reason");
    pairs(page_.allowed, say_("事项", "Finding"), say_("理由", "Reason"));
  }

 private:
  void pairs(const std::vector<std::pair<std::string, std::string>>& rows, std::string first,
             std::string second) {
    if (rows.empty()) return;
    Table table;
    table.columns = {{std::move(first), 7}, {std::move(second), 6}};
    for (std::size_t i = 0; i < std::min(rows.size(), kMostLines); ++i)
      table.rows.push_back({{Run{evidence_text(mask_secrets(rows[i].first), 300), Mark::code}},
                            {Run{evidence_text(mask_secrets(rows[i].second), 300)}}});
    add(std::move(table));
    more(rows.size(), kMostLines);
  }

  void lines(const std::vector<std::string>& all, std::string title) {
    if (all.empty()) return;
    sub_heading(std::move(title));
    for (std::size_t i = 0; i < std::min(all.size(), kMostRows); ++i)
      add(Paragraph{{Run{evidence_text(mask_secrets(all[i]), 400)}}});
    more(all.size(), kMostRows);
  }

  const TriagePage& page_;
};

}  // namespace

std::string triage_page(const TriagePage& page, Language language) {
  const CaseFacts facts = facts_of(page);
  const ReportInput input{facts, language, {}, {}, {}};
  const std::vector<HostFacts> hosts;
  Document document;
  document.name = "triage";
  document.title = language == Language::zh ? "筛查结果" : "Triage";
  document.running = document.title;
  document.language = language;
  PagePart part{page, input, hosts, document};
  part.figures();
  add_findings(input, hosts, document);
  part.left_out();
  part.allowed();
  return as_html(document);
}

}  // namespace firsthour::playbooks
