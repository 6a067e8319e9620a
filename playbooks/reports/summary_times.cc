// SPDX-License-Identifier: Apache-2.0
// How fast: medians, the way to the site one by one, the deadlines of contract and law.
#include "playbooks/reports/summary_part.h"

#include <map>

namespace firsthour::playbooks {
namespace {

class Times : public SummaryPart {
 public:
  using SummaryPart::SummaryPart;

  void run() {
    heading("五、时效", "5 Times");
    if (summary_.incidents.empty()) return paragraph("无事件。", "No incidents.");
    spans();
    on_site();
    late_ones();
    deadlines();
  }

 private:
  void spans() {
    Table table;
    table.columns = {{say_("阶段", "span"), 5},
                     {"n", 1, true},
                     {say_("中位数（分钟）", "median (min)"), 2, true},
                     {say_("P90（分钟）", "P90 (min)"), 2, true},
                     {say_("最长（分钟）", "longest (min)"), 2, true}};
    for (const auto& [name, zh, en] :
         {std::tuple{"times.dwell", "潜伏：入侵（发生）至发现", "dwell: first compromise to discovery"},
          {"times.accept", "受理：报告至受理", "reported to accepted"},
          {"times.on_site", "到场：起算时刻至到达", "to the site"},
          {"times.contain", "遏制：发现至遏制", "discovered to contained"},
          {"times.recover", "恢复：发现至恢复", "discovered to recovered"},
          {"times.close", "结束：报告至关闭", "reported to closed"}}) {
      const std::string base = name;
      table.rows.push_back({{Run{say_(zh, en)}},
                            {number(base + ".n")},
                            {number(base + ".median")},
                            {number(base + ".p90")},
                            {number(base + ".max")}});
    }
    add(std::move(table));
    quiet(
        "只统计两个时刻都有记录且先后不矛盾的事件，n 为其起数；其余列于签署前须补全的事项。",
        "Only incidents with both moments in order; n says how many. The others are among what is missing.");
  }

  void on_site() {
    Chart chart;
    chart.kind = ChartKind::strip;
    const int limit = summary_.contract.on_site_minutes;
    chart.title = say_("逐起到场用时", "Minutes to the site, one by one");
    chart.unit = say_("分钟", "min");
    chart.decimals = 1;
    chart.limit = limit;
    chart.limit_label = say_(fmt::format("{} 分钟", limit), fmt::format("{} min", limit));
    Chart::Series series{say_("到场用时", "minutes"), {}};
    std::size_t reference = 0, known = 0;
    for (const CaseExtract& one : summary_.incidents) {
      chart.categories.push_back(one.incident->id);
      Chart::Value value{std::nullopt, anchor_of(reference++)};
      for (const Deadline& clock : one.clocks)
        if (clock.key == "contract.onsite" && clock.from && clock.done && *clock.from <= *clock.done) {
          value.value = static_cast<double>(clock.done->nanoseconds - clock.from->nanoseconds) / 60e9;
          ++known;
        }
      series.values.push_back(std::move(value));
    }
    chart.series.push_back(std::move(series));
    chart.counted = how_many(known) +
                    say_("缺到场时间的事件不画点。", "Incidents without a time of arrival have no point.");
    add(Paragraph{{Run{say_("按时到达现场：", "On site in time: ")}, number("on_site.met"),
                   Run{say_("；超时 ", "; late ")}, number("on_site.missed"),
                   Run{say_(" 起；时间不全 ", "; without both times ")}, number("on_site.unknown"),
                   Run{say_(" 起。", ".")}}});
    add(std::move(chart));
  }

  void late_ones() {
    Table table;
    table.columns = {{say_("编号", "id"), 3},
                     {say_("应到", "due"), 3},
                     {say_("实到", "arrived"), 3},
                     {say_("迟", "late by"), 2},
                     {say_("原因", "reason"), 5}};
    std::size_t reference = 0;
    for (const CaseExtract& one : summary_.incidents) {
      const std::size_t mine = reference++;
      for (const Deadline& clock : one.clocks) {
        if (clock.key != "contract.onsite" || clock.state != DeadlineState::missed) continue;
        table.rows.push_back({{Run{one.incident->id, Mark::plain, anchor_of(mine)}},
                              {Run{clock.due ? beijing_time(*clock.due).substr(0, 16) : ""}},
                              value_or_blank(clock.done ? beijing_time(*clock.done).substr(0, 16) : ""),
                              {Run{word(margin_words(clock))}},
                              value_or_blank(clock.reason)});
      }
    }
    if (table.rows.empty()) return;
    sub_heading("超时事件与原因", "Late ones and why");
    add(std::move(table));
  }

  // By clock: how often kept. The words of a clock are those of its first incident.
  void deadlines() {
    struct Row {
      const Deadline* clock = nullptr;
      std::map<DeadlineState, std::uint64_t> states;
    };
    std::map<std::string, Row> rows;
    for (const CaseExtract& one : summary_.incidents)
      for (const Deadline& clock : one.clocks) {
        if (!clock.watched) continue;
        Row& row = rows[clock.key];
        if (!row.clock) row.clock = &clock;
        ++row.states[clock.state];
      }
    sub_heading("合同与法定时限", "Deadlines of contract and law");
    Table table;
    table.columns = {{say_("时限", "deadline"), 4},     {say_("责任方", "owed by"), 3},
                     {say_("依据", "basis"), 5},        {say_("按时", "kept"), 1, true},
                     {say_("超时", "missed"), 1, true}, {say_("未到或待定", "open"), 2, true}};
    for (const auto& [key, row] : rows) {
      const auto of = [&](std::initializer_list<DeadlineState> states) {
        std::uint64_t n = 0;
        for (const DeadlineState state : states)
          if (const auto at = row.states.find(state); at != row.states.end()) n += at->second;
        return n;
      };
      const auto linked = [&](std::uint64_t n, const char* state) {
        return Line{Run{fmt::format("{}", n), Mark::plain, anchor_of("clock." + key + "." + state)}};
      };
      table.rows.push_back(
          {{Run{word(row.clock->title)}},
           {Run{word(row.clock->owed_by)}},
           {Run{word(row.clock->basis)}},
           linked(of({DeadlineState::met}), "met"),
           linked(of({DeadlineState::missed, DeadlineState::overdue}), "missed"),
           {Run{fmt::format("{}", of({DeadlineState::waiting, DeadlineState::running, DeadlineState::due_soon,
                                      DeadlineState::contradictory}))}}});
    }
    add(std::move(table));
    quiet(
        "向主管部门和公安机关报告的义务由运营者（甲方）承担，乙方告知并协助；运营者类别或报告级别未定的，按可"
        "能适用的时限列出。",
        "Reports to authorities are the operator's duty; we tell and assist. Where kind or grade is not "
        "decided, what may apply is listed.");
  }
};

}  // namespace

void add_summary_times(const Summary& summary, Language language, Document& document) {
  Times{summary, language, document}.run();
}

}  // namespace firsthour::playbooks
