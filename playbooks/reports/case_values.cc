// SPDX-License-Identifier: Apache-2.0
// What the ledger says: case, authority, witness, hand-over, collection, incident.
#include "casefile/encoding.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/named_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace firsthour::playbooks {
namespace {

std::string capacity_text(const CaseFacts& facts) {
  switch (facts.answers.capacity) {
    case Capacity::unstated:
      return {};
    case Capacity::contractor:
      return "受运营者委托的安全服务单位（乙方）";
    case Capacity::police_criminal:
      return "协助公安机关办理刑事案件";
    case Capacity::police_administrative:
      return "协助公安机关办理行政案件";
  }
  return {};
}

std::optional<Instant> earliest_start(const CaseFacts& facts) {
  std::optional<Instant> least;
  for (const Volume& volume : facts.volumes) {
    if (volume.started && (!least || *volume.started < *least)) least = volume.started;
    for (const SourceRun& source : volume.sources)
      if (source.started && (!least || *source.started < *least)) least = source.started;
  }
  return least;
}

std::optional<Instant> latest_end(const CaseFacts& facts) {
  std::optional<Instant> most;
  for (const Volume& volume : facts.volumes) {
    if (volume.finished && (!most || *volume.finished > *most)) most = volume.finished;
    for (const SourceRun& source : volume.sources)
      if (source.finished && (!most || *source.finished > *most)) most = source.finished;
  }
  return most;
}

std::string hosts(const CaseFacts& facts) {
  std::vector<std::string> names;
  for (const Volume& volume : facts.volumes)
    if (!volume.host.empty() && std::find(names.begin(), names.end(), volume.host) == names.end())
      names.push_back(volume.host);
  return fmt::format("{}", fmt::join(names, "、"));
}

std::string on_site_result(const CaseFacts& facts) {
  if (!facts.has_incident) return {};
  const OnSiteClock clock = on_site_clock(facts.incident, facts.agreed());
  if (!clock.seconds || !clock.met) return {};
  const TimeField* from = time_field(clock.from_moment);
  return fmt::format("自“{}”起 {} 分 {} 秒到达，{} {} 分钟要求", from ? from->zh : "报告",
                     *clock.seconds / 60, *clock.seconds % 60, *clock.met ? "符合" : "未达到",
                     clock.limit_minutes);
}

// Staff of the company that does the work cannot witness it.
std::string witness_eligibility(const CaseFacts& facts) {
  const Witnessing witnessing = witnessing_of(facts);
  if (!witnessing.witness) return {};
  const std::string& unit = witnessing.witness->unit;
  const bool same_unit =
      !unit.empty() && std::any_of(facts.answers.people.begin(), facts.answers.people.end(),
                                   [&](const Person& person) { return person.unit == unit; });
  if (same_unit) return "否（与处置人员同属“" + unit + "”，不具备见证人资格）";
  return yes_or_no(witnessing.eligible);
}

template <std::string WitnessIdentity::*Member>
std::string witness_text(const CaseFacts& facts) {
  const Witnessing witnessing = witnessing_of(facts);
  return witnessing.witness ? (*witnessing.witness).*Member : std::string{};
}
std::string witness_reason(const CaseFacts& facts, bool there) {
  const Witnessing witnessing = witnessing_of(facts);
  return witnessing.witness.has_value() == there ? witnessing.reason : std::string{};
}
std::string witness_video(const CaseFacts& facts) {
  const std::string video = witnessing_of(facts).video;
  return Sha256::from_hex(video) ? "SHA-256 " + in_groups(video, 16) : video;
}

template <std::string Transfer::*Member>
std::string transfer_text(const CaseFacts& facts) {
  const auto* release = last_release(facts);
  return release ? release->said.*Member : std::string{};
}
template <Party Transfer::*Member>
std::string transfer_party(const CaseFacts& facts) {
  const auto* release = last_release(facts);
  return release ? party_words(release->said.*Member) : std::string{};
}
std::string transfer_time(const CaseFacts& facts) {
  const auto* release = last_release(facts);
  return release ? beijing_time(release->time) : std::string{};
}

std::string basis_document(const CaseFacts& facts) { return facts.answers.authority.document; }

template <std::string Incident::*Member>
std::string incident_text(const CaseFacts& facts) {
  return facts.has_incident ? shown_value(facts.incident, Member).zh : std::string{};
}
template <std::optional<Instant> Incident::*Member>
std::string incident_time(const CaseFacts& facts) {
  return facts.has_incident ? time_words(facts.incident.*Member) : std::string{};
}

constexpr std::array kCaseValues{
    NamedValue{"blank", [](const CaseFacts&) { return std::string{}; }},
    NamedValue{"case.name", [](const CaseFacts& f) { return f.name; }},
    NamedValue{"case.id", [](const CaseFacts& f) { return f.id; }},
    NamedValue{"case.opened", [](const CaseFacts& f) { return time_words(f.opened); }},
    NamedValue{"capacity", capacity_text},
    NamedValue{"authority.given_by", [](const CaseFacts& f) { return f.answers.authority.given_by; }},
    NamedValue{"authority.unit", [](const CaseFacts& f) { return f.answers.authority.unit; }},
    NamedValue{"authority.document", basis_document},
    NamedValue{"authority.scope", [](const CaseFacts& f) { return f.answers.authority.scope; }},
    NamedValue{"authority.medium", [](const CaseFacts& f) { return f.answers.authority.medium; }},
    NamedValue{"authority.given_at",
               [](const CaseFacts& f) { return time_words(f.answers.authority.given_at); }},
    NamedValue{"authority.may_leave_site",
               [](const CaseFacts& f) { return yes_or_no(f.answers.authority.may_leave_site); }},
    NamedValue{"witness.name", witness_text<&WitnessIdentity::name>},
    NamedValue{"witness.id_kind", witness_text<&WitnessIdentity::id_kind>},
    NamedValue{"witness.id_number", witness_text<&WitnessIdentity::id_number>},
    NamedValue{"witness.unit", witness_text<&WitnessIdentity::unit>},
    NamedValue{"witness.contact", witness_text<&WitnessIdentity::contact>},
    NamedValue{"witness.eligible", witness_eligibility},
    NamedValue{"witness.reason_not_eligible", [](const CaseFacts& f) { return witness_reason(f, true); }},
    NamedValue{"witness.reason_for_none", [](const CaseFacts& f) { return witness_reason(f, false); }},
    NamedValue{"witness.video", witness_video},
    NamedValue{"transfer.from", transfer_party<&Transfer::from>},
    NamedValue{"transfer.to", transfer_party<&Transfer::to>},
    NamedValue{"transfer.reason", transfer_text<&Transfer::reason>},
    NamedValue{"transfer.time", transfer_time},
    NamedValue{"transfer.place", transfer_text<&Transfer::place>},
    NamedValue{"transfer.seal_number", transfer_text<&Transfer::seal_number>},
    NamedValue{"collection.started", [](const CaseFacts& f) { return time_words(earliest_start(f)); }},
    NamedValue{"collection.finished", [](const CaseFacts& f) { return time_words(latest_end(f)); }},
    NamedValue{"collection.hosts", hosts},
    NamedValue{"incident.on_site", on_site_result},
    NamedValue{"incident.id", incident_text<&Incident::id>},
    NamedValue{"incident.name", incident_text<&Incident::name>},
    NamedValue{"incident.summary", incident_text<&Incident::summary>},
    NamedValue{"incident.unit", incident_text<&Incident::unit>},
    NamedValue{"incident.system", incident_text<&Incident::system>},
    NamedValue{"incident.protection_level", incident_text<&Incident::protection_level>},
    NamedValue{"incident.place", incident_text<&Incident::place>},
    NamedValue{"incident.reporter", incident_text<&Incident::reporter>},
    NamedValue{"incident.reporter_phone", incident_text<&Incident::reporter_phone>},
    NamedValue{"incident.channel", incident_text<&Incident::channel>},
    NamedValue{"incident.taken_by", incident_text<&Incident::taken_by>},
    NamedValue{"incident.crew", incident_text<&Incident::crew>},
    NamedValue{"incident.arrival_proof", incident_text<&Incident::arrival_proof>},
    NamedValue{"incident.late_reason", incident_text<&Incident::late_reason>},
    NamedValue{"incident.handling_kind", incident_text<&Incident::handling_kind>},
    NamedValue{"incident.cause", incident_text<&Incident::cause>},
    NamedValue{"incident.source", incident_text<&Incident::source>},
    NamedValue{"incident.confidence", incident_text<&Incident::confidence>},
    NamedValue{"incident.loss_avoided", incident_text<&Incident::loss_avoided>},
    NamedValue{"incident.impact", incident_text<&Incident::impact>},
    NamedValue{"incident.measures", incident_text<&Incident::measures>},
    NamedValue{"incident.next_steps", incident_text<&Incident::next_steps>},
    NamedValue{"incident.occurred", incident_time<&Incident::occurred>},
    NamedValue{"incident.discovered", incident_time<&Incident::discovered>},
    NamedValue{"incident.reported", incident_time<&Incident::reported>},
    NamedValue{"incident.escalated", incident_time<&Incident::escalated>},
    NamedValue{"incident.accepted", incident_time<&Incident::accepted>},
    NamedValue{"incident.dispatched", incident_time<&Incident::dispatched>},
    NamedValue{"incident.arrived", incident_time<&Incident::arrived>},
    NamedValue{"incident.contained", incident_time<&Incident::contained>},
    NamedValue{"incident.recovered", incident_time<&Incident::recovered>},
    NamedValue{"incident.closed", incident_time<&Incident::closed>},
};

}  // namespace

std::span<const NamedValue> case_values() { return kCaseValues; }

}  // namespace firsthour::playbooks
