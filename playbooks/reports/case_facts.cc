// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/case_facts.h"

#include "casefile/json.h"
#include "playbooks/records/answers_reading.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_fields.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostListed = 300, kMostDated = 20'000;

std::optional<Instant> time_at(const Json& json, std::string_view key) {
  return parse_rfc3339(text_at(json, key));
}
std::optional<bool> truth_at(const Json& json, std::string_view key) {
  const Json& value = child_at(json, key);
  return value.is_boolean() ? std::optional{value.get<bool>()} : std::nullopt;
}
std::vector<std::string> texts_at(const Json& json, std::string_view key) {
  std::vector<std::string> texts;
  const Json& list = child_at(json, key);
  if (!list.is_array()) return texts;
  for (const Json& entry : list)
    if (entry.is_string()) texts.push_back(entry.get<std::string>());
  return texts;
}
std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return {};
}

// outline and outcome stand in the event as objects or as the text of the file.
Json document_at(const Json& body, std::string_view key) {
  const Json& value = child_at(body, key);
  if (!value.is_string()) return value;
  auto parsed = parse_json(value.get_ref<const std::string&>());
  return parsed ? std::move(*parsed) : Json{};
}

SourceRun read_source(std::string name, const Json& json) {
  return {std::move(name),          text_at(json, "outcome"),
          text_at(json, "reason"),  number_at(json, "records"),
          number_at(json, "items"), number_at(json, "bytes"),
          time_at(json, "started"), time_at(json, "finished")};
}

void read_outcome(const Json& outcome, Volume& volume) {
  volume.finished = time_at(outcome, "finished");
  const Json& sources = child_at(outcome, "sources");
  if (sources.is_object())
    for (const auto& [name, source] : sources.items()) volume.sources.push_back(read_source(name, source));
  if (sources.is_array())
    for (const Json& source : sources) volume.sources.push_back(read_source(text_at(source, "name"), source));
  std::stable_sort(volume.sources.begin(), volume.sources.end(), [](const SourceRun& a, const SourceRun& b) {
    return a.started && b.started ? *a.started < *b.started : false;
  });
}

Volume read_volume(const Json& body, Instant time) {
  Volume volume;
  volume.received = time;
  volume.collection = text_at(body, "collection");
  volume.sha256 = text_at(body, "sha256");
  volume.sm3 = text_at(body, "sm3");
  volume.bytes = number_at(body, "bytes");
  volume.items = number_at(body, "items");
  volume.whole = truth_at(body, "whole");
  volume.tampered = truth_at(body, "tampered");
  volume.as_expected = truth_at(body, "as_expected");
  volume.problems = texts_at(body, "problems");
  const Json outline = document_at(body, "outline"), outcome = document_at(body, "outcome");
  volume.name = first_of({text_at(body, "name"), text_at(outline, "name")});
  volume.host = first_of({text_at(body, "host"), text_at(outline, "host"), text_at(outline, "host.name")});
  volume.profile = text_at(outline, "profile");
  volume.tool = first_of({text_at(outline, "tool"), text_at(outline, "program")});
  volume.started = time_at(outline, "started");
  read_outcome(outcome, volume);
  return volume;
}

TriageRun read_triage(const Json& body, Instant time) {
  TriageRun run{time,
                number_at(body, "items"),
                number_at(body, "bytes"),
                number_at(body, "records"),
                number_at(body, "yara_rules"),
                number_at(body, "sigma_rules"),
                text_at(body, "rules_digest"),
                {},
                0,
                texts_at(body, "unknown"),
                {}};
  if (const Json& list = child_at(body, "not_scanned"); list.is_array())
    for (const Json& entry : list)
      run.not_scanned.push_back({text_at(entry, "item"), text_at(entry, "path"), text_at(entry, "reason")});
  run.not_scanned_total =
      std::max<std::uint64_t>(run.not_scanned.size(), number_at(body, "not_scanned_total"));
  if (const Json& list = child_at(body, "rule_problems"); list.is_array())
    for (const Json& entry : list) {
      const std::string line = text_at(entry, "line");
      run.rule_problems.push_back(text_at(entry, "file") + (line.empty() ? "" : ":" + line) + ": " +
                                  text_at(entry, "what"));
    }
  return run;
}

class Gatherer {
 public:
  Result<> take(const Event& event) {
    facts_.last = event.time;
    ++facts_.events;
    auto parsed = parse_json(event.bytes);
    if (!parsed) {
      facts_.unread.push_back("event " + std::to_string(event.sequence) + ": " + parsed.error().what);
      return {};
    }
    remember_tool(child_at(*parsed, "tool"));
    const Json& body = child_at(*parsed, "body");
    if (event.type == event_type::opened)
      open(event, body);
    else if (event.type == event_type::authorised)
      authorise(event, body);
    else if (event.type == event_type::incident)
      incident(event, body);
    else if (event.type == event_type::ingested)
      facts_.volumes.push_back(read_volume(body, event.time));
    else if (event.type == event_type::finding)
      finding(event, body);
    else if (event.type == event_type::analysed)
      facts_.triage.push_back(read_triage(body, event.time));
    else if (event.type == event_type::action || event.type == event_type::decision ||
             event.type == event_type::witnessed)
      doing(event, body);
    return {};
  }

  Result<> take(const CaseItem& found) {
    if (found.event >= facts_.events) return {};
    const Item& item = found.item;
    ++facts_.items;
    facts_.item_bytes += item.size;
    SourceCount& source = facts_.sources[item.source];
    ++source.items;
    source.bytes += item.size;
    ++facts_.outcomes[std::string{name_of(item.outcome)}];
    if (item.outcome != Outcome::complete) {
      ++source.incomplete;
      if (facts_.incomplete_total++ < kMostListed)
        facts_.incomplete.push_back(
            {found.id, item.source, item.path, std::string{name_of(item.outcome)}, item.reason});
    }
    const std::string collection = found.id.substr(0, found.id.find('/'));
    for (Volume& volume : facts_.volumes)
      if (volume.collection == collection) {
        ++volume.kinds[item.kind];
        if (volume.host.empty()) volume.host = item.host;
      }
    if (item.kind == "records")
      facts_.record_files.push_back(found);
    else if (item.file && item.file->modified && on_time_line(item.source) &&
             facts_.dated_files.size() < kMostDated)
      facts_.dated_files.push_back(found);
    return {};
  }

  CaseFacts finish() {
    for (auto& [id, finding] : findings_) facts_.findings.push_back(std::move(finding));
    std::stable_sort(facts_.findings.begin(), facts_.findings.end(), [](const Finding& a, const Finding& b) {
      if (a.severity != b.severity) return a.severity > b.severity;
      return std::tie(a.rule, a.path, a.id) < std::tie(b.rule, b.path, b.id);
    });
    return std::move(facts_);
  }

 private:
  static bool on_time_line(const std::string& source) {
    for (const std::string_view family : {"persistence.", "temporary.", "web.", "account.", "executable."})
      if (source.starts_with(family)) return true;
    return false;
  }
  void unread(const Event& event, const std::string& why) {
    facts_.unread.push_back("event " + std::to_string(event.sequence) + " (" + event.type + "): " + why);
  }
  void remember_tool(const Json& tool) {
    UsedTool used{text_at(tool, "name"), text_at(tool, "sha256")};
    if (used.name.empty()) return;
    for (const UsedTool& known : facts_.tools)
      if (known.name == used.name && known.sha256 == used.sha256) return;
    facts_.tools.push_back(std::move(used));
  }
  void open(const Event& event, const Json& body) {
    facts_.opened = event.time;
    facts_.name = text_at(body, "name");
    facts_.id = text_at(body, "id");
    facts_.exercise = truth_at(body, "exercise").value_or(false);
  }
  void authorise(const Event& event, const Json& body) {
    std::vector<std::string> problems;
    facts_.answers = read_answers(body, problems);
    facts_.authorised = true;
    for (const std::string& problem : problems) unread(event, problem);
  }
  void incident(const Event& event, const Json& body) {
    std::vector<std::string> problems;
    facts_.incident = read_incident(body, problems);
    facts_.has_incident = true;
    for (const std::string& problem : problems) unread(event, problem);
  }
  // The same finding may be written twice (first findings, then the whole run): the id is its identity.
  void finding(const Event& event, const Json& body) {
    auto read = finding_from_json(body);
    if (!read) return unread(event, read.error().what);
    std::string id = read->id.empty() ? "event " + std::to_string(event.sequence) : read->id;
    findings_.insert_or_assign(std::move(id), std::move(*read));
  }
  void doing(const Event& event, const Json& body) {
    facts_.doings.push_back({event.time, first_of({text_at(body, "who"), event.actor}), event.type,
                             first_of({text_at(body, "what"), text_at(body, "step")}),
                             text_at(body, "result"), text_at(body, "why")});
  }

  CaseFacts facts_;
  std::map<std::string, Finding> findings_;
};

}  // namespace

Result<CaseFacts> gather_facts(const CaseReader& from, std::uint64_t upto) {
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  Gatherer gatherer;
  const auto events = from.each_event(0, end, [&](const Event& event) { return gatherer.take(event); });
  if (!events) return fail("cannot read the events", events.error());
  const auto items = from.each_item([&](const CaseItem& item) { return gatherer.take(item); });
  if (!items) return fail("cannot read the items", items.error());
  return gatherer.finish();
}

}  // namespace firsthour::playbooks
