// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/builders.h"

namespace firsthour::playbooks {
namespace {

struct Row {
  std::string_view zh, en;
  std::string Incident::*member;
};

Facts rows_of(const Incident& incident, const Say& say, std::initializer_list<Row> rows) {
  Facts facts;
  for (const Row& row : rows)
    facts.rows.emplace_back(say(row.zh, row.en), value_or_blank(incident.*row.member));
  return facts;
}

}  // namespace

Document build_incident_record(const ReportInput& input) {
  const Say say{input.language};
  const Incident& incident = input.facts.incident;
  Document document = start_document(input, "incident", say("网络安全事件记录", "Incident record"));
  document.subtitle = incident.name;
  const auto add = [&](Block block) { document.blocks.push_back(std::move(block)); };
  if (!input.facts.has_incident)
    add(Note{NoteKind::warning,
             {Run{say("本案尚未登记事件，下列各项均待填写。",
                      "No incident was opened in this case; everything below is to be filled in.")}}});
  add(Heading{1, say("一、基本情况", "1 Basics")});
  Facts basics = rows_of(incident, say,
                         {{"事件编号", "Incident id", &Incident::id},
                          {"名称", "Name", &Incident::name},
                          {"单位", "Unit", &Incident::unit},
                          {"系统", "System", &Incident::system},
                          {"等级保护级别", "Protection level", &Incident::protection_level},
                          {"地点", "Place", &Incident::place}});
  if (input.facts.has_incident) {
    const bool open = incident.state == IncidentState::open;
    basics.rows.push_back(
        {say("状态", "State"), {Run{open ? say("处置中", "open") : say("已关闭", "closed")}}});
    basics.rows.push_back(
        {say("记录版本", "Version of the record"), {Run{std::to_string(incident.version)}}});
  }
  add(std::move(basics));
  add(Heading{1, say("二、报告与受理", "2 Report and acceptance")});
  add(rows_of(incident, say,
              {{"报告人", "Reporter", &Incident::reporter},
               {"联系电话", "Phone", &Incident::reporter_phone},
               {"受理渠道", "Channel", &Incident::channel},
               {"受理人", "Taken by", &Incident::taken_by},
               {"派出人员", "Crew", &Incident::crew},
               {"到场凭据", "Proof of arrival", &Incident::arrival_proof},
               {"未达到 60 分钟的原因", "Reason when late", &Incident::late_reason}}));
  add(Heading{1, say("三、时间", "3 Times")});
  add_on_site_clock(input, document);
  add(Heading{1, say("四、经过、原因与处置", "4 Course, cause, handling")});
  add(rows_of(incident, say,
              {{"事件经过", "Course of events", &Incident::summary},
               {"处置类别", "Kind of handling", &Incident::handling_kind},
               {"原因分析", "Cause", &Incident::cause},
               {"来源分析", "Source", &Incident::source},
               {"把握程度", "Confidence", &Incident::confidence},
               {"影响", "Impact", &Incident::impact},
               {"已采取措施及效果", "Measures and effect", &Incident::measures},
               {"避免或挽回的损失", "Loss avoided", &Incident::loss_avoided},
               {"下一步工作", "Next steps", &Incident::next_steps}}));
  add(Heading{1, say("五、账本检查点", "5 Checkpoint of the ledger")});
  add_checkpoint(input, document);
  add(SignatureLines{
      {say("处置人", "Handler"), say("审核人", "Reviewer"), say("用户方确认", "For the customer")},
      say("签名", "Signature"),
      say("日期", "Date")});
  return document;
}

}  // namespace firsthour::playbooks
