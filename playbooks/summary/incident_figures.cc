// SPDX-License-Identifier: Apache-2.0
// What the incidents of the period add up to.
#include "playbooks/classification.h"
#include "playbooks/summary/counting.h"

namespace firsthour::playbooks {
namespace {

using Minutes = std::vector<std::pair<double, std::size_t>>;

// Two moments that contradict each other are no span: they are listed as missing, not averaged in.
void take_span(Minutes& into, const std::optional<Instant>& from, const std::optional<Instant>& until,
               std::size_t reference) {
  if (!from || !until || *until < *from) return;
  into.emplace_back(static_cast<double>(until->nanoseconds - from->nanoseconds) / 60e9, reference);
}

class Incidents {
 public:
  explicit Incidents(SummaryCount& count) : count_{count} {}

  void run() {
    for (const CaseExtract& one : count_.summary().incidents) take(one);
    count_.count_from("incidents", all_);
    for (const auto& [name, span] : {std::pair{"times.dwell", &dwell_},
                                     {"times.accept", &accept_},
                                     {"times.on_site", &on_site_},
                                     {"times.contain", &contain_},
                                     {"times.recover", &recover_},
                                     {"times.close", &close_}})
      count_.spread(name, *span);
    count_.share("on_site.met", on_site_met_, on_site_met_.size() + on_site_missed_.size());
    count_.count_from("on_site.missed", on_site_missed_);
    count_.count_from("on_site.unknown", on_site_unknown_);
    const std::uint64_t n = all_.size();
    count_.share("cause.recorded", with_cause_, n);
    count_.share("source.recorded", with_source_, n);
    count_.share("closed", closed_, n);
    count_.share("confirmed", confirmed_, n);
    evidence();
  }

 private:
  void take(const CaseExtract& one) {
    const Incident& it = *one.incident;
    const std::size_t ref = count_.refer(one);
    all_.push_back(ref);
    by_kind(one, it, ref);
    take_span(dwell_, it.compromised ? it.compromised : it.occurred, it.discovered, ref);
    take_span(accept_, it.reported, it.accepted, ref);
    take_span(contain_, it.discovered, it.contained, ref);
    take_span(recover_, it.discovered, it.recovered, ref);
    take_span(close_, it.reported, it.closed, ref);
    if (!it.cause.empty() || !it.root_cause.empty()) with_cause_.push_back(ref);
    if (!it.source.empty() || !it.relays.empty()) with_source_.push_back(ref);
    if (it.state == IncidentState::closed) closed_.push_back(ref);
    if (!it.customer_confirmed_by.empty()) confirmed_.push_back(ref);
    for (const Deadline& clock : one.clocks) take_clock(clock, ref);
  }

  void by_kind(const CaseExtract& one, const Incident& it, std::size_t ref) {
    const auto grade = grade_from(it.grade);
    count_.count("incidents.grade." + std::string{grade ? name_of(*grade) : "unstated"}, ref);
    count_.count("incidents.class." + (it.class_code.empty() ? "unstated" : it.class_code.substr(0, 2)), ref);
    count_.count("incidents.subclass." + (it.class_code.empty() ? "unstated" : it.class_code), ref);
    count_.count("incidents.system." + (it.system.empty() ? "unstated" : it.system), ref);
    count_.count("incidents.discovery." + (it.discovery_method.empty() ? "unstated" : it.discovery_method),
                 ref);
    count_.count("incidents.cause." + (it.root_cause.empty() ? "unstated" : it.root_cause), ref);
    const auto moment = moment_of(it);
    for (const Period& month : months_of(count_.summary().contract))
      if (moment && month.holds(day_of(*moment))) {
        count_.count("incidents.month." + month.name, ref);
        count_.count(
            "incidents.month." + month.name + "." + std::string{grade ? name_of(*grade) : "unstated"}, ref);
      }
    for (const auto& [severity, number] : one.severities) {
      Figure& figure = count_.figure("findings." + (severity.empty() ? "unstated" : severity));
      figure.value = figure.value.value_or(0) + static_cast<double>(number);
      figure.from.push_back(ref);
    }
  }

  void take_clock(const Deadline& clock, std::size_t ref) {
    if (clock.key == "contract.onsite") {
      if (clock.state == DeadlineState::met) {
        on_site_met_.push_back(ref);
      } else if (clock.state == DeadlineState::missed) {
        on_site_missed_.push_back(ref);
      } else {  // overdue too: long ago, and nobody recorded an arrival
        on_site_unknown_.push_back(ref);
      }
      if (clock.state == DeadlineState::met || clock.state == DeadlineState::missed)
        take_span(on_site_, clock.from, clock.done, ref);
    }
    count_.count("clock." + clock.key + "." + std::string{name_of(clock.state)}, ref);
  }

  // Of the incidents' cases, and of all cases what was checked.
  void evidence() {
    const auto add = [&](const char* name, std::uint64_t number, std::size_t ref) {
      Figure& figure = count_.figure(name);
      figure.value = figure.value.value_or(0) + static_cast<double>(number);
      if (number > 0) figure.from.push_back(ref);
    };
    std::size_t index = 0;
    for (const CaseExtract& one : count_.summary().incidents) {
      const std::size_t ref = all_[index++];
      add("evidence.items", one.items, ref);
      add("evidence.collections", one.collections, ref);
      add("evidence.findings", one.findings, ref);
      add("evidence.transfers", one.transfers, ref);
      add("evidence.cases_reverified", one.reverified > 0 ? 1 : 0, ref);
    }
  }

  SummaryCount& count_;
  Minutes dwell_, accept_, on_site_, contain_, recover_, close_;
  std::vector<std::size_t> all_, on_site_met_, on_site_missed_, on_site_unknown_, with_cause_, with_source_,
      closed_, confirmed_;
};

}  // namespace

void count_incidents(SummaryCount& count) { Incidents{count}.run(); }

}  // namespace firsthour::playbooks
