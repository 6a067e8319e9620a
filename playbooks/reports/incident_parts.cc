// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/case_known_parts.h"
#include "playbooks/reports/incident_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

std::string said(const Say& say, const Words& words) { return say(words.zh, words.en); }

std::string joined(const Say& say, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : say("、", ", ")) + said(say, field_words(name));
  return list;
}

// The grade that the tables give for the factors of the record, where it is another than the one recorded.
std::string other_grade(const IncidentInput& input) {
  const Incident& incident = input.incident();
  const auto computed =
      input.tables.grade(incident.impact_object, incident.business_loss, incident.social_harm);
  if (!computed || computed->grade == Grade::unstated || incident.grade.empty()) return {};
  if (incident.grade == name_of(computed->grade)) return {};
  const Say say = input.say();
  return say("登记的级别与按表推得的级别不同，按表为：",
             "The recorded grade is not the one of the tables, which is: ") +
         said(say, words_of(computed->grade));
}

}  // namespace

Line time_line_of(const std::optional<Instant>& time) {
  return value_or_blank(time ? beijing_time(*time) : std::string{});
}

std::string numbered(const Say& say, int number, std::string_view zh, std::string_view en) {
  static constexpr std::array<std::string_view, 10> kDigits{"〇", "一", "二", "三", "四",
                                                            "五", "六", "七", "八", "九"};
  if (say.language == Language::en) return std::to_string(number) + " " + std::string{en};
  const auto digit = [](int n) { return std::string{kDigits[static_cast<std::size_t>(n)]}; };
  std::string text = number >= 20 ? digit(number / 10) : std::string{};
  if (number >= 10) text += "十";
  if (number % 10 != 0) text += digit(number % 10);
  return text + "、" + std::string{zh};
}

Line field_line(const IncidentInput& input, const TextField& field) {
  const Say say = input.say();
  const std::string& value = input.incident().*field.member;
  Line line = value_or_blank(said(say, shown_value(field, value)));
  for (const KnownValue& known : input.known)
    if (known.field == field.name)
      line.push_back({say("　〔案件所载 · ", "  [from the case: ") + said(say, known.label) +
                          say("：", ": ") + said(say, known.value) + say("〕", "]"),
                      Mark::quiet});
  return line;
}

Facts field_rows(const IncidentInput& input, std::initializer_list<std::string_view> names) {
  Facts facts;
  for (const std::string_view name : names) {
    const Words label = field_words(name);
    if (const TextField* field = text_field(name))
      facts.rows.emplace_back(said(input.say(), label), field_line(input, *field));
    else if (const TimeField* time = time_field(name))
      facts.rows.emplace_back(said(input.say(), label), time_line_of(input.incident().*time->member));
  }
  return facts;
}

void add_class_and_grade(const IncidentInput& input, Document& document) {
  const Say say = input.say();
  const Incident& incident = input.incident();
  Facts facts;
  Line code = value_or_blank(incident.class_code.empty()
                                 ? std::string{}
                                 : incident.class_code + " " +
                                       said(say, input.tables.class_path(incident.class_code)));
  if (!incident.class_code.empty() && !input.tables.class_checked(incident.class_code))
    code.push_back(
        {say("　（类别与代码尚未与标准正式文本核对）", "  (class and code not checked against the standard)"),
         Mark::quiet});
  facts.rows.emplace_back(say("事件类别", "Class"), std::move(code));
  const Facts rest =
      field_rows(input, {"class_basis", "attack", "impact_object", "business_loss", "social_harm", "grade",
                         "graded_by", "graded_at", "grade_reason", "report_indicators", "report_grade",
                         "report_graded_by", "suspected_crime", "class_tables"});
  facts.rows.insert(facts.rows.end(), rest.rows.begin(), rest.rows.end());
  document.blocks.emplace_back(std::move(facts));
  bool checked = true;
  Steps because;
  const auto take = [&](const Result<Graded>& graded) {
    if (!graded) return;
    checked = checked && graded->checked;
    for (const Words& reason : graded->because) because.lines.push_back({Run{said(say, reason)}});
  };
  take(input.tables.grade(incident.impact_object, incident.business_loss, incident.social_harm));
  std::map<std::string, std::string> indicators;
  for (std::size_t at = 0; at < incident.report_indicators.size();) {
    const std::size_t end =
        std::min(incident.report_indicators.find(' ', at), incident.report_indicators.size());
    const std::string word = incident.report_indicators.substr(at, end - at);
    if (const auto equals = word.find('='); equals != std::string::npos)
      indicators[word.substr(0, equals)] = word.substr(equals + 1);
    at = end + 1;
  }
  take(input.tables.report_grade(indicators));
  if (!because.lines.empty()) document.blocks.emplace_back(std::move(because));
  if (const std::string other = other_grade(input); !other.empty())
    document.blocks.emplace_back(Note{NoteKind::warning, {Run{other}}});
  if (!checked)
    document.blocks.emplace_back(
        Note{NoteKind::warning,
             {Run{say("定级所依据的表格单元有尚未与正式文本核对者，使用前应核对。",
                      "A cell of the tables that decided a grade was not compared with the printed text; "
                      "compare it before relying on it.")}}});
}

Table action_table(const IncidentInput& input) {
  const Say say = input.say();
  Table table;
  table.columns = {{say("时间（北京时间）", "Time (Beijing)"), 4}, {say("执行人", "Who"), 3},
                   {say("动作或决定", "Action or decision"), 7},   {say("命令", "Command"), 5},
                   {say("结果与影响", "Result and effect"), 5},    {say("回退", "Rollback"), 3}};
  for (const Doing& doing : input.report.facts.doings) {
    std::string what = doing.what;
    if (doing.type == event_type::decision) what = say("决定：", "Decision: ") + what;
    if (!doing.why.empty()) what += say("（理由：", " (why: ") + doing.why + say("）", ")");
    std::string result = doing.result;
    if (!doing.effect.empty()) result += (result.empty() ? "" : say("；", "; ")) + doing.effect;
    table.rows.push_back({{Run{beijing_time(doing.at)}},
                          {Run{doing.actor}},
                          {Run{what}},
                          {Run{doing.command, Mark::code}},
                          {Run{result}},
                          {Run{doing.rollback}}});
  }
  if (table.rows.empty()) table.rows.assign(2, std::vector<Line>(6, value_or_blank("")));
  return table;
}

Table notice_table(const IncidentInput& input) {
  const Say say = input.say();
  Table table;
  table.columns = {{say("种类", "Kind"), 3},
                   {say("次序", "No."), 1},
                   {say("报送对象", "To"), 4},
                   {say("报送人", "By"), 2},
                   {say("报送时间", "Sent"), 4},
                   {say("回执", "Receipt"), 3},
                   {say("逾期原因", "Reason when late"), 4}};
  const auto add = [&](const NoticeKind& kind, int ordinal, const Notice* notice) {
    const auto text = [&](std::string Notice::*member) {
      return value_or_blank(notice ? notice->*member : std::string{});
    };
    table.rows.push_back({{Run{say(kind.zh, kind.en)}},
                          {Run{std::to_string(ordinal)}},
                          text(&Notice::to),
                          text(&Notice::by),
                          time_line_of(notice ? notice->sent : std::nullopt),
                          text(&Notice::receipt),
                          {Run{notice ? notice->late_reason : std::string{}}}});
  };
  for (const NoticeKind& kind : kNoticeKinds) {
    bool any = false;
    for (const Notice& notice : input.incident().notices)
      if (notice.kind == kind.name) add(kind, notice.ordinal, &notice), any = true;
    if (!any) add(kind, 1, nullptr);
  }
  return table;
}

Table corrective_table(const IncidentInput& input) {
  const Say say = input.say();
  Table table;
  table.columns = {{say("序号", "No."), 1},
                   {say("整改内容", "What"), 8},
                   {say("责任人", "Owner"), 3},
                   {say("期限", "Due"), 3},
                   {say("状态", "State"), 2}};
  int number = 0;
  for (const Corrective& one : input.incident().correctives) {
    const std::string state = one.state == "open"   ? say("未完成", "open")
                              : one.state == "done" ? say("已完成", "done")
                                                    : one.state;
    table.rows.push_back({{Run{std::to_string(++number)}},
                          value_or_blank(one.what),
                          value_or_blank(one.owner),
                          value_or_blank(one.due),
                          value_or_blank(state)});
  }
  while (number < 2 && input.incident().correctives.empty()) {
    table.rows.emplace_back(5, value_or_blank(""));
    table.rows.back().front() = {Run{std::to_string(++number)}};
  }
  return table;
}

Table change_table(const IncidentInput& input, const std::vector<IncidentVersion>& versions) {
  const Say say = input.say();
  Table table;
  table.columns = {{say("版次", "Version"), 1},  {say("时间（北京时间）", "Time (Beijing)"), 4},
                   {say("登记人", "By"), 3},     {say("项目", "Field"), 3},
                   {say("原内容", "Before"), 5}, {say("现内容", "Now"), 5}};
  for (const IncidentVersion& version : versions) {
    bool first = true;
    for (const FieldChange& change : version.changes) {
      const auto word = [&](const std::string& value) {
        return Line{Run{value.empty() ? "—" : said(say, shown_field(change.name, value))}};
      };
      std::string label = said(say, field_words(change.name));
      if (first && !version.reason.empty())
        label += say("（理由：", " (why: ") + version.reason + say("）", ")");
      table.rows.push_back({{Run{first ? std::to_string(version.version) : ""}},
                            {Run{first ? beijing_time(version.time) : ""}},
                            {Run{first ? version.actor : ""}},
                            {Run{label}},
                            word(change.before),
                            word(change.after)});
      first = false;
    }
  }
  return table;
}

void add_gaps(const IncidentInput& input, Document& document) {
  const Say say = input.say();
  for (const Words& wrong : contradictions(input.incident()))
    document.blocks.emplace_back(Note{
        NoteKind::warning, {Run{say("记录互相矛盾：", "This cannot all be right: ") + said(say, wrong)}}});
  const auto missing = missing_fields(input.incident(), input.report.facts.agreed());
  if (missing.empty()) return;
  document.blocks.emplace_back(
      Note{NoteKind::information,
           {Run{fmt::format(fmt::runtime(say("尚缺 {} 项：", "Still missing ({}): ")), missing.size()) +
                joined(say, missing)}}});
}

Result<IncidentInput> gather_incident(const CaseReader& from, const ReportInput& report,
                                      const std::string& tables_folder) {
  auto tables = Classification::load(tables_folder);
  if (!tables) return tl::unexpected{tables.error()};
  IncidentInput input{
      report, std::move(*tables), known_of(report.facts, gather_hosts(from, report.facts)), {}};
  // A ledger with a body that cannot be read still gives its papers; the facts name what was not read.
  if (auto history = incident_history(from, report.facts.events)) input.history = std::move(*history);
  return input;
}

}  // namespace firsthour::playbooks
