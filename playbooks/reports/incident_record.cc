// SPDX-License-Identifier: Apache-2.0
// The whole record, group by group.
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/incident_input.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

class Builder {
 public:
  explicit Builder(const IncidentInput& input)
      : input_{input},
        say_{input.say()},
        document_{start_document(input.report, "incident", say_("网络安全事件记录", "Incident record"))} {}

  Document build() && {
    document_.subtitle = input_.incident().name;
    begin();
    for (const GroupWords& group : kGroups) {
      heading(group.zh, group.en);
      this->group(group.group);
    }
    heading("报告与通报", "Notices");
    add(notice_table(input_));
    heading("案件所载", "From the case");
    known();
    history();
    heading("账本检查点", "Checkpoint of the ledger");
    add_checkpoint(input_.report, document_);
    add(SignatureLines{
        {say_("处置人", "Handler"), say_("审核人", "Reviewer"), say_("用户方确认", "For the customer")},
        say_("签名", "Signature"),
        say_("日期", "Date")});
    return std::move(document_);
  }

 private:
  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void heading(std::string_view zh, std::string_view en) {
    add(Heading{1, numbered(say_, ++number_, zh, en)});
  }

  void begin() {
    if (!input_.report.facts.has_incident)
      add(Note{NoteKind::warning,
               {Run{say_("本案尚未登记事件，下列各项均待填写。",
                         "No incident was opened in this case; everything below is to be filled in.")}}});
    else
      add_gaps(input_, document_);
  }

  // The rows of a group, in the order of the table of fields; those that have a block of their own are left
  // out.
  Facts rows(FieldGroup group) const {
    Facts facts;
    for (const TextField& field : kTextFields)
      if (field.group == group) facts.rows.emplace_back(say_(field.zh, field.en), field_line(input_, field));
    return facts;
  }
  void time_row(Facts& facts, std::string_view name) const {
    const TimeField* field = time_field(name);
    facts.rows.emplace_back(say_(field->zh, field->en) + say_("时间", ""),
                            time_line_of(input_.incident().*field->member));
  }

  void group(FieldGroup group) {
    if (group == FieldGroup::classification) return add_class_and_grade(input_, document_);
    if (group == FieldGroup::grading) return grade_changes();
    Facts facts = rows(group);
    if (group == FieldGroup::identity) identity(facts);
    if (group == FieldGroup::report) time_row(facts, "reported");
    if (group == FieldGroup::acceptance)
      for (const char* name : {"escalated", "accepted", "dispatched"}) time_row(facts, name);
    if (group == FieldGroup::on_site)
      for (const char* name : {"remote_from", "remote_until"}) time_row(facts, name);
    add(std::move(facts));
    if (group == FieldGroup::on_site) add_on_site_clock(input_.report, document_);
    if (group == FieldGroup::handling) add(action_table(input_));
    if (group == FieldGroup::evidence) evidence();
    if (group == FieldGroup::lessons) add(corrective_table(input_));
  }

  void identity(Facts& facts) const {
    const Incident& incident = input_.incident();
    const bool exercise = incident.exercise || input_.report.facts.exercise;
    facts.rows.emplace_back(say_("真实或演练标志", "Real or exercise"),
                            Line{Run{exercise ? say_("演练", "exercise") : say_("真实事件", "real")}});
    if (!input_.report.facts.has_incident) return;
    const bool open = incident.state == IncidentState::open;
    facts.rows.emplace_back(say_("状态", "State"),
                            Line{Run{open ? say_("处置中", "open") : say_("已关闭", "closed")}});
    facts.rows.emplace_back(say_("记录版本", "Version of the record"),
                            Line{Run{std::to_string(incident.version)}});
  }

  // Versions after the first that touched class or grade.
  void grade_changes() {
    std::vector<IncidentVersion> changed;
    for (std::size_t i = 1; i < input_.history.size(); ++i) {
      IncidentVersion version = input_.history[i];
      std::erase_if(version.changes, [](const FieldChange& change) {
        return change.before.empty() ||
               (change.name != "grade" && change.name != "report_grade" && change.name != "class_code");
      });
      if (!version.changes.empty()) changed.push_back(std::move(version));
    }
    if (changed.empty())
      add(Paragraph{{Run{say_("类别与级别登记后未作调整。", "Class and grade were not changed.")}}});
    else
      add(change_table(input_, changed));
  }

  void evidence() {
    Table table;
    table.columns = {{say_("编号", "Number"), 2},
                     {say_("来源主机", "Host"), 3},
                     {say_("名称", "Name"), 4},
                     {say_("采集时间（北京时间）", "Taken (Beijing)"), 4},
                     {say_("项数", "Items"), 2, true},
                     {say_("工具", "Tool"), 3},
                     {"SHA-256", 5}};
    for (const Volume& volume : input_.report.facts.volumes)
      table.rows.push_back({{Run{volume.collection}},
                            value_or_blank(volume.host),
                            value_or_blank(volume.name),
                            time_line_of(volume.started),
                            {Run{std::to_string(volume.items)}},
                            value_or_blank(volume.tool),
                            value_or_blank(volume.sha256, Mark::code)});
    if (table.rows.empty()) table.rows.assign(2, std::vector<Line>(7, value_or_blank("")));
    add(std::move(table));
    const CustodyWords words{[this](std::string_view zh, std::string_view en) { return say_(zh, en); }, say_};
    add(witness_table(input_.report.facts, words));
  }

  void known() {
    Facts facts;
    for (const KnownValue& known : input_.known)
      facts.rows.emplace_back(say_(known.label.zh, known.label.en),
                              Line{Run{say_(known.value.zh, known.value.en)}});
    if (facts.rows.empty())
      add(Paragraph{
          {Run{say_("案件中尚无采集与发现。", "The case holds no collection and no finding yet.")}}});
    else
      add(std::move(facts));
  }

  void history() {
    if (input_.history.size() < 2) return;
    heading("修改历史", "History of changes");
    add(change_table(input_, {input_.history.begin() + 1, input_.history.end()}));
  }

  const IncidentInput& input_;
  Say say_;
  Document document_;
  int number_ = 0;
};

}  // namespace

Document build_incident_record(const IncidentInput& input) { return Builder{input}.build(); }

}  // namespace firsthour::playbooks
