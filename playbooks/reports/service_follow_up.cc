// SPDX-License-Identifier: Apache-2.0
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/reports/printable.h"
#include "playbooks/reports/service_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostRows = 5000, kMostAnswers = 500, kLongestUnit = 60;

using Records = std::vector<const ServiceRecord*>;

bool is_open(const ServiceRecord& record) {
  return record.text("state") == "issued" || record.text("state") == "returned";
}

// Days past its due day, when nothing that was approved came.
int days_over(const ServiceRecord& record, Day today) {
  const auto due = record.day("due");
  const std::string& state = record.text("state");
  if (!due || state == "approved" || state == "closed") return 0;
  return std::max(0, days_between(*due, today));
}

std::string remarks(const ServicePapers& papers, const ServiceRecord& record, Day today) {
  const Say say{papers.input.language};
  std::string text;
  const auto add = [&](const std::string& remark) { text += (text.empty() ? "" : "；") + remark; };
  if (const int over = days_over(record, today); over > 0)
    add(papers.input.language == Language::zh ? fmt::format("逾期 {} 天", over)
                                              : fmt::format("{} days overdue", over));
  if (!record.text("recurrence_of").empty())
    add(say("复发自 ", "recurrence of ") + record.text("recurrence_of"));
  if (!record.text("reopened_at").empty())
    add(say("重新打开：", "re-opened: ") + record.text("reopened_reason"));
  for (const ServiceProblem& problem : problems_in(papers.year, record))
    add(papers.input.language == Language::zh ? problem.what.zh : problem.what.en);
  return text;
}

Figures counts(const ServicePapers& papers, const Records& records, Day today) {
  const Say say{papers.input.language};
  std::size_t open = 0, answered = 0, closed = 0, overdue = 0, again = 0;
  for (const ServiceRecord* record : records) {
    const std::string& state = record->text("state");
    open += is_open(*record);
    answered += state == "answered";
    closed += state == "closed" || state == "approved";
    overdue += days_over(*record, today) > 0;
    again += !record->text("recurrence_of").empty();
  }
  return {{{std::to_string(records.size()), say("整改事项", "follow-ups")},
           {std::to_string(open), say("整改中", "open")},
           {std::to_string(answered), say("待审核", "to be reviewed")},
           {std::to_string(closed), say("审核通过或已关闭", "approved or closed")},
           {std::to_string(overdue), say("逾期", "overdue")},
           {std::to_string(again), say("复发", "recurrences")}}};
}

Table register_table(const ServicePapers& papers, const Records& records, Day today) {
  const Say say{papers.input.language};
  Table table;
  table.columns = {{say("编号", "Id"), 5},
                   {say("问题", "Problem"), 6},
                   {say("涉及系统或资产", "System"), 5},
                   {say("严重程度", "Severity"), 2},
                   {say("责任单位 / 责任人", "Responsible"), 4},
                   {say("下发", "Issued"), 4},
                   {say("期限", "Due"), 4},
                   {say("状态", "State"), 3},
                   {say("审核 / 审批", "Reviewed / approved"), 4},
                   {say("备注", "Remarks"), 5}};
  for (const ServiceRecord* record : records) {
    if (table.rows.size() == kMostRows) break;
    const std::string person = record->text("person"), reviewer = record->text("reviewed_by"),
                      approver = record->text("approved_by");
    const auto issued = record->time("issued_at");
    table.anchors.push_back("f-" + record->id);
    table.rows.push_back({{Run{record->id}},
                          value_of(papers, *record, "title"),
                          value_of(papers, *record, "system"),
                          value_of(papers, *record, "severity"),
                          value_or_blank(record->text("unit") + (person.empty() ? "" : " / " + person)),
                          value_or_blank(issued ? day_text(day_of(*issued)) : ""),
                          value_of(papers, *record, "due"),
                          value_of(papers, *record, "state"),
                          {Run{reviewer + (approver.empty() ? "" : " / " + approver)}},
                          {Run{remarks(papers, *record, today)}}});
  }
  return table;
}

void add_answers(const ServicePapers& papers, const Records& records, Document& document) {
  const Say say{papers.input.language};
  std::size_t shown = 0;
  for (const ServiceRecord* record : records) {
    if (record->text("answer").empty() || shown == kMostAnswers) continue;
    if (shown++ == 0) document.blocks.emplace_back(Heading{1, say("整改说明与审核", "Answers and reviews")});
    document.blocks.emplace_back(Heading{2, record->id + "  " + record->text("title")});
    Facts facts;
    for (const std::string_view name :
         {"requirement", "answer", "answered_by", "answered_at", "review", "reviewed_by", "reviewed_at",
          "approved_by", "approved_at", "closed_by", "closed_at"}) {
      const ServiceField& field = *service_field(*service_kind("follow-up"), name);
      if (!record->text(name).empty() || name == "requirement")
        facts.rows.emplace_back(say(field.zh, field.en), value_of(papers, *record, name));
    }
    document.blocks.emplace_back(std::move(facts));
    add_pictures(papers, *record, "answer_items", document);
  }
}

// Who set which state when: the versions, as the ledger holds them.
Result<Table> trail_table(const ServicePapers& papers) {
  const Say say{papers.input.language};
  Table table;
  table.columns = {{say("编号", "Id"), 4},
                   {say("版本", "Version"), 2},
                   {say("记录时间（北京时间）", "Recorded (Beijing time)"), 5},
                   {say("记录人", "Recorded by"), 5},
                   {say("状态", "State"), 4},
                   {say("账本事件", "Event"), 2}};
  const auto read = papers.from.each_event(0, papers.year.events, [&](const Event& event) -> Result<> {
    if (event.type != event_type::service || table.rows.size() == kMostRows) return {};
    const auto body = event_body(event);
    if (!body || text_at(*body, "kind") != "follow-up") return {};
    const auto record = service_record_from_json(*body);
    if (!record) return {};
    table.rows.push_back({{Run{record->id}},
                          {Run{std::to_string(record->version)}},
                          {Run{beijing_time(event.time)}},
                          {Run{event.actor}},
                          value_of(papers, *record, "state"),
                          {Run{std::to_string(event.sequence)}}});
    return {};
  });
  if (!read) return fail("cannot read the trail", read.error());
  return table;
}

Result<Document> build_register(const ServicePapers& papers, const Records& records, Day today) {
  const Say say{papers.input.language};
  Document document =
      start_document(papers.input, "follow-up-register", say("问题整改台账", "Register of follow-ups"));
  document.landscape = true;
  document.subtitle = say("统计截至 ", "As of ") + day_text(today);
  document.blocks.emplace_back(contract_facts(papers));
  document.blocks.emplace_back(counts(papers, records, today));
  Records overdue;
  std::copy_if(records.begin(), records.end(), std::back_inserter(overdue),
               [&](const ServiceRecord* record) { return days_over(*record, today) > 0; });
  document.blocks.emplace_back(Heading{1, say("逾期事项", "Overdue")});
  if (overdue.empty())
    document.blocks.emplace_back(Paragraph{{Run{say("无逾期事项。", "Nothing is overdue.")}}});
  else
    document.blocks.emplace_back(register_table(papers, overdue, today));
  document.blocks.emplace_back(Heading{1, say("全部事项", "All follow-ups")});
  document.blocks.emplace_back(register_table(papers, records, today));
  if (records.size() > kMostRows)
    document.blocks.emplace_back(Note{NoteKind::warning,
                                      {Run{say("仅列前 5000 项，其余见案件账本。",
                                               "The first 5000 are shown; the rest is in the ledger.")}}});
  add_answers(papers, records, document);
  auto trail = trail_table(papers);
  if (!trail) return tl::unexpected{trail.error()};
  document.blocks.emplace_back(Heading{1, say("审计记录", "Audit trail")});
  document.blocks.emplace_back(std::move(*trail));
  document.blocks.emplace_back(Heading{1, say("账本检查点", "Checkpoint of the ledger")});
  add_checkpoint(papers.input, document);
  return document;
}

// A unit's name as part of a title, and so of a file's name: also in a list of files it reads as it is.
std::string unit_in_title(std::string_view unit) {
  std::string name;
  for (const char c : printable(unit)) {
    if (name.size() >= kLongestUnit && (static_cast<unsigned char>(c) & 0xC0) != 0x80) break;
    name += std::string_view{"/\\:*?\"<>|"}.find(c) == std::string_view::npos &&
                    static_cast<unsigned char>(c) >= 0x20
                ? c
                : '_';
  }
  return name;
}

Document build_notice(const ServicePapers& papers, const std::string& unit, const Records& records) {
  const Say say{papers.input.language};
  Document document = start_document(
      papers.input, "follow-up-notice",
      say("网络安全问题整改通知书", "Notice of follow-ups") + "（" + unit_in_title(unit) + "）");
  document.form = true;
  Facts facts = contract_facts(papers);
  facts.rows.emplace_back(say("责任单位", "Responsible unit"), value_or_blank(unit));
  facts.rows.emplace_back(say("整改事项数", "Follow-ups"), Line{Run{std::to_string(records.size())}});
  document.blocks.emplace_back(std::move(facts));
  document.blocks.emplace_back(
      Paragraph{{Run{say("经检查，你单位负责的信息系统存在下列网络安全问题。请按整改要求在期限内完成整改，并"
                         "书面反馈整改说明（文字及图片），"
                         "经审核、审批后销号；不能按期完成的，请在期限届满前说明原因。",
                         "The systems that you are responsible for have the problems below. They are to be "
                         "put right as required within "
                         "their time, and answered in writing with pictures; an answer is reviewed and "
                         "approved before it is closed. If "
                         "the time cannot be kept, say why before it is over.")}}});
  Table table;
  table.columns = {{say("序号", "No."), 1},          {say("编号", "Id"), 3},
                   {say("问题", "Problem"), 5},      {say("系统或资产", "System"), 5},
                   {say("严重程度", "Severity"), 2}, {say("整改要求", "Requirement"), 6},
                   {say("整改期限", "Due"), 4}};
  for (const ServiceRecord* record : records) {
    if (table.rows.size() == kMostRows) break;
    std::string problem = record->text("title");
    if (const std::string& what = record->text("what"); !what.empty() && what != problem)
      problem += "\n" + what;
    if (record->text("state") == "returned")
      problem += "\n" + say("（退回：", "(returned: ") + record->text("review") + say("）", ")");
    table.rows.push_back({{Run{std::to_string(table.rows.size() + 1)}},
                          {Run{record->id}},
                          value_or_blank(problem),
                          value_of(papers, *record, "system"),
                          value_of(papers, *record, "severity"),
                          value_of(papers, *record, "requirement"),
                          value_of(papers, *record, "due")});
  }
  document.blocks.emplace_back(std::move(table));
  document.blocks.emplace_back(
      Heading{2, say("整改反馈（由责任单位填写）", "Answer (filled in by the unit)")});
  Facts answer;
  for (const std::string& label :
       {say("整改说明", "What was done"), say("完成日期", "Done on"),
        say("附图或附件", "Pictures and papers"), say("反馈人及电话", "Answered by, telephone")})
    answer.rows.emplace_back(label, value_or_blank(""));
  document.blocks.emplace_back(std::move(answer));
  document.blocks.emplace_back(
      SignatureLines{{say("下发人", "issued by"), say("责任单位签收人", "received by"),
                      say("审核人", "reviewed by"), say("审批人", "approved by")},
                     say("签名", "signature"),
                     say("日期", "date")});
  add_checkpoint(papers.input, document);
  return document;
}

std::size_t rank_of(const ServiceRecord& record) {
  const auto choices = service_field(*service_kind("follow-up"), "severity")->choices;
  const auto found = std::find(choices.begin(), choices.end(), record.text("severity"));
  return static_cast<std::size_t>(choices.end() - found);  // the worst first
}

}  // namespace

Result<std::vector<Document>> build_follow_ups(const ServicePapers& papers) {
  const Records records = papers.year.of("follow-up");
  if (records.empty()) return fail(Errc::usage, "no follow-up is recorded in this service year");
  const Day today = day_of(papers.input.facts.last);
  std::vector<Document> documents;
  auto whole = build_register(papers, records, today);
  if (!whole) return tl::unexpected{whole.error()};
  documents.push_back(std::move(*whole));
  std::map<std::string, Records> by_unit;
  for (const ServiceRecord* record : records)
    if (is_open(*record)) by_unit[record->text("unit")].push_back(record);
  for (auto& [unit, open] : by_unit) {
    std::stable_sort(open.begin(), open.end(), [](const ServiceRecord* a, const ServiceRecord* b) {
      return std::pair{rank_of(*a), a->text("due")} < std::pair{rank_of(*b), b->text("due")};
    });
    documents.push_back(build_notice(papers, unit, open));
  }
  return documents;
}

}  // namespace firsthour::playbooks
