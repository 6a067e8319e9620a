// SPDX-License-Identifier: Apache-2.0
// What a record lacks, and what cannot all be true in it.
#include "playbooks/records/incident_fields.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

// Asked of every record: who, where, what, which clocks, what it is, what was done.
constexpr std::array<std::string_view, 34> kAlways{"name",
                                                   "reporter",
                                                   "reporter_phone",
                                                   "reported",
                                                   "channel",
                                                   "taken_by",
                                                   "accepted",
                                                   "dispatched",
                                                   "crew",
                                                   "arrived",
                                                   "arrival_proof",
                                                   "unit",
                                                   "system",
                                                   "place",
                                                   "operator_kind",
                                                   "protection_level",
                                                   "discovered",
                                                   "discovery_method",
                                                   "discovered_by",
                                                   "class_code",
                                                   "class_basis",
                                                   "grade",
                                                   "graded_by",
                                                   "report_grade",
                                                   "suspected_crime",
                                                   "summary",
                                                   "impact",
                                                   "cause",
                                                   "source",
                                                   "confidence",
                                                   "handling_kind",
                                                   "measures",
                                                   "next_steps",
                                                   "handler"};
// Asked of one that is closed.
constexpr std::array<std::string_view, 17> kAtClose{
    "occurred",       "contained",      "eradicated",          "recovered",      "closed",
    "consequences",   "nature",         "impact_extent",       "outage_minutes", "loss_cny",
    "recovery_scope", "recovery_check", "recovery_checked_by", "residual_risk",  "root_cause",
    "lessons",        "reviewer"};

bool is_empty(const Incident& incident, std::string_view name) {
  if (const TextField* field = text_field(name)) return (incident.*field->member).empty();
  const TimeField* field = time_field(name);
  return field && !(incident.*field->member);
}

bool was_sent(const Incident& incident, std::string_view kind) {
  return std::any_of(incident.notices.begin(), incident.notices.end(),
                     [&](const Notice& notice) { return notice.kind == kind && notice.sent; });
}

void add_notices(const Incident& incident, std::vector<Words>& wrong) {
  for (const Notice& notice : incident.notices) {
    if (!notice.sent || !incident.discovered || *notice.sent >= *incident.discovered) continue;
    const Words what = field_words("notice." + notice.kind + "." + std::to_string(notice.ordinal) + ".sent");
    wrong.push_back({"“" + what.zh + "”早于“发现时间”", what.en + " before discovered"});
  }
  std::vector<const Notice*> sent;
  for (const Notice& notice : incident.notices)
    if (notice.sent && notice.kind == "follow-up") sent.push_back(&notice);
  for (std::size_t i = 1; i < sent.size(); ++i)
    if (*sent[i]->sent < *sent[i - 1]->sent)
      wrong.push_back({"第 " + std::to_string(sent[i]->ordinal) + " 次续报早于前一次",
                       "follow-up " + std::to_string(sent[i]->ordinal) + " before the one before it"});
}

}  // namespace

std::vector<std::string> missing_fields(const Incident& incident, const ServiceContract* contract) {
  std::vector<std::string> missing;
  const auto ask = [&](std::string_view name) {
    if (is_empty(incident, name)) missing.emplace_back(name);
  };
  for (const std::string_view name : kAlways) ask(name);
  if (on_site_clock(incident, contract).met == false) ask("late_reason");
  if (!was_sent(incident, "told-operator")) missing.emplace_back("notice.told-operator.1.sent");
  if (incident.state == IncidentState::open) return missing;
  for (const std::string_view name : kAtClose) ask(name);
  ask("customer_confirmed_by");
  return missing;
}

std::vector<Words> contradictions(const Incident& incident) {
  std::vector<Words> wrong;
  for (const WrongOrder& order : wrong_orders(incident))
    wrong.push_back({"“" + std::string{order.later->zh} + "”早于“" + std::string{order.earlier->zh} + "”",
                     std::string{order.later->en} + " before " + std::string{order.earlier->en}});
  if (incident.critical_infrastructure == "yes" && !incident.operator_kind.empty() &&
      incident.operator_kind != "cii")
    wrong.push_back(
        {"系统是关键信息基础设施，而运营者类别不是关键信息基础设施运营者",
         "the system is critical infrastructure, but the operator is not said to be one of such"});
  if (incident.state == IncidentState::open && incident.closed)
    wrong.push_back({"记录为处置中，却有关闭时间", "the record is open, but has a time of closing"});
  if (incident.state == IncidentState::closed && !incident.closed)
    wrong.push_back({"记录已关闭，却无关闭时间", "the record is closed, but has no time of closing"});
  if (incident.remote_from && incident.remote_until && *incident.remote_until < *incident.remote_from)
    wrong.push_back({"“远程支持结束”早于“远程支持开始”", "remote support ended before it began"});
  if (!incident.grade.empty() && incident.graded_by.empty())
    wrong.push_back({"有事件级别而无定级人", "there is a grade, but nobody who gave it"});
  add_notices(incident, wrong);
  return wrong;
}

}  // namespace firsthour::playbooks
