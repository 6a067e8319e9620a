// SPDX-License-Identifier: Apache-2.0
// Cover, what must be known before reading on, overview, and the table that an auditor reads first.
#include "playbooks/reports/summary_part.h"

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostMissing = 200;

class Front : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  void run() {
    cover();
    before_reading();
    overview();
    clauses();
  }

 private:
  void cover() {
    const ServiceContract& c = summary_.contract;
    Cover cover;
    cover.rows = {{say_("合同", "Contract"),
                   c.name.empty() ? c.id : c.name + say_("（", " (") + c.id + say_("）", ")")},
                  {say_("甲方", "Customer"), c.customer},
                  {say_("乙方", "Provider"), c.provider},
                  {say_("签订日期", "Signed on"), day_text(c.signed_on)},
                  {say_("服务期", "Service period"),
                   day_text(c.first_day) + say_(" 至 ", " to ") + day_text(c.last_day)},
                  {say_("报告期", "Reported period"),
                   day_text(summary_.period.first) + say_(" 至 ", " to ") + day_text(summary_.period.last)}};
    cover.made_by = c.provider;
    cover.date = beijing_time(summary_.made).substr(0, 10);
    add(std::move(cover));
    add(SignatureLines{{say_("编制人", "Prepared by"), say_("审核人", "Reviewed by"),
                        say_("乙方负责人（盖章）", "For the provider (seal)"),
                        say_("甲方确认（盖章）", "For the customer (seal)")},
                       say_("签名", "Signature"),
                       say_("日期", "Date")});
    add(PageBreak{});
    add(Contents{});
  }

  void before_reading() {
    if (summary_.left_out.empty() && summary_.missing.empty()) return;
    heading("签署前须补全或说明的事项", "What is missing before this can be signed");
    for (const Left& left : summary_.left_out)
      add(Note{NoteKind::warning,
               {Run{say_("未计入案件 " + left.file + "，理由：" + left.reason,
                         "Left out: " + left.file + ": " + left.reason)}}});
    paragraph(
        fmt::format("以下 {} 项由系统核对案件记录时列出。补全后重新生成即不再列出。",
                    summary_.missing.size()),
        fmt::format("{} points, listed when the cases were read. What is completed is no longer listed.",
                    summary_.missing.size()));
    Steps steps;
    for (const Words& missing : summary_.missing) {
      if (steps.lines.size() == kMostMissing) break;
      steps.lines.push_back({Run{word(missing)}});
    }
    add(std::move(steps));
    if (summary_.missing.size() > kMostMissing)
      quiet(fmt::format("其余 {} 项见数据文件。", summary_.missing.size() - kMostMissing),
            fmt::format("{} more are in the data file.", summary_.missing.size() - kMostMissing));
  }

  Run n(const std::string& name) const { return number(name); }
  static Run t(std::string text) { return Run{std::move(text)}; }

  void overview() {
    heading("一、概述", "1 Overview");
    const ServiceContract& c = summary_.contract;
    paragraph(
        fmt::format(
            "根据{}与{}签订的{}，乙方自 {} 起提供网络安全服务，服务范围含 {} 个系统。本报告期为 {} 至 {}。",
            c.customer.empty() ? "甲方" : c.customer, c.provider.empty() ? "乙方" : c.provider,
            c.name.empty() ? "合同" : "《" + c.name + "》", day_text(c.first_day), c.systems.size(),
            day_text(summary_.period.first), day_text(summary_.period.last)),
        fmt::format("Under the contract {} between {} and {}, service is given since {} for {} systems. This "
                    "report covers {} to {}.",
                    c.name.empty() ? c.id : c.name, c.customer, c.provider, day_text(c.first_day),
                    c.systems.size(), day_text(summary_.period.first), day_text(summary_.period.last)));
    if (say_.language == Language::zh)
      add(Paragraph{{t("报告期内受理并处置网络安全事件 "),
                     n("incidents"),
                     t(" 起，已结束 "),
                     n("closed"),
                     t("；到达现场按时 "),
                     n("on_site.met"),
                     t("。开展应急演练 "),
                     n("drills"),
                     t(" 次（不计入事件），完成巡检 "),
                     n("service.patrol"),
                     t(" 次、培训 "),
                     n("service.training"),
                     t(" 次、授权测试 "),
                     n("service.test"),
                     t(" 次，重要活动值守 "),
                     n("service.watch.days"),
                     t(" 天，下发整改事项 "),
                     n("service.follow-up"),
                     t(" 项，已关闭 "),
                     n("service.follow-up.closed"),
                     t("。")}});
    else
      add(Paragraph{{t("Incidents handled: "),
                     n("incidents"),
                     t("; closed: "),
                     n("closed"),
                     t("; on site in time: "),
                     n("on_site.met"),
                     t(". Drills (never counted as incidents): "),
                     n("drills"),
                     t("; patrols: "),
                     n("service.patrol"),
                     t("; trainings: "),
                     n("service.training"),
                     t("; authorised tests: "),
                     n("service.test"),
                     t("; days of watch: "),
                     n("service.watch.days"),
                     t("; follow-ups: "),
                     n("service.follow-up"),
                     t(", closed "),
                     n("service.follow-up.closed"),
                     t(".")}});
    Figures figures;
    for (const auto& [name, zh, en] : {std::tuple{"incidents", "事件（起）", "incidents"},
                                       {"on_site.met", "按时到场", "on site in time"},
                                       {"drills", "演练（次）", "drills"},
                                       {"evidence.items", "证据（项）", "items of evidence"}})
      figures.entries.emplace_back(number(name).text, say_(zh, en));
    add(std::move(figures));
    if (!summary_.previous.empty()) compare();
    checked();
  }

  // Only what both reports counted.
  void compare() {
    sub_heading("与上一报告期对比", "Against the report before");
    Table table;
    table.columns = {{say_("指标", "figure"), 3},
                     {say_("本期", "this period"), 1, true},
                     {summary_.previous_name, 2, true},
                     {say_("变化", "change"), 1, true}};
    for (const auto& [name, zh, en] :
         {std::tuple{"incidents", "事件（起）", "incidents"},
          {"on_site.met", "按时到场（起）", "on site in time"},
          {"times.on_site.median", "到场用时中位数（分钟）", "median minutes to the site"},
          {"times.recover.median", "恢复用时中位数（分钟）", "median minutes to recovery"},
          {"service.follow-up", "整改事项（项）", "follow-ups"},
          {"service.follow-up.recurred", "复发（项）", "recurred"},
          {"drills", "演练（次）", "drills"}}) {
      const auto before = summary_.previous.find(name);
      if (before == summary_.previous.end()) continue;
      const auto now = value(name);
      const auto text = [&](const std::optional<double>& v) {
        return v ? fmt::format("{:g}", *v) : say_("不详", "unknown");
      };
      const std::string change = now && before->second ? fmt::format("{:+g}", *now - *before->second) : "";
      table.rows.push_back({{t(say_(zh, en))},
                            {Run{text(now), Mark::plain, anchor_of(name)}},
                            {t(text(before->second))},
                            {t(change)}});
    }
    add(std::move(table));
  }

  void checked() {
    std::uint64_t objects = 0, left = 0;
    for (const CaseSource& source : summary_.sources) objects += source.events;
    (void)left;
    paragraph(fmt::format("本报告的全部数字来自 {} 个案件的 {} "
                          "条账本记录。生成前逐案核对了账本、签名与检查点{}。每个数字在附件二中列明出处，"
                          "在附件三中列明所在案件、记录号与账本根值。",
                          summary_.sources.size(), objects,
                          summary_.full ? "，并重新计算了全部证据的摘要" : "（证据内容未在本次重新计算）"),
              fmt::format("All numbers come from {} events of {} cases, whose ledgers, signatures and "
                          "checkpoints were checked first{}. "
                          "Annex 2 says what each number was counted from, annex 3 where those records are.",
                          objects, summary_.sources.size(),
                          summary_.full ? ", with every digest of the evidence computed again"
                                        : " (the evidence itself was not read this time)"));
  }

  void clauses() {
    heading("二、服务目标达成表", "2 Clauses, targets, results");
    Table table;
    table.columns = {{say_("条款", "clause"), 4},
                     {say_("指标", "target"), 4},
                     {say_("实际", "actual"), 5},
                     {say_("结果", "result"), 2},
                     {say_("依据", "evidence"), 5}};
    for (const ClauseResult& clause : summary_.clauses) {
      Line text{Run{clause.text.empty() ? clause.key : clause.text}};
      text.push_back(Run{"\n" + clause.key, Mark::quiet});
      Line actual{Run{word(clause.actual)}};
      if (!clause.why.zh.empty()) actual.push_back(Run{"\n" + word(clause.why), Mark::quiet});
      table.rows.push_back(
          {text,
           {Run{word(clause.target)}},
           actual,
           {Run{state_word(clause.state), clause.state == ClauseState::met ? Mark::plain : Mark::strong}},
           records(clause.from, 6)});
    }
    add(std::move(table));
    if (summary_.contract.clauses.empty())
      paragraph("合同文件未列条款。", "The contract file lists no clauses.");
  }
};

}  // namespace

void add_summary_front(const Summary& summary, Language language, Document& document) {
  Front{summary, language, document}.run();
}

}  // namespace firsthour::playbooks
