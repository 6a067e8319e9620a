// SPDX-License-Identifier: Apache-2.0
// Clause by clause: what is owed, what was done, what shows it. A clause is met only where something shows
// it; what nobody recorded cannot be said.
#include "playbooks/service_due.h"
#include "playbooks/summary/clause_targets.h"
#include "playbooks/summary/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

Words both(std::string zh, std::string en) { return {std::move(zh), std::move(en)}; }

std::string percent(std::uint64_t part, std::uint64_t of) {
  return of == 0 ? fmt::format("{}/{}", part, of)
                 : fmt::format("{}/{}，{:.1f} %", part, of,
                               100.0 * static_cast<double>(part) / static_cast<double>(of));
}
std::string percent_en(std::uint64_t part, std::uint64_t of) {
  return of == 0 ? fmt::format("{}/{}", part, of)
                 : fmt::format("{}/{}, {:.1f} %", part, of,
                               100.0 * static_cast<double>(part) / static_cast<double>(of));
}

class Judge {
 public:
  Judge(SummaryCount& count, Instant at) : summary_{count.summary()}, at_{at} {}

  void run() {
    for (const Clause& clause : summary_.contract.clauses) {
      ClauseResult result;
      result.key = clause.key;
      result.text = clause.text;
      judge(clause, result);
      summary_.clauses.push_back(std::move(result));
    }
  }

 private:
  void judge(const Clause& clause, ClauseResult& result) {
    if (clause.key == "response.onsite") return on_site(result);
    if (clause.key == "response.cause") return causes(clause, result);
    if (clause.key == "response.record") return records(result);
    if (clause.key == "response.scope") return scope(clause, result);
    const ClauseKinds* kinds = kinds_of_clause(clause.key);
    if (!kinds) {
      result.target = both("见合同条款", "as the clause says");
      result.actual = both("本系统不计数，由人员说明", "not counted: to be said by people");
      return;
    }
    of_service(clause, *kinds, result);
  }

  [[nodiscard]] std::uint64_t number(const std::string& figure) const {
    const auto found = summary_.figures.find(figure);
    return found == summary_.figures.end() ? 0 : static_cast<std::uint64_t>(found->second.value.value_or(0));
  }
  [[nodiscard]] const std::vector<std::size_t>& from(const std::string& figure) const {
    static const std::vector<std::size_t> kNone;
    const auto found = summary_.figures.find(figure);
    return found == summary_.figures.end() ? kNone : found->second.from;
  }
  [[nodiscard]] std::string names(const std::vector<std::size_t>& references,
                                  const char* between = "、") const {
    std::string text;
    std::size_t shown = 0;
    for (const std::size_t reference : references) {
      if (++shown > 12) return text + fmt::format("… ({})", references.size());
      text += (text.empty() ? "" : between) + summary_.references[reference].record;
    }
    return text;
  }
  void on_site(ClauseResult& result) {
    const std::uint64_t met = number("on_site.met"), missed = number("on_site.missed"),
                        unknown = number("on_site.unknown"), known = met + missed;
    const int minutes = summary_.contract.on_site_minutes;
    result.target = both(fmt::format("每起 {} 分钟内到达现场", minutes),
                         fmt::format("on site within {} minutes, each", minutes));
    result.actual = both(fmt::format("{} 按时到达；时间不全 {} 起", percent(met, known), unknown),
                         fmt::format("{} in time; {} without both times", percent_en(met, known), unknown));
    result.from = from("incidents");
    result.state = missed > 0 ? ClauseState::missed : unknown > 0 ? ClauseState::unknown : ClauseState::met;
    if (missed > 0)
      result.why =
          both("超时：" + names(from("on_site.missed")), "late: " + names(from("on_site.missed"), ", "));
    else if (unknown > 0)
      result.why = both("缺到场或起算时间：" + names(from("on_site.unknown")),
                        "no time of arrival or start: " + names(from("on_site.unknown"), ", "));
    if (number("incidents") == 0) none(result);
  }

  // Nothing happened that the clause speaks of.
  static void none(ClauseResult& result) {
    result.state = ClauseState::met;
    result.why = both("期内未发生", "did not occur in the period");
  }

  void causes(const Clause& clause, ClauseResult& result) {
    const std::uint64_t n = number("incidents"), cause = number("cause.recorded"),
                        source = number("source.recorded");
    const auto wanted = static_cast<std::uint64_t>(clause_target(clause, "recorded_percent", 100));
    result.target = both(fmt::format("原因与来源均有记录（≥ {} %）", wanted),
                         fmt::format("cause and source recorded (≥ {} %)", wanted));
    result.actual = both(fmt::format("原因 {}；来源 {}", percent(cause, n), percent(source, n)),
                         fmt::format("cause {}; source {}", percent_en(cause, n), percent_en(source, n)));
    result.from = from("incidents");
    if (n == 0) return none(result);
    result.state =
        cause * 100 >= wanted * n && source * 100 >= wanted * n ? ClauseState::met : ClauseState::missed;
  }

  void records(ClauseResult& result) {
    std::vector<std::size_t> late, open;
    for (const auto& [name, figure] : summary_.figures) {
      if (name == "clock.contract.record.missed" || name == "clock.contract.record.overdue")
        late.insert(late.end(), figure.from.begin(), figure.from.end());
      if (name == "clock.contract.record.waiting" || name == "clock.contract.record.running")
        open.insert(open.end(), figure.from.begin(), figure.from.end());
    }
    const std::uint64_t n = number("incidents");
    result.target = both("每起事件均有记录和报告", "a record and a report of each incident");
    result.actual = both(fmt::format("记录 {}；已结束 {}；终报逾期 {}", percent(n, n),
                                     percent(number("closed"), n), late.size()),
                         fmt::format("records {}; closed {}; final report late {}", percent_en(n, n),
                                     percent_en(number("closed"), n), late.size()));
    result.from = from("incidents");
    if (n == 0) return none(result);
    result.state = !late.empty()          ? ClauseState::missed
                   : number("closed") < n ? ClauseState::running
                                          : ClauseState::met;
    if (!late.empty()) result.why = both("逾期：" + names(late), "late: " + names(late, ", "));
  }

  void scope(const Clause& clause, ClauseResult& result) {
    const std::uint64_t n = number("incidents"), recovered = number("times.recover.n");
    const std::int64_t most = clause_target(clause, "recovery_minutes", 0);
    const auto& figures = summary_.figures;
    const auto longest = figures.find("times.recover.max");
    const auto middle = figures.find("times.recover.median");
    result.target =
        most > 0 ? both(fmt::format("{} 分钟内恢复", most), fmt::format("recovered within {} minutes", most))
                 : both("最短时间恢复，有记录", "recovered as soon as can be, recorded");
    const std::string median =
        middle != figures.end() && middle->second.value ? fmt::format("{:.0f}", *middle->second.value) : "-";
    result.actual = both(
        fmt::format("恢复时间有记录 {}；中位数 {} 分钟", percent(recovered, n), median),
        fmt::format("time of recovery recorded {}; median {} minutes", percent_en(recovered, n), median));
    result.from = from("times.recover.n");
    if (n == 0) return none(result);
    if (recovered < n)
      result.state = ClauseState::unknown;
    else
      result.state = most > 0 && longest->second.value.value_or(0) > static_cast<double>(most)
                         ? ClauseState::missed
                         : ClauseState::met;
  }

  struct Dues {
    std::uint64_t done = 0, late = 0, overdue = 0, due = 0;
  };
  [[nodiscard]] Dues dues_of(const std::string& clause) const {
    Dues dues;
    const std::string prefix = "due." + clause + ".";
    for (auto at = summary_.figures.lower_bound(prefix);
         at != summary_.figures.end() && at->first.starts_with(prefix); ++at) {
      const auto n = static_cast<std::uint64_t>(at->second.value.value_or(0));
      if (at->first.ends_with(".done")) dues.done += n;
      if (at->first.ends_with(".late")) dues.late += n;
      if (at->first.ends_with(".overdue")) dues.overdue += n;
      if (at->first.ends_with(".due") || at->first.ends_with(".upcoming")) dues.due += n;
    }
    return dues;
  }

  void of_service(const Clause& clause, const ClauseKinds& kinds, ClauseResult& result) {
    for (const std::string_view kind : kinds.kinds) {
      if (kind.empty()) continue;
      const auto& references = from("service." + std::string{kind});
      result.from.insert(result.from.end(), references.begin(), references.end());
    }
    std::vector<std::size_t> against = breaches(result.from);
    const Dues dues = dues_of(clause.key);
    const std::uint64_t past = dues.done + dues.late + dues.overdue;
    result.target = target_words(clause);
    if (past + dues.due > 0)
      result.actual = both(
          fmt::format("到期 {} 项：按时 {}，迟延 {}，未完成 {}", past, dues.done, dues.late, dues.overdue),
          fmt::format("{} fell due: {} in time, {} late, {} not done", past, dues.done, dues.late,
                      dues.overdue));
    else
      result.actual =
          both(fmt::format("记录 {} 条", result.from.size()), fmt::format("{} recorded", result.from.size()));
    extra(clause, result, against);
    settle(dues, against, clause, result);
  }

  std::vector<std::size_t> breaches(const std::vector<std::size_t>& of) const {
    std::vector<std::size_t> against;
    for (const std::size_t reference : from("service.breaches"))
      if (std::find(of.begin(), of.end(), reference) != of.end()) against.push_back(reference);
    return against;
  }

  void settle(const Dues& dues, const std::vector<std::size_t>& against, const Clause& clause,
              ClauseResult& result) {
    const bool missed =
        dues.late + dues.overdue > 0 || !against.empty() || result.state == ClauseState::missed;
    if (missed)
      result.state = ClauseState::missed;
    else if (dues.due > 0)
      result.state = ClauseState::running;
    else if (result.from.empty() && dues.done == 0)
      result.state = is_on_demand(clause.key) ? ClauseState::met : ClauseState::unknown;
    else
      result.state = ClauseState::met;
    if (!against.empty()) {
      if (!result.why.zh.empty()) result.why.zh += "；", result.why.en += "; ";
      result.why.zh += "有偏差：" + names(against);
      result.why.en += "against the clause: " + names(against, ", ");
    }
    if (result.from.empty() && result.state == ClauseState::unknown)
      result.why = both("没有记录", "nothing was recorded");
    if (result.from.empty() && result.state == ClauseState::met) none(result);
  }

  void extra(const Clause& clause, ClauseResult& result, std::vector<std::size_t>& against) {
    if (clause.key == "drill.yearly") drills(result);
    if (clause.key == "training") small_trainings(clause, against);
    if (clause.key == "watch") watch(clause, result);
    if (clause.key == "hardening") hardening(against);
    if (clause.key == "assessment") assessments(result);
    if (clause.key == "response.support") calls(clause, against);
  }
  // What the drills came to, and what of it is still to be done.
  void drills(ClauseResult& result) const {
    if (result.from.empty() && number("drills") > 0)
      result.why = both("演练案件尚未登记为服务年度的演练记录：" + names(from("drills")),
                        "the drill is not recorded in the service year yet: " + names(from("drills"), ", "));
    const std::uint64_t met = number("drills.expectations.met"),
                        all = met + number("drills.expectations.late") + number("drills.expectations.missed"),
                        improvements = number("drills.improvements");
    if (all + improvements == 0) return;
    std::uint64_t open = 0;
    if (summary_.year)
      for (const ServiceRecord* record : summary_.year->of("follow-up"))
        open += record->text("source") == "drill" && record->text("state") != "closed";
    result.actual.zh +=
        fmt::format("；期望按时完成 {}，改进 {} 项，整改未关闭 {} 项", percent(met, all), improvements, open);
    result.actual.en += fmt::format("; expectations met in time {}, {} improvements, {} follow-ups open",
                                    percent_en(met, all), improvements, open);
  }
  [[nodiscard]] const ServiceRecord* record_of(std::size_t reference) const {
    return summary_.year ? summary_.year->find(summary_.references[reference].record) : nullptr;
  }
  static void add_once(std::vector<std::size_t>& into, std::size_t reference) {
    if (std::find(into.begin(), into.end(), reference) == into.end()) into.push_back(reference);
  }
  void small_trainings(const Clause& clause, std::vector<std::size_t>& against) const {
    for (const std::size_t reference : from("service.training"))
      if (const ServiceRecord* record = record_of(reference);
          record && record->number("people").value_or(0) < clause_target(clause, "people", 30))
        add_once(against, reference);
  }
  void hardening(std::vector<std::size_t>& against) const {
    for (const std::size_t reference : from("service.hardening"))
      if (const ServiceRecord* record = record_of(reference);
          record && (record->text("plan").empty() || record->text("rollback_plan").empty()))
        add_once(against, reference);
  }
  void calls(const Clause& clause, std::vector<std::size_t>& against) const {
    const std::int64_t most = clause_target(clause, "accept_minutes", 0);
    for (const std::size_t reference : from("service.support-call")) {
      const ServiceRecord* record = record_of(reference);
      const auto called = record ? record->time("called") : std::nullopt,
                 accepted = record ? record->time("accepted") : std::nullopt;
      if (most > 0 && called && accepted &&
          accepted->nanoseconds - called->nanoseconds > most * 60'000'000'000)
        add_once(against, reference);
    }
  }
  void watch(const Clause& clause, ClauseResult& result) const {
    const std::uint64_t days = number("service.watch.days"), gaps = number("service.watch.gaps");
    result.actual = both(fmt::format("值守 {} 天，班次空档 {} 处", days, gaps),
                         fmt::format("{} days, {} gaps between shifts", days, gaps));
    if (days > static_cast<std::uint64_t>(clause_target(clause, "days", 30)) || gaps > 0)
      result.state = ClauseState::missed;
  }
  void assessments(ClauseResult& result) const {
    std::vector<std::string> missing;
    for (const ContractSystem& system : summary_.contract.systems) {
      const bool reported = std::any_of(result.from.begin(), result.from.end(), [&](std::size_t reference) {
        const ServiceRecord* record = record_of(reference);
        return record && record->text("system") == system.name && record->text("stage") == "report";
      });
      if (!reported) missing.push_back(system.name);
    }
    const std::size_t all = summary_.contract.systems.size();
    result.actual = both(fmt::format("有测评报告 {}", percent(all - missing.size(), all)),
                         fmt::format("with an assessment report {}", percent_en(all - missing.size(), all)));
    if (missing.empty()) return;
    const bool over = at_ >= start_of(summary_.contract.last_day);
    result.state = over ? ClauseState::missed : ClauseState::running;
    std::string list;
    for (const std::string& name : missing) list += (list.empty() ? "" : "、") + name;
    result.why = both("尚无报告：" + list, "no report yet: " + list);
  }

  Summary& summary_;
  Instant at_;
};

}  // namespace

void judge_clauses(SummaryCount& count, Instant at) { Judge{count, at}.run(); }

}  // namespace firsthour::playbooks
