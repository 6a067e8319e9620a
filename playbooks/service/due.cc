// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_due.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace firsthour::playbooks {
namespace {

// What counts where the contract states no number. For reports it states none: the days are our own reminder.
constexpr int kDeliveryDays = 7, kReportDays = 7, kAnnualDays = 30;

Instant end_of(Day day) { return Instant{start_of(plus_days(day, 1)).nanoseconds - 1}; }

class Dues {
 public:
  Dues(const ServiceYear& year, const WorkingDays& calendar, Instant now)
      : year_{year}, contract_{year.contract}, calendar_{calendar}, now_{now} {}

  std::vector<ServiceDue> all() {
    if (year_.has_contract) of_the_contract();
    of_records();
    std::stable_sort(dues_.begin(), dues_.end(),
                     [](const ServiceDue& a, const ServiceDue& b) { return a.due < b.due; });
    return std::move(dues_);
  }

 private:
  // A clause that the contract leaves out is owed by nobody.
  [[nodiscard]] bool owed(std::string_view clause) const {
    return contract_.clauses.empty() || contract_.clause(clause);
  }
  [[nodiscard]] int target(std::string_view clause, const char* name, int otherwise) const {
    return static_cast<int>(std::clamp<std::int64_t>(target_of(contract_, clause, name, otherwise), 0, 1000));
  }

  void of_the_contract() {
    if (owed("patrol")) patrols();
    if (owed("risk.monthly"))
      for (const Period& month : months_of(contract_)) {
        {
          const int count = target("risk.monthly", "per_month", 1);
          by_count("risk.monthly", "test", {"当月授权测试", "authorised test of the month"}, month, count,
                   "start");
          by_count("risk.monthly", "discovery", {"当月风险发现", "discovery of the month"}, month, count,
                   "day");
        }
      }
    if (owed("training"))
      for (const Period& quarter : quarters_of(contract_))
        by_count("training", "training", {"当季培训", "training of the quarter"}, quarter,
                 target("training", "per_quarter", 1), "time");
    if (owed("drill.yearly"))
      by_count("drill.yearly", "drill", {"应急演练", "drill"}, year_of(contract_),
               target("drill.yearly", "drills", 1), "day");
    if (owed("report.annual")) {
      const Day due = plus_days(contract_.last_day, target("report.annual", "days_after_end", kAnnualDays));
      ServiceDue entry = start("report.annual", "summary", {"年度汇总报告", "annual report"}, "Y",
                               start_of(contract_.last_day), end_of(due));
      for (const ServiceRecord* record : year_.of("summary"))
        if (record->text("report") == "annual" && record->day("delivered"))
          fulfil(entry, *record, start_of(*record->day("delivered")));
      finish(std::move(entry));
    }
  }

  void patrols() {
    const int hour = std::min(target("patrol", "due_hour", 16), 23),
              minute = std::min(target("patrol", "due_minute", 0), 59);
    std::map<Day, std::vector<const ServiceRecord*>> by_day;
    for (const ServiceRecord* record : year_.of("patrol"))
      if (const auto day = record->day("day")) by_day[*day].push_back(record);
    for (const Day day : calendar_.working_days(contract_.first_day, contract_.last_day)) {
      ServiceDue entry = start("patrol", "patrol", {"当日巡检", "patrol of the day"}, day_text(day),
                               start_of(day), at(day, hour, minute));
      entry.owed = target("patrol", "per_working_day", 1);
      for (const ServiceRecord* record : by_day[day])
        if (const auto finished = record->time("finished")) fulfil(entry, *record, *finished);
      finish(std::move(entry));
    }
    for (const Day day : calendar_.working_days(contract_.first_day, contract_.last_day))
      report("daily", {day_text(day), day, day}, {"日报", "daily report"}, end_of(day));
    for (const Period& month : months_of(contract_))
      report("monthly", month, {"月报", "monthly report"}, end_of(plus_days(month.last, kReportDays)));
    for (const Period& half : halves_of(contract_))
      report("half-year", half, {"半年报", "half-year report"}, end_of(plus_days(half.last, kReportDays)));
  }

  void report(std::string_view which, const Period& period, Words what, Instant due) {
    // Indexed once: a year has some 250 daily reports, and each asks.
    if (!std::exchange(indexed_, true))
      for (const ServiceRecord* record : year_.of("patrol-report"))
        if (const auto last = record->day("last"))
          reports_[{record->text("report"), *last}].push_back(record);
    ServiceDue entry =
        start("patrol", "patrol-report", std::move(what), period.name, start_of(period.first), due);
    // A monthly report may be of the calendar's month: the one whose end lies in the period.
    for (auto at_end = reports_.lower_bound({std::string{which}, period.first});
         at_end != reports_.end() && at_end->first.first == which && at_end->first.second <= period.last;
         ++at_end)
      for (const ServiceRecord* record : at_end->second)
        if (const auto delivered = record->time("delivered"))
          fulfil(entry, *record, std::min(*delivered, entry.due));  // the contract states no day: never late
    finish(std::move(entry));
  }

  // So many records of the kind whose moment lies in the period.
  void by_count(std::string clause, std::string_view kind, Words what, const Period& period, int count,
                std::string_view moment) {
    ServiceDue entry = start(std::move(clause), kind, std::move(what), period.name, start_of(period.first),
                             end_of(period.last));
    entry.owed = count;
    for (const ServiceRecord* record : year_.of(kind)) {
      const auto time = record->time(moment);
      const auto day = time ? std::optional{day_of(*time)} : record->day(moment);
      if (day && period.holds(*day)) fulfil(entry, *record, time.value_or(start_of(*day)));
    }
    finish(std::move(entry));
  }

  void of_records() {
    for (const ServiceRecord& record : year_.records) {
      if (record.kind == "follow-up") follow_up(record);
      if (record.kind == "delivery") delivery(record);
      if (record.kind == "consent") consent(record);
      if (record.kind == "watch") watch(record);
    }
  }

  void follow_up(const ServiceRecord& record) {
    const auto due = record.day("due");
    const auto issued = record.time("issued_at");
    if (!due || !issued) return;
    const std::string& title = record.text("title");
    ServiceDue entry = start("remediation", "follow-up", {"整改：" + title, "follow-up: " + title}, record.id,
                             *issued, end_of(*due));
    // It is in time when the answer that was approved came in time.
    const std::string& state = record.text("state");
    const bool approved = state == "approved" || state == "closed";
    if (const auto answered = record.time("answered_at"); approved && answered)
      fulfil(entry, record, *answered);
    finish(std::move(entry));
  }

  void delivery(const ServiceRecord& record) {
    const auto requested = record.day("requested");
    if (!requested) return;
    const Day last =
        calendar_.plus_working_days(*requested, target("delivery", "working_days", kDeliveryDays));
    const std::string& what = record.text("what");
    ServiceDue entry = start("delivery", "delivery", {"补充资料：" + what, "to be completed: " + what},
                             record.id, start_of(*requested), end_of(last));
    if (const auto delivered = record.day("delivered")) fulfil(entry, record, start_of(*delivered));
    finish(std::move(entry));
  }

  void consent(const ServiceRecord& record) {
    const auto due = record.day("return_by");
    const auto consented = record.time("consented_at");
    if (!due || !consented) return;
    const std::string& what = record.text("what");
    ServiceDue entry = start("secrecy", "consent", {"归还或销毁：" + what, "return or destroy: " + what},
                             record.id, *consented, end_of(*due));
    if (const auto returned = record.time("returned_at")) fulfil(entry, record, *returned);
    finish(std::move(entry));
  }

  // A gap of a watch is due at the moment it begins: somebody has to be there.
  void watch(const ServiceRecord& record) {
    for (const Span& gap : watch_cover(year_, record).gaps) {
      ServiceDue entry = start("watch", "shift",
                               {fmt::format("值守空档：{} 至 {}", beijing_time(gap.from).substr(0, 16),
                                            beijing_time(gap.until).substr(0, 16)),
                                fmt::format("gap of a watch: {} to {}", beijing_time(gap.from).substr(0, 16),
                                            beijing_time(gap.until).substr(0, 16))},
                               record.id, start_of(day_of(gap.from)), gap.from);
      finish(std::move(entry));
    }
  }

  ServiceDue start(std::string clause, std::string_view kind, Words what, std::string period, Instant from,
                   Instant due) const {
    ServiceDue entry;
    entry.clause = std::move(clause);
    entry.kind = kind;
    entry.period = std::move(period);
    entry.what = std::move(what);
    entry.from = from;
    entry.due = due;
    return entry;
  }

  // The moments decide, when it is finished, whether enough came in time.
  void fulfil(ServiceDue& entry, const ServiceRecord& record, Instant when) {
    moments_.push_back(when);
    entry.records.push_back(record.id);
  }

  void finish(ServiceDue entry) {
    std::sort(moments_.begin(), moments_.end());
    const auto owed = static_cast<std::size_t>(std::max<std::int64_t>(entry.owed, 0));
    if (moments_.size() >= owed)
      entry.state = owed > 0 && moments_[owed - 1] > entry.due ? DueState::late : DueState::done;
    else if (now_ > entry.due)
      entry.state = DueState::overdue;
    else
      entry.state = now_ < entry.from ? DueState::upcoming : DueState::due;
    moments_.clear();
    dues_.push_back(std::move(entry));
  }

  const ServiceYear& year_;
  const ServiceContract& contract_;
  const WorkingDays& calendar_;
  Instant now_;
  std::vector<ServiceDue> dues_;
  std::vector<Instant> moments_;  // of the entry that is being made
  bool indexed_ = false;
  std::map<std::pair<std::string, Day>, std::vector<const ServiceRecord*>> reports_;
};

}  // namespace

std::string_view name_of(DueState state) {
  constexpr std::string_view kNames[] = {"upcoming", "due", "overdue", "done", "late"};
  return kNames[static_cast<std::size_t>(state)];
}

const Words& words_of(DueState state) {
  static const Words kWords[] = {{"未到期", "upcoming"},
                                 {"待完成", "due"},
                                 {"逾期", "overdue"},
                                 {"已完成", "done"},
                                 {"迟延完成", "late"}};
  return kWords[static_cast<std::size_t>(state)];
}

std::vector<ServiceDue> service_dues(const ServiceYear& year, const WorkingDays& calendar, Instant now) {
  return Dues{year, calendar, now}.all();
}

}  // namespace firsthour::playbooks
