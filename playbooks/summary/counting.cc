// SPDX-License-Identifier: Apache-2.0
#include "playbooks/summary/counting.h"

#include "playbooks/summary/statistics.h"

#include <algorithm>

namespace firsthour::playbooks {

std::size_t SummaryCount::source_of(const std::string& file) const {
  const auto& sources = summary_.sources;
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const CaseSource& source) { return source.file == file; });
  return static_cast<std::size_t>(found - sources.begin());
}

std::size_t SummaryCount::refer(const CaseExtract& to) {
  const std::size_t source = source_of(to.source.file);
  const std::string id = to.incident ? to.incident->id : to.source.name;
  const auto [place, is_new] = known_.try_emplace({source, id}, summary_.references.size());
  if (is_new)
    summary_.references.push_back(
        {source, id, to.incident_event,
         to.kind == CaseKind::drill ? Words{"演练", "drill"} : Words{"事件记录", "incident"}});
  return place->second;
}

std::size_t SummaryCount::refer(const ServiceRecord& to) {
  const std::size_t source = source_of(summary_.year_file);
  const auto [place, is_new] = known_.try_emplace({source, to.id}, summary_.references.size());
  if (is_new) {
    const ServiceKind* kind = service_kind(to.kind);
    summary_.references.push_back(
        {source, to.id, to.event,
         kind ? Words{std::string{kind->zh}, std::string{kind->en}} : Words{to.kind, to.kind}});
  }
  return place->second;
}

void SummaryCount::count(const std::string& name, std::size_t reference) {
  Figure& figure = summary_.figures[name];
  figure.value = figure.value.value_or(0) + 1;
  figure.from.push_back(reference);
}

void SummaryCount::count_from(const std::string& name, std::vector<std::size_t> references) {
  Figure& figure = summary_.figures[name];
  figure.value = static_cast<double>(references.size());
  figure.from = std::move(references);
}

void SummaryCount::share(const std::string& name, std::vector<std::size_t> references, std::uint64_t of) {
  count_from(name, std::move(references));
  summary_.figures[name].of = of;
}

void SummaryCount::spread(const std::string& name,
                          const std::vector<std::pair<double, std::size_t>>& minutes) {
  std::vector<double> values;
  std::vector<std::size_t> from;
  for (const auto& [value, reference] : minutes) {
    values.push_back(value);
    from.push_back(reference);
  }
  const auto put = [&](const char* what, std::optional<double> value, int decimals) {
    summary_.figures[name + "." + what] = Figure{value, std::nullopt, decimals, from};
  };
  put("n", static_cast<double>(values.size()), 0);
  put("median", median(values), 1);
  put("p90", ninth_decile(values), 1);
  put("max", values.empty() ? std::nullopt : std::optional{*std::max_element(values.begin(), values.end())},
      1);
}

std::optional<Instant> moment_of(const Incident& incident) {
  for (const auto& moment : {incident.reported, incident.accepted, incident.discovered, incident.occurred})
    if (moment) return moment;
  return std::nullopt;
}

}  // namespace firsthour::playbooks
