// SPDX-License-Identifier: Apache-2.0
// How many of what grade, class and system; one row an incident; the grave ones told.
#include "playbooks/classification.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/summary_part.h"

#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostSystems = 10;
constexpr std::array kGrades{Grade::especially_major, Grade::major, Grade::considerable, Grade::ordinary};

class Incidents : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  void run() {
    heading("三、事件总览", "3 Incidents");
    if (summary_.incidents.empty())
      return paragraph("报告期内未发生网络安全事件。", "No incident in this period.");
    grades();
    by_month();
    classes();
    systems();
    one_by_one();
    grave_ones();
  }

 private:
  [[nodiscard]] std::string class_word(const std::string& code) const {
    if (code == "unstated") return say_("未分类", "not classified");
    static const auto kTables = Classification::load("");
    const Words words = kTables ? kTables->class_name(code) : Words{};
    const std::string name = word(words);
    return name.empty() ? code + say_("（表中无此代码）", " (in no table)") : name;
  }
  [[nodiscard]] std::string grade_word(Grade grade) const { return word(words_of(grade)); }

  void grades() {
    Line line{Run{say_("共 ", "")}, number("incidents"), Run{say_(" 起：", " incidents: ")}};
    bool first = true;
    for (const Grade grade : kGrades) {
      if (!std::exchange(first, false)) line.push_back(Run{say_("，", ", ")});
      line.push_back(Run{grade_word(grade) + " "});
      line.push_back(number("incidents.grade." + std::string{name_of(grade)}));
    }
    line.push_back(Run{say_("，未定级 ", ", not graded ")});
    line.push_back(number("incidents.grade.unstated"));
    line.push_back(Run{say_("。", ".")});
    add(Paragraph{std::move(line)});
  }

  void by_month() {
    Chart chart;
    chart.kind = ChartKind::stacked_columns;
    chart.title = say_("各服务月事件数与级别", "Incidents by month of service and grade");
    chart.unit = say_("起", "");
    for (const Period& month : months_of(summary_.contract)) {
      if (month.last < summary_.period.first || summary_.period.last < month.first) continue;
      chart.categories.push_back(month.name);
    }
    for (const Grade grade : kGrades) {
      Chart::Series series{grade_word(grade), {}};
      for (const std::string& month : chart.categories)
        series.values.push_back(charted("incidents.month." + month + "." + std::string{name_of(grade)}));
      chart.series.push_back(std::move(series));
    }
    Chart::Series open{say_("未定级", "not graded"), {}};
    for (const std::string& month : chart.categories)
      open.values.push_back(charted("incidents.month." + month + ".unstated"));
    chart.series.push_back(std::move(open));
    chart.counted =
        how_many(count("incidents")) +
        say_("按报告时间归入服务月；服务月自签订之日起算。演练不计入。",
             "By the time of the report; months count from the day of signing. Drills are not counted.");
    add(std::move(chart));
  }

  // Class by grade. Of few incidents the numbers themselves say more than shades.
  void classes() {
    std::set<std::string> codes;
    for (const CaseExtract& one : summary_.incidents)
      codes.insert(one.incident->class_code.empty() ? "unstated" : one.incident->class_code.substr(0, 2));
    Chart chart;
    chart.kind = ChartKind::heat;
    chart.title = say_("事件类别与级别", "Class and grade");
    for (const Grade grade : kGrades) chart.categories.push_back(grade_word(grade));
    chart.categories.push_back(say_("未定级", "not graded"));
    for (const std::string& code : codes) {
      std::array<double, 5> cells{};
      for (const CaseExtract& one : summary_.incidents) {
        const Incident& it = *one.incident;
        if ((it.class_code.empty() ? "unstated" : it.class_code.substr(0, 2)) != code) continue;
        const auto grade = grade_from(it.grade);
        ++cells[grade && *grade != Grade::unstated ? static_cast<std::size_t>(*grade) - 1 : 4];
      }
      Chart::Series series{class_word(code), {}};
      for (const double cell : cells) series.values.push_back({cell, anchor_of("incidents.class." + code)});
      chart.series.push_back(std::move(series));
    }
    chart.counted = how_many(count("incidents")) +
                    say_("类别按 GB/T 20986-2023，级别以事件记录最新一版为准。",
                         "Classes of GB/T 20986-2023; grade of the record's newest version.");
    add(std::move(chart));
    Table table;
    table.columns = {
        {say_("子类", "sub-class"), 4}, {say_("代码", "code"), 1}, {say_("起数", "incidents"), 1, true}};
    for (const auto& [code, n] : counted_by("incidents.subclass."))
      table.rows.push_back({{Run{class_word(code)}},
                            {Run{code == "unstated" ? "" : code}},
                            {number("incidents.subclass." + code)}});
    add(std::move(table));
  }

  [[nodiscard]] std::string method_word(const std::string& method) const {
    if (method == "unstated") return say_("未注明", "not said");
    Incident one;
    one.discovery_method = method;
    return word(shown_value(one, &Incident::discovery_method));
  }

  void systems() {
    const auto systems = counted_by("incidents.system.");
    Chart chart;
    chart.kind = ChartKind::bars;
    chart.title = say_("受影响系统", "Systems affected");
    Chart::Series series{say_("事件数", "incidents"), {}};
    for (const auto& [system, n] : systems) {
      if (chart.categories.size() == kMostSystems) break;
      chart.categories.push_back(system == "unstated" ? say_("未注明", "not said") : system);
      series.values.push_back(charted("incidents.system." + system));
    }
    chart.series.push_back(std::move(series));
    chart.counted = how_many(count("incidents"));
    if (systems.size() > kMostSystems)
      chart.counted += say_(fmt::format("共 {} 个系统，列出前 {} 个。", systems.size(), kMostSystems),
                            fmt::format("The first {} of {} systems.", kMostSystems, systems.size()));
    add(std::move(chart));
    Table table;
    table.columns = {{say_("发现方式", "discovered by"), 3}, {say_("起数", "incidents"), 1, true}};
    for (const auto& [method, n] : counted_by("incidents.discovery."))
      table.rows.push_back({{Run{method_word(method)}}, {number("incidents.discovery." + method)}});
    add(std::move(table));
  }

  void one_by_one() {
    heading("四、逐起事件一览", "4 Incidents one by one");
    Table table;
    table.columns = {{say_("编号", "id"), 4},     {say_("报告时间", "reported"), 4},
                     {say_("系统", "system"), 4}, {say_("类别", "class"), 4},
                     {say_("级别", "grade"), 2},  {say_("到场（分钟）", "on site (min)"), 2, true},
                     {say_("状态", "state"), 2}};
    std::size_t reference = 0;
    for (const CaseExtract& one : summary_.incidents) {
      const Incident& it = *one.incident;
      const auto grade = grade_from(it.grade);
      const auto moment = moment_text(it.reported);
      table.rows.push_back(
          {{Run{it.id, Mark::plain, anchor_of(reference++)}},
           {Run{moment}},
           {Run{it.system}},
           {Run{class_word(it.class_code.empty() ? "unstated" : it.class_code)}},
           {Run{grade ? grade_word(*grade) : ""}},
           {Run{minutes_to_site(one)}},
           {Run{it.state == IncidentState::closed ? say_("已结束", "closed") : say_("处置中", "open")}}});
    }
    add(std::move(table));
  }
  static std::string moment_text(const std::optional<Instant>& time) {
    return time ? beijing_time(*time).substr(0, 16) : "";
  }

  void grave_ones() {
    bool any = false;
    for (const CaseExtract& one : summary_.incidents) {
      const auto grade = grade_from(one.incident->grade);
      if (!grade || *grade == Grade::ordinary || *grade == Grade::unstated) continue;
      if (!std::exchange(any, true)) sub_heading("较大以上事件", "Considerable and graver incidents");
      const Incident& it = *one.incident;
      add(Heading{3, it.id + " " + it.name});
      Facts facts;
      for (const auto& [zh, en, text] : {std::tuple{"级别", "grade", grade_word(*grade)},
                                         {"经过", "course", it.summary},
                                         {"影响", "impact", it.impact},
                                         {"原因", "cause", it.root_cause.empty() ? it.cause : it.root_cause},
                                         {"来源", "source", it.source},
                                         {"措施", "measures", it.measures},
                                         {"教训", "lessons", it.lessons}})
        facts.rows.emplace_back(say_(zh, en), value_or_blank(text));
      add(std::move(facts));
    }
  }
};

}  // namespace

void add_summary_incidents(const Summary& summary, Language language, Document& document) {
  Incidents{summary, language, document}.run();
}

}  // namespace firsthour::playbooks
