// SPDX-License-Identifier: Apache-2.0
// What is sent to others about an incident: the report sheet of GB/T 38645 A.7, first report, follow-ups,
// final report. The contents of the three follow article 7 of the national reporting method.
#include "playbooks/reports/incident_input.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

// A legal sheet is Chinese; English stands beside it as a gloss.
std::string gloss(const Say& say, std::string_view zh, std::string_view en) {
  return std::string{zh} + (say.language == Language::en ? " / " + std::string{en} : std::string{});
}

std::size_t sent_reports(const Incident& incident) {
  return static_cast<std::size_t>(
      std::count_if(incident.notices.begin(), incident.notices.end(), [](const Notice& notice) {
        return notice.sent &&
               (notice.kind == "initial" || notice.kind == "follow-up" || notice.kind == "final");
      }));
}

int next_follow_up(const Incident& incident) {
  int last = 0;
  for (const Notice& notice : incident.notices)
    if (notice.kind == "follow-up" && notice.sent) last = std::max(last, notice.ordinal);
  return last + 1;
}

// Until when the addressee knows the record: the last report that was sent, else the last one printed.
std::optional<Instant> told_until(const IncidentInput& input) {
  std::optional<Instant> until;
  for (const Notice& notice : input.incident().notices)
    if (notice.sent && (notice.kind == "initial" || notice.kind == "follow-up") &&
        (!until || *notice.sent > *until))
      until = notice.sent;
  if (until) return until;
  for (const Printing& printing : input.report.facts.custody.printings)
    if (printing.what == "initial-report" || printing.what == "follow-up-report") until = printing.time;
  return until;
}

class Paper {
 public:
  Paper(const IncidentInput& input, std::string name, std::string title)
      : input_{input},
        say_{input.say()},
        document_{start_document(input.report, std::move(name), std::move(title))} {
    document_.subtitle = input.incident().name;
    if (!input.report.facts.has_incident)
      add(Note{NoteKind::warning,
               {Run{say_("本案尚未登记事件，下列各项均待填写。",
                         "No incident was opened in this case; everything below is to be filled in.")}}});
    for (const Words& wrong : contradictions(input.incident()))
      add(Note{NoteKind::warning,
               {Run{say_("记录互相矛盾：", "This cannot all be right: ") + say_(wrong.zh, wrong.en)}}});
  }

  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void heading(std::string_view zh, std::string_view en) {
    add(Heading{1, numbered(say_, ++number_, zh, en)});
  }
  void fields(std::initializer_list<std::string_view> names) { add(field_rows(input_, names)); }
  void class_and_grade() { add_class_and_grade(input_, document_); }

  // Who reports, when, the operator and its system: article 7, item 1.
  void basics() {
    heading("报告单位与事发单位", "Who reports, and for whom");
    fields({"reporter_unit", "reporter", "reporter_phone", "issuer", "unit", "department", "system",
            "system_kind", "operator_kind", "critical_infrastructure", "protection_level", "filing_number"});
  }
  void course() {
    heading("事件基本情况", "The incident");
    fields({"id", "occurred", "discovered", "reported", "place", "discovery_method", "discovered_by",
            "alarm_source", "summary"});
    heading("类别与级别", "Class and grade");
    class_and_grade();
  }
  void impact() {
    heading("影响与危害", "Impact and harm");
    fields({"impact", "impact_extent", "people_affected", "loss_cny", "data_kinds", "data_amount",
            "outage_minutes", "consequences"});
  }
  void measures() {
    heading("已采取的措施及效果", "Measures taken and their effect");
    fields({"handling_kind", "measures", "scene_protection"});
  }
  void ransom() {
    const Incident& incident = input_.incident();
    const bool asked =
        !incident.ransom_amount.empty() || !incident.ransom_way.empty() || incident.class_code == "01007";
    if (!asked) return;
    heading("勒索情况", "Ransom");
    fields({"ransom_amount", "ransom_way", "ransom_date"});
  }
  void outlook() {
    heading("事态发展趋势", "Trend");
    fields({"trend", "further_harm"});
    heading("原因分析与溯源线索", "Cause and leads");
    fields({"cause", "nature", "source", "actor", "attack_path", "vulnerabilities", "relays", "leads",
            "confidence"});
    heading("拟采取的措施与请求支援", "Planned measures and support needed");
    fields({"next_steps", "support_needed"});
  }

  Document finish(bool with_gaps) && {
    if (with_gaps) add_gaps_only();
    heading("账本检查点", "Checkpoint of the ledger");
    add_checkpoint(input_.report, document_);
    add(SignatureLines{
        {say_("报告人", "Reported by"), say_("审核人", "Reviewed by"), say_("签发人", "Issued by")},
        say_("签名", "Signature"),
        say_("日期", "Date")});
    return std::move(document_);
  }

 private:
  void add_gaps_only() {
    const auto missing = missing_fields(input_.incident(), input_.report.facts.agreed());
    if (missing.empty()) return;
    std::string list;
    for (const std::string& name : missing)
      list += (list.empty() ? "" : say_("、", ", ")) + say_(field_words(name).zh, field_words(name).en);
    add(Note{
        NoteKind::information,
        {Run{say_("以下内容尚未查明，查明后续报：", "Not known yet, to be reported when it is: ") + list}}});
  }

  const IncidentInput& input_;
  Say say_;
  Document document_;
  int number_ = 0;
};

// Fields that say how the record is kept and who signs it, or what was reported before: no news to a
// receiver.
bool is_bookkeeping(std::string_view name) {
  constexpr std::array<std::string_view, 12> kBookkeeping{
      "id",           "exercise",

      "class_tables", "on_site_from", "handler",   "reviewer",         "customer_confirmed_by",
      "issuer",       "graded_by",    "graded_at", "report_graded_by", "issuer_contact"};
  return name.starts_with("notice.") ||
         std::find(kBookkeeping.begin(), kBookkeeping.end(), name) != kBookkeeping.end();
}

Line several(const IncidentInput& input, std::initializer_list<std::string_view> names) {
  Line line;
  for (const std::string_view name : names) {
    const TextField* field = text_field(name);
    const std::string& value = input.incident().*field->member;
    if (value.empty()) continue;
    const std::string label = std::string{line.empty() ? "" : "；"} + std::string{field->zh} + "：";
    line.push_back({label, Mark::quiet});
    line.push_back({shown_value(*field, value).zh});
  }
  if (line.empty()) return value_or_blank("");
  return line;
}

}  // namespace

Document build_a7_sheet(const IncidentInput& input) {
  const Say say = input.say();
  const Incident& incident = input.incident();
  Document sheet = start_document(input.report, "a7-sheet", "网络安全事件报告单");
  sheet.form = true;
  sheet.subtitle = gloss(say, "GB/T 38645—2020 附录 A 表 A.7", "report sheet A.7");
  const std::size_t sent = sent_reports(incident);
  Facts facts;
  const auto row = [&](std::string_view zh, std::string_view en, Line line) {
    facts.rows.emplace_back(gloss(say, zh, en), std::move(line));
  };
  Line when = time_line_of(incident.reported);
  when.push_back({fmt::format("　第 {} 次报告（已登记报出 {} 次）", sent + 1, sent)});
  row("报告时间", "report time", std::move(when));
  row("机构名称", "organisation", value_or_blank(incident.reporter_unit));
  row("报告人", "reporter", value_or_blank(incident.reporter));
  row("联系电话", "phone", value_or_blank(incident.reporter_phone));
  row("传真", "fax", value_or_blank(incident.reporter_fax));
  row("签发人", "issued by", value_or_blank(incident.issuer));
  row("联系方式", "contact",
      value_or_blank(incident.issuer_contact.empty() ? incident.reporter_email : incident.issuer_contact));
  row("事件发生地点", "place", value_or_blank(incident.place));
  row("单位及系统、设施、平台基本情况", "unit and system",
      several(input, {"unit", "department", "system", "system_kind", "critical_infrastructure",
                      "protection_level", "filing_number"}));
  row("事件简要经过", "course of events", value_or_blank(incident.summary));
  row("影响范围和程度", "scope and extent",
      several(input, {"impact", "impact_extent", "people_affected", "loss_cny", "data_kinds", "data_amount",
                      "outage_minutes"}));
  row("后果、原因和事件性质判断", "consequences, cause, nature",
      several(input, {"consequences", "cause", "nature"}));
  row("已采取的措施及效果", "measures and effect", value_or_blank(incident.measures));
  row("拟采取的措施、请求支援及需协助事项", "planned measures, support needed",
      several(input, {"next_steps", "support_needed"}));
  sheet.blocks.emplace_back(std::move(facts));
  for (const Words& wrong : contradictions(incident))
    sheet.blocks.emplace_back(Note{NoteKind::warning, {Run{"记录互相矛盾：" + wrong.zh}}});
  sheet.blocks.emplace_back(
      Note{NoteKind::information,
           {Run{"栏目依据公开资料整理，尚未与标准正式文本逐栏核对；空白处由填表人手填。", Mark::quiet}}});
  // The signatures stand on the page of what is signed; the key's fingerprint is on the other papers.
  sheet.blocks.emplace_back(
      SignatureLines{{gloss(say, "报告人", "reporter"), gloss(say, "签发人", "issued by")}, "签名", "日期"});
  add_seal(input.report, sheet);
  return sheet;
}

Document build_first_report(const IncidentInput& input) {
  const Say say = input.say();
  Paper paper{input, "initial-report", say("网络安全事件初报", "First report of an incident")};
  paper.basics();
  paper.course();
  paper.impact();
  paper.measures();
  paper.ransom();
  paper.outlook();
  return std::move(paper).finish(true);
}

Document build_follow_up(const IncidentInput& input) {
  const Say say = input.say();
  const int ordinal = next_follow_up(input.incident());
  Paper paper{input, "follow-up-report", say("网络安全事件续报", "Follow-up report of an incident")};
  const auto until = told_until(input);
  std::vector<IncidentVersion> news;
  for (const IncidentVersion& version : input.history)
    if (until && version.time > *until) {
      news.push_back(version);
      std::erase_if(news.back().changes,
                    [](const FieldChange& change) { return is_bookkeeping(change.name); });
      if (news.back().changes.empty()) news.pop_back();
    }
  paper.heading(fmt::format("第 {} 次续报：新情况", ordinal),
                fmt::format("Follow-up {}: what is new", ordinal));
  if (!until)
    paper.add(
        Note{NoteKind::warning,
             {Run{say("未登记已报出的初报或续报，无从比较：以下为现有全部内容。",
                      "No earlier report is recorded as sent: nothing to compare with, all that is known "
                      "follows.")}}});
  else if (news.empty())
    paper.add(Paragraph{{Run{say("自上次报告（", "Since the last report (") + beijing_time(*until) +
                             say("）以来记录无变化。", ") the record did not change.")}}});
  else {
    paper.add(Paragraph{{Run{say("上次报告：", "Last report: ") + beijing_time(*until) +
                             say("（北京时间）。此后的变化：", " (Beijing time). Changed since:")}}});
    paper.add(change_table(input, news));
  }
  paper.course();
  paper.impact();
  paper.measures();
  paper.add(action_table(input));
  paper.ransom();
  paper.outlook();
  return std::move(paper).finish(true);
}

Document build_final_report(const IncidentInput& input) {
  const Say say = input.say();
  Paper paper{input, "final-report", say("网络安全事件终报", "Final report of an incident")};
  paper.basics();
  paper.course();
  paper.heading("时间线", "Times");
  Facts times;
  for (const TimeField& field : kTimeFields)
    times.rows.emplace_back(say(field.zh, field.en), time_line_of(input.incident().*field.member));
  paper.add(std::move(times));
  paper.impact();
  paper.heading("处置经过", "Handling");
  paper.fields({"handling_kind", "measures", "loss_avoided", "scene_protection"});
  paper.add(action_table(input));
  paper.ransom();
  paper.heading("原因与溯源", "Cause and source");
  paper.fields({"cause", "root_cause", "nature", "source", "actor", "attack_path", "vulnerabilities",
                "relays", "leads", "confidence"});
  paper.heading("恢复情况", "Recovery");
  paper.fields({"recovery_scope", "recovery_check", "recovery_checked_by", "residual_risk"});
  paper.heading("责任、整改与教训", "Responsibility, rectification, lessons");
  paper.fields({"accountability", "lessons", "plan_changes"});
  paper.add(corrective_table(input));
  paper.heading("报告与通报", "Notices");
  paper.add(notice_table(input));
  return std::move(paper).finish(true);
}

const std::vector<std::string_view>& incident_papers() {
  static const std::vector<std::string_view> kNames{"incident-record", "a7-sheet", "initial-report",
                                                    "follow-up-report", "final-report"};
  return kNames;
}

std::optional<Document> build_incident_paper(std::string_view name, const IncidentInput& input) {
  if (name == "incident-record") return build_incident_record(input);
  if (name == "a7-sheet") return build_a7_sheet(input);
  if (name == "initial-report") return build_first_report(input);
  if (name == "follow-up-report") return build_follow_up(input);
  if (name == "final-report") return build_final_report(input);
  return std::nullopt;
}

}  // namespace firsthour::playbooks
