// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/report_part.h"

namespace firsthour::playbooks {
namespace {

class CoveragePart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void collected() {
    heading("六、提取了什么", "6 What was collected");
    for (const Volume& volume : facts_.volumes) {
      sub_heading(joined({volume_title(volume), volume.host, volume.profile}, " · "));
      if (volume.sources.empty()) {
        quiet("采集包没有给出各来源的结果。", "The collection does not say how its sources ended.");
        continue;
      }
      Table table;
      table.columns = {{say_("来源", "Source"), 5},        {say_("结果", "Outcome"), 3},
                       {say_("记录", "Records"), 2, true}, {say_("对象", "Items"), 2, true},
                       {say_("大小", "Size"), 3, true},    {say_("用时", "Time"), 2, true}};
      for (const SourceRun& source : volume.sources)
        table.rows.push_back(
            {{Run{evidence_text(source.name, 80), Mark::code}},
             {Run{outcome_word(source.outcome, input_.language)}},
             {Run{source.records > 0 ? number(source.records) : ""}},
             {Run{source.items > 0 ? number(source.items) : ""}},
             {Run{source.bytes > 0 ? short_size(source.bytes) : ""}},
             {Run{fmt::format("{:.2f} s", static_cast<double>(source.milliseconds) / 1000)}}});
      add(std::move(table));
    }
    by_definition();
  }
  void not_collected() {
    heading("七、未提取、未检查的内容及原因", "7 What was not collected or not examined, and why");
    if (facts_.incomplete_total == 0 && facts_.items > 0)
      quiet("所要求的对象均完整取得。", "Every item that was asked for was taken completely.");
    if (facts_.items == 0) quiet("案件中没有提取的对象。", "There are no items in the case.");
    if (!facts_.incomplete.empty()) {
      Table table;
      table.columns = {{say_("对象", "Item"), 7},
                       {say_("来源", "Source"), 4},
                       {say_("结果", "Outcome"), 3},
                       {say_("原因", "Reason"), 6}};
      for (const Incomplete& item : facts_.incomplete) {
        if (table.rows.size() >= kMostRows) break;
        table.rows.push_back({{Run{evidence_text(item.path, 160), Mark::code}},
                              {Run{evidence_text(item.source, 80)}},
                              {Run{outcome_word(item.outcome, input_.language)}},
                              {Run{evidence_text(mask_secrets(item.reason))}}});
      }
      add(std::move(table));
      more(facts_.incomplete_total, kMostRows);
    }
    source_failures();
    // Each run covers the whole case: the last one counts.
    if (!facts_.triage.empty()) not_examined(facts_.triage.back());
    for (const std::string& problem : facts_.unread)
      warning("账本中未能理解的记录：" + evidence_text(mask_secrets(problem)),
              "Ledger entry that could not be understood: " + evidence_text(mask_secrets(problem)));
  }

 private:
  void by_definition() {
    if (facts_.sources.empty()) {
      quiet("案件中没有提取的对象。", "There are no items in the case.");
      return;
    }
    sub_heading(say_("按来源统计的对象", "Items by source"));
    Table table;
    table.columns = {{say_("来源", "Source"), 6},
                     {say_("对象", "Items"), 2, true},
                     {say_("其中未完整", "Not complete"), 2, true},
                     {say_("大小", "Size"), 3, true}};
    for (const auto& [source, count] : facts_.sources) {
      if (table.rows.size() >= 2 * kMostRows) break;
      table.rows.push_back(
          {{Run{source.empty() ? say_("（未注明）", "(not stated)") : evidence_text(source, 100),
                Mark::code}},
           {Run{number(count.items)}},
           {Run{number(count.incomplete)}},
           {Run{short_size(count.bytes)}}});
    }
    add(std::move(table));
    more(facts_.sources.size(), 2 * kMostRows);
  }
  void source_failures() {
    Steps steps;
    for (const Volume& volume : facts_.volumes) {
      for (const SourceRun& source : volume.sources)
        if (!source.reason.empty())
          steps.lines.push_back({Run{evidence_text(source.name, 80), Mark::code},
                                 Run{" " + outcome_word(source.outcome, input_.language) + say_("：", ": ") +
                                     evidence_text(mask_secrets(source.reason), 400)}});
      for (const std::string& name : volume.not_run)
        steps.lines.push_back({Run{evidence_text(name, 80), Mark::code},
                               Run{say_(" 未执行：采集提前结束", " not run: the collection ended before")}});
      if (!volume.left_out.empty())
        steps.lines.push_back({Run{say_("所选方案未包含：", "Not part of the profile: ") +
                                   evidence_text(joined(volume.left_out, ", "), 2'000)}});
      for (const std::string& problem : volume.problems)
        if (steps.lines.size() < 2 * kMostRows)
          steps.lines.push_back({Run{volume.collection + ": " + evidence_text(mask_secrets(problem))}});
    }
    if (steps.lines.empty()) return;
    sub_heading(say_("各来源的缺口与说明", "Gaps and remarks of the sources"));
    add(std::move(steps));
  }
  void not_examined(const TriageRun& run) {
    if (run.not_scanned.empty() && run.unknown.empty() && run.rule_problems.empty() &&
        run.not_scanned_total == 0)
      return;
    sub_heading(say_("筛查未覆盖", "Not covered by triage") + " · " + beijing_time(run.at));
    if (!run.not_scanned.empty()) {
      Table table;
      table.columns = {{say_("对象", "Target"), 8}, {say_("原因", "Reason"), 6}};
      for (const NotLooked& entry : run.not_scanned) {
        if (table.rows.size() >= kMostRows) break;
        table.rows.push_back(
            {{Run{evidence_text(entry.path.empty() ? entry.item : entry.path, 160), Mark::code}},
             {Run{evidence_text(mask_secrets(entry.reason))}}});
      }
      add(std::move(table));
    }
    more(run.not_scanned_total, std::min<std::uint64_t>(kMostRows, run.not_scanned.size()));
    if (run.unknown_total > run.unknown.size())
      quiet(
          fmt::format("无法判断的检查共 {} 项，此处列出 {} 项。", run.unknown_total, run.unknown.size()),
          fmt::format("{} checks could not be made, {} shown here.", run.unknown_total, run.unknown.size()));
    Steps steps;
    for (const std::string& unknown : run.unknown)
      steps.lines.push_back({Run{say_("无法判断：", "Unknown: "), Mark::strong},
                             Run{evidence_text(mask_secrets(unknown), 400)}});
    for (const std::string& problem : run.rule_problems)
      steps.lines.push_back(
          {Run{say_("规则未加载：", "Rule not loaded: "), Mark::strong}, Run{evidence_text(problem, 400)}});
    if (!steps.lines.empty()) add(std::move(steps));
  }
};

}  // namespace

void add_coverage(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document) {
  CoveragePart part{input, hosts, document};
  part.collected();
  part.not_collected();
}

}  // namespace firsthour::playbooks
