// SPDX-License-Identifier: Apache-2.0
#include "playbooks/deadlines.h"

#include "playbooks/records/incident_fields.h"

#include <algorithm>
#include <map>

namespace firsthour::playbooks {
namespace {

using Duty = DutyTable::Duty;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::string_view kNotice = "notice:", kOnSiteFrom = "contract.on_site_from";

// What of a moment the record says.
struct Moment {
  std::string name;
  std::optional<Instant> at;
  std::string late_reason;
};

Moment moment_of(const Incident& incident, const std::string& name) {
  if (const TimeField* field = time_field(name))
    return {name, incident.*field->member, name == "arrived" ? incident.late_reason : ""};
  Moment moment{name, std::nullopt, ""};
  // Of several notices of a kind the first that went out counts.
  for (const Notice& notice : incident.notices) {
    if (kNotice.size() + notice.kind.size() != name.size() || !name.ends_with(notice.kind)) continue;
    if (moment.late_reason.empty()) moment.late_reason = notice.late_reason;
    if (notice.sent && (!moment.at || *notice.sent < *moment.at)) {
      moment.at = notice.sent;
      moment.late_reason = notice.late_reason;
    }
  }
  return moment;
}

// Whole seconds from one to the other, rounded down; never overflows, whatever a record says.
std::int64_t seconds_between(Instant from, Instant to) {
  const auto split = [](Instant at) {
    const std::int64_t rest = (at.nanoseconds % kSecond + kSecond) % kSecond;
    return std::pair{(at.nanoseconds - rest) / kSecond, rest};
  };
  const auto [from_seconds, from_rest] = split(from);
  const auto [to_seconds, to_rest] = split(to);
  return to_seconds - from_seconds - (to_rest < from_rest ? 1 : 0);
}

// Far enough from the ends of what an Instant holds that every limit can be added.
bool can_be_counted_from(Instant at) {
  constexpr Instant kFirst{INT64_MIN / 16 * 14}, kLast{INT64_MAX / 16 * 14};
  return kFirst < at && at < kLast;
}

Words words_of_moment(const std::string& name) {
  if (const TimeField* field = time_field(name)) return {std::string{field->zh}, std::string{field->en}};
  if (name == "notice:initial") return {"报出初报", "initial report sent"};
  return {name, name};
}

// What the record says of this system comes before what the contract says of its operator. Where record
// and record contradict each other, or record and contract, nothing is decided: the strictest is shown.
OperatorKind kind_of_operator(const Incident& incident, const ServiceContract* contract) {
  const OperatorKind said = operator_kind(incident.operator_kind).value_or(OperatorKind::unstated);
  const OperatorKind agreed = contract ? contract->operator_kind : OperatorKind::unstated;
  if (incident.critical_infrastructure == "yes")
    return said == OperatorKind::unstated || said == OperatorKind::critical_infrastructure
               ? OperatorKind::critical_infrastructure
               : OperatorKind::unstated;
  if (said != OperatorKind::unstated) return said;
  const bool excluded =
      incident.critical_infrastructure == "no" && agreed == OperatorKind::critical_infrastructure;
  return excluded ? OperatorKind::unstated : agreed;
}

enum class Applies { no, perhaps, yes };

// What decides which duties are owed, as far as it is known.
class Facts {
 public:
  Facts(const Incident& incident, const ServiceContract* contract, Instant now)
      : incident_{incident}, contract_{contract}, now_{now} {
    kind_ = kind_of_operator(incident, contract);
    grade_ = grade_from(incident.report_grade).value_or(Grade::unstated);
  }

  [[nodiscard]] std::optional<Deadline> deadline(const Duty& duty) const {
    Deadline made = duty.form;
    std::int64_t seconds = duty.seconds;
    int days = duty.days;
    if (!duty.contract_number.empty() && !from_contract(duty.contract_number, seconds, days))
      return std::nullopt;
    const Moment from = first_known(duty.from), done = first_known(duty.done);
    made.from_moment = from.name;
    made.from_words = words_of_moment(from.name);
    made.done_moment = done.name;
    made.from = from.at;
    made.done = done.at;
    made.reason = done.late_reason;
    const Applies applies = applies_to(duty, made);
    if (applies == Applies::no) return std::nullopt;
    made.may_apply = applies == Applies::perhaps;
    if (made.from) set_due(made, seconds, days, duty.warn_percent);
    set_state(made);
    return made;
  }

 private:
  [[nodiscard]] Moment first_known(const std::vector<std::string>& names) const {
    std::optional<Moment> first;
    for (const std::string& name : names) {
      Moment moment = moment_of(incident_, name == kOnSiteFrom ? on_site_from(incident_, contract_) : name);
      if (moment.at) return moment;
      if (!first) first = std::move(moment);
    }
    return first.value_or(Moment{});
  }

  [[nodiscard]] bool from_contract(std::string_view name, std::int64_t& seconds, int& days) const {
    const ServiceContract usual;
    const ServiceContract& contract = contract_ ? *contract_ : usual;
    const int minutes = name == "accept_minutes"    ? contract.accept_minutes
                        : name == "on_site_minutes" ? contract.on_site_minutes
                        : name == "record_days"     ? 0
                                                    : contract.told_operator_minutes;
    seconds = std::int64_t{60} * minutes;
    days = name == "record_days" ? contract.record_days : 0;
    return seconds > 0 || days > 0;
  }

  [[nodiscard]] Applies applies_to(const Duty& duty, Deadline& made) const {
    const Day day = day_of(made.from.value_or(made.done.value_or(begin())));
    if (duty.effective && day < *duty.effective) return Applies::no;
    if (duty.until && day >= *duty.until) return Applies::no;
    Words& why = made.undecided;
    const auto undecided = [&why](std::string_view zh, std::string_view en) {
      why.zh += (why.zh.empty() ? "" : "、") + std::string{zh};
      why.en += (why.en.empty() ? "" : ", ") + std::string{en};
    };
    if (!duty.operators.empty()) {
      if (kind_ == OperatorKind::unstated)
        undecided("运营者类别", "kind of operator");
      else if (std::find(duty.operators.begin(), duty.operators.end(), kind_) == duty.operators.end())
        return Applies::no;
    }
    if (duty.least_grade != Grade::unstated) {
      if (grade_ == Grade::unstated)
        undecided("报告办法级别", "grade for reporting");
      else if (grade_ > duty.least_grade)
        return Applies::no;
    }
    if (duty.crime) {
      if (incident_.suspected_crime == "no") return Applies::no;
      if (incident_.suspected_crime != "yes") undecided("是否涉嫌犯罪", "whether a crime is suspected");
    }
    return why.zh.empty() ? Applies::yes : Applies::perhaps;
  }

  // When the incident began for us; a rule counts when it was in force then.
  [[nodiscard]] Instant begin() const {
    for (const auto& time :
         {incident_.discovered, incident_.reported, incident_.accepted, incident_.occurred})
      if (time) return *time;
    return now_;
  }

  static void set_due(Deadline& made, std::int64_t seconds, int days, int warn_percent) {
    if (!can_be_counted_from(*made.from)) return;
    if (days > 0)  // to the end of the last day
      made.due = Instant{start_of(plus_days(day_of(*made.from), days + 1)).nanoseconds - 1};
    else if (seconds > 0)
      made.due = Instant{made.from->nanoseconds + seconds * kSecond};
    if (!made.due) return;
    const std::int64_t span = seconds_between(*made.from, *made.due);
    made.warn = Instant{made.due->nanoseconds - span * warn_percent / 100 * kSecond};
  }

  void set_state(Deadline& made) const {
    if (!made.from) return;
    if (!can_be_counted_from(*made.from) || (made.done && *made.done < *made.from)) {
      made.state = DeadlineState::contradictory;
      return;
    }
    const Instant at = made.done.value_or(now_);
    const bool late = made.due && at > *made.due;
    if (made.due) made.margin_seconds = seconds_between(at, *made.due);
    if (made.done)
      made.state = late ? DeadlineState::missed : DeadlineState::met;
    else if (late)
      made.state = DeadlineState::overdue;
    else
      made.state = made.warn && now_ >= *made.warn ? DeadlineState::due_soon : DeadlineState::running;
    if (made.state == DeadlineState::met) made.reason.clear();
  }

  const Incident& incident_;
  const ServiceContract* contract_;
  Instant now_;
  OperatorKind kind_ = OperatorKind::unstated;
  Grade grade_ = Grade::unstated;
};

// Of the duties of which one will apply the strictest stays.
void keep_strictest(std::vector<Deadline>& clocks, std::vector<std::string>& alternatives,
                    std::vector<std::int64_t>& seconds) {
  std::map<std::string, std::int64_t> strictest;
  for (std::size_t i = 0; i < clocks.size(); ++i)
    if (clocks[i].may_apply && !alternatives[i].empty()) {
      const auto [place, is_new] = strictest.try_emplace(alternatives[i], seconds[i]);
      if (!is_new) place->second = std::min(place->second, seconds[i]);
    }
  std::vector<Deadline> kept;
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    const auto found = strictest.find(alternatives[i]);
    if (!clocks[i].may_apply || found == strictest.end() || found->second == seconds[i])
      kept.push_back(std::move(clocks[i]));
  }
  clocks = std::move(kept);
}

}  // namespace

std::string_view name_of(DeadlineState state) {
  switch (state) {
    case DeadlineState::waiting:
      return "waiting";
    case DeadlineState::running:
      return "running";
    case DeadlineState::due_soon:
      return "due-soon";
    case DeadlineState::overdue:
      return "overdue";
    case DeadlineState::met:
      return "met";
    case DeadlineState::missed:
      return "missed";
    case DeadlineState::contradictory:
      return "contradictory";
  }
  return "";
}

bool Deadline::urgent() const {
  if (!watched) return false;
  if (state == DeadlineState::running) return !due;  // owed at once
  return state == DeadlineState::due_soon || state == DeadlineState::overdue;
}

std::vector<Deadline> DutyTable::deadlines(const Incident& incident, const ServiceContract* contract,
                                           Instant now) const {
  const Facts facts{incident, contract, now};
  std::vector<Deadline> clocks;
  std::vector<std::string> alternatives;
  std::vector<std::int64_t> seconds;
  for (const Duty& duty : duties_) {
    auto clock = facts.deadline(duty);
    if (!clock) continue;
    clocks.push_back(std::move(*clock));
    alternatives.push_back(duty.alternatives);
    seconds.push_back(duty.seconds);
  }
  keep_strictest(clocks, alternatives, seconds);
  // Those owed at once before those with a time, those that wait last.
  const auto rank = [](const Deadline& one) {
    return !one.from ? INT64_MAX : one.due ? one.due->nanoseconds : one.from->nanoseconds;
  };
  std::stable_sort(clocks.begin(), clocks.end(),
                   [&](const Deadline& a, const Deadline& b) { return rank(a) < rank(b); });
  return clocks;
}

}  // namespace firsthour::playbooks
