// SPDX-License-Identifier: Apache-2.0
// The figures as JSON: what the report after this one compares with, and what `report check` reads.
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/summary/counting.h"

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestPrevious = 64u << 20, kMostFigures = 20'000;

Json json_of(const Words& words) { return Json{{"zh", words.zh}, {"en", words.en}}; }

Json json_of(const Figure& figure) {
  Json json{{"value", nullptr}, {"from", figure.from}};
  if (figure.value) {
    // Counts as whole numbers, so that nobody compares 12.0 with 12.
    if (figure.decimals == 0)
      json["value"] = static_cast<std::int64_t>(*figure.value);
    else
      json["value"] = *figure.value;
  }
  if (figure.of) json["of"] = *figure.of;
  return json;
}

std::string_view name_of(ClauseState state) {
  constexpr std::string_view kNames[] = {"met", "missed", "unknown", "running"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace

std::string figures_json(const Summary& summary) {
  Json json{{"type", "summary-figures"},
            {"contract", {{"id", summary.contract.id}, {"sha256", summary.contract.sha256}}},
            {"period",
             {{"name", summary.period.name},
              {"first", day_text(summary.period.first)},
              {"last", day_text(summary.period.last)}}},
            {"full", summary.full},
            {"made", rfc3339(summary.made)}};
  for (const char* list : {"sources", "left_out", "references", "clauses", "missing"})
    json[list] = Json::array();
  for (const CaseSource& source : summary.sources)
    json["sources"].push_back({{"file", source.file},
                               {"case", source.id},
                               {"name", source.name},
                               {"events", source.events},
                               {"root", source.root},
                               {"key", source.key}});
  for (const Left& left : summary.left_out)
    json["left_out"].push_back({{"file", left.file}, {"reason", left.reason}});
  for (const Reference& reference : summary.references)
    json["references"].push_back(
        {{"source", reference.source}, {"record", reference.record}, {"event", reference.event}});
  json["figures"] = Json::object();
  for (const auto& [name, figure] : summary.figures) json["figures"][name] = json_of(figure);
  for (const ClauseResult& clause : summary.clauses)
    json["clauses"].push_back({{"key", clause.key},
                               {"state", name_of(clause.state)},
                               {"target", json_of(clause.target)},
                               {"actual", json_of(clause.actual)},
                               {"why", json_of(clause.why)},
                               {"from", clause.from}});
  for (const Words& missing : summary.missing) json["missing"].push_back(json_of(missing));
  return json.dump(1) + "\n";
}

Result<> read_previous(const std::string& text, Summary& into) {
  if (text.empty()) return {};
  if (text.size() > kLongestPrevious)
    return fail(Errc::malformed, "the figures of the year before are too long");
  const auto json = parse_json(text);
  if (!json) return fail("the figures of the year before", json.error());
  const Json& figures = child_at(*json, "figures");
  if (text_at(*json, "type") != "summary-figures" || !figures.is_object())
    return fail(Errc::malformed, "the figures of the year before: no summary-figures");
  if (figures.size() > kMostFigures)
    return fail(Errc::malformed, "the figures of the year before: more than 20000");
  for (const auto& [name, figure] : figures.items()) {
    const Json& value = child_at(figure, "value");
    into.previous[name] = value.is_number() ? std::optional{value.get<double>()} : std::nullopt;
  }
  const Json& period = child_at(*json, "period");
  const auto first = parse_day(text_at(period, "first")), last = parse_day(text_at(period, "last"));
  if (!first || !last || *last < *first)
    return fail(Errc::malformed, "the figures of the year before: no period");
  into.previous_name = day_text(*first) + " – " + day_text(*last);
  // Of another contract they can be right, and the reader has to know.
  if (const std::string contract = text_at(child_at(*json, "contract"), "id"); contract != into.contract.id)
    into.previous_name += " (" + (contract.empty() ? "?" : contract) + ")";
  return {};
}

}  // namespace firsthour::playbooks
