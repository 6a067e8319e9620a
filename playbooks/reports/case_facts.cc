// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/case_facts.h"

#include "casefile/json.h"
#include "playbooks/records/answers_reading.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_versions.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostListed = 300, kMostDated = 20'000;
constexpr std::uint64_t kLargestDocument = 64u << 20;

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

SourceRun read_source(const Json& json) {
  SourceRun run;
  run.name = text_at(json, "name");
  run.outcome = text_at(json, "outcome");
  run.reason = text_at(json, "reason");
  run.records = number_at(json, "records");
  run.items = number_at(json, "items");
  run.bytes = number_at(json, "bytes");
  run.milliseconds = number_at(json, "milliseconds");
  return run;
}

void read_outcome(const Json& outcome, Volume& volume) {
  volume.finished = time_at(outcome, "time");
  volume.not_run = texts_at(outcome, "not_run");
  if (const Json& sources = child_at(outcome, "sources"); sources.is_array())
    for (const Json& source : sources)
      if (volume.sources.size() < kMostListed) volume.sources.push_back(read_source(source));
}

void read_outline(const Json& outline, Volume& volume) {
  volume.started = time_at(outline, "time");
  volume.host = text_at(outline, "host");
  volume.profile = text_at(outline, "profile");
  volume.root = text_at(outline, "root");
  volume.medium = text_at(outline, "medium");
  volume.allow_local = text_at(outline, "allow_local");
  volume.left_out = texts_at(child_at(outline, "plan"), "left_out");
  const Json& tool = child_at(outline, "tool");
  volume.tool = text_at(tool, "name");
  if (const std::string version = text_at(tool, "version"); !version.empty()) volume.tool += " " + version;
  volume.tool_sha256 = text_at(tool, "sha256");
}

// An event names the documents of a collection by their object: {"object":SHA-256,"size":N}.
Json object_at(const CaseReader& from, const Json& body, std::string_view key) {
  const Json& reference = child_at(body, key);
  const auto digest = Sha256::from_hex(text_at(reference, "object"));
  const std::uint64_t size = number_at(reference, "size");
  if (!digest || size == 0 || size > kLargestDocument) return {};
  CaseItem document;
  document.content.push_back({*digest, 0, size});
  document.item.size = size;
  const auto source = from.content(document);
  if (!source) return {};
  const auto text = read_all(**source, kLargestDocument);
  if (!text) return {};
  auto parsed = parse_json(*text);
  return parsed ? std::move(*parsed) : Json{};
}

// `-` is standard input.
std::string file_name(const std::string& source) {
  const std::string name = source.substr(source.rfind('/') + 1);
  return name == "-" ? std::string{} : name;
}

Volume begin_volume(const CaseReader& from, const Json& body, Instant time) {
  Volume volume;
  volume.received = time;
  volume.collection = text_at(body, "collection");
  volume.name = file_name(text_at(body, "source"));
  volume.stopped = "未见结束记录（no end was recorded）";  // unless an `ingested` event follows
  read_outline(object_at(from, body, "outline"), volume);
  return volume;
}

void end_volume(const CaseReader& from, const Json& body, Instant time, Volume& volume) {
  volume.stopped.clear();
  volume.received = time;
  volume.items = number_at(body, "items");
  const Json& stream = child_at(body, "stream");
  volume.bytes = number_at(stream, "size");
  volume.sha256 = text_at(stream, "sha256");
  volume.sm3 = text_at(stream, "sm3");
  const std::string end = text_at(body, "end");
  if (!end.empty()) {
    volume.whole = end == "whole";
    volume.tampered = end == "tampered";
    if (end == "stopped") volume.stopped = first_of({text_at(body, "reason"), end});
  }
  volume.as_expected = truth_at(child_at(body, "expected"), "matches");
  volume.problems = texts_at(body, "problem_list");
  volume.problems_total = std::max<std::uint64_t>(volume.problems.size(), number_at(body, "problems"));
  read_outcome(object_at(from, body, "outcome"), volume);
}

TriageRun read_triage(const Json& body, Instant time) {
  TriageRun run;
  run.at = time;
  run.items = number_at(body, "items");
  run.bytes = number_at(body, "bytes");
  run.records = number_at(body, "records");
  run.yara_rules = number_at(body, "yara_rules");
  run.sigma_rules = number_at(body, "sigma_rules");
  run.rules_digest = text_at(body, "rules_digest");
  run.unknown = texts_at(body, "unknown");
  if (const Json& list = child_at(body, "not_scanned"); list.is_array())
    for (const Json& entry : list)
      run.not_scanned.push_back({text_at(entry, "item"), text_at(entry, "path"), text_at(entry, "reason")});
  run.not_scanned_total =
      std::max<std::uint64_t>(run.not_scanned.size(), number_at(body, "not_scanned_count"));
  run.unknown_total = std::max<std::uint64_t>(run.unknown.size(), number_at(body, "unknown_count"));
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
  explicit Gatherer(const CaseReader& from) : from_{from} {}

  Result<> take(const Event& event) {
    facts_.last = event.time;
    ++facts_.events;
    auto parsed = parse_json(event.bytes);
    if (!parsed) {
      facts_.unread.push_back("event " + std::to_string(event.sequence) + ": " + parsed.error().what);
      return {};
    }
    remember_tool(child_at(*parsed, "tool"));
    custody_.take(event, *parsed);
    const Json& body = child_at(*parsed, "body");
    if (event.type == event_type::opened)
      open(event, body);
    else if (event.type == event_type::key)
      take_key(child_at(body, "key"));
    else if (event.type == event_type::authorised)
      authorise(event, body);
    else if (event.type == event_type::incident)
      incident(event, body);
    else if (event.type == event_type::service)
      contract(event, body);
    else if (event.type == event_type::ingesting)
      begin(event, body);
    else if (event.type == event_type::ingested)
      end(event, body);
    else if (event.type == event_type::finding)
      finding(event, body);
    else if (event.type == event_type::analysed)
      facts_.triage.push_back(read_triage(body, event.time));
    else if (event.type == event_type::action || event.type == event_type::decision)
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
    count_in_volume(found);
    if (item.kind == "records")
      facts_.record_files.push_back(found);
    else if (item.file && item.file->modified && on_time_line(item.source) &&
             facts_.dated_files.size() < kMostDated)
      facts_.dated_files.push_back(found);
    return {};
  }

  CaseFacts finish() {
    facts_.custody = std::move(custody_).finish();
    for (const std::string& problem : facts_.custody.problems) facts_.unread.push_back(problem);
    for (const Volume& volume : facts_.volumes) remember({volume.tool, volume.tool_sha256});
    for (auto& [id, finding] : findings_) facts_.findings.push_back(std::move(finding));
    std::stable_sort(facts_.findings.begin(), facts_.findings.end(), [](const Finding& a, const Finding& b) {
      if (a.severity != b.severity) return a.severity > b.severity;
      return std::tie(a.rule, a.path, a.id) < std::tie(b.rule, b.path, b.id);
    });
    return std::move(facts_);
  }

 private:
  void begin(const Event& event, const Json& body) {
    Volume& volume = volume_of(text_at(body, "collection"));
    volume = begin_volume(from_, body, event.time);
    volume.event = event.sequence;
  }
  void end(const Event& event, const Json& body) {
    Volume& volume = volume_of(text_at(body, "collection"));
    end_volume(from_, body, event.time, volume);
    volume.event = event.sequence;
  }
  // One that was gone on with after a stop is one volume.
  Volume& volume_of(const std::string& collection) {
    for (Volume& volume : facts_.volumes)
      if (volume.collection == collection) return volume;
    facts_.volumes.emplace_back().collection = collection;
    return facts_.volumes.back();
  }
  static bool on_time_line(const std::string& source) {
    for (const std::string_view family : {"persistence.", "temporary.", "web.", "account.", "executable."})
      if (source.starts_with(family)) return true;
    return false;
  }
  void count_in_volume(const CaseItem& found) {
    const std::string collection = found.id.substr(0, found.id.find('/'));
    const Item& item = found.item;
    for (Volume& volume : facts_.volumes) {
      if (volume.collection != collection) continue;
      ++volume.kinds[item.kind];
      if (volume.host.empty()) volume.host = item.host;
      for (SourceRun& source : volume.sources) {
        if (source.name != item.source) continue;
        if (item.started.nanoseconds > 0 && (!source.started || item.started < *source.started))
          source.started = item.started;
        if (item.finished.nanoseconds > 0 && (!source.finished || item.finished > *source.finished))
          source.finished = item.finished;
      }
    }
  }
  void unread(const Event& event, const std::string& why) {
    facts_.unread.push_back("event " + std::to_string(event.sequence) + " (" + event.type + "): " + why);
  }
  void remember_tool(const Json& tool) { remember({text_at(tool, "name"), text_at(tool, "sha256")}); }
  void remember(UsedTool used) {
    if (used.name.empty()) return;
    for (const UsedTool& known : facts_.tools)
      if (known.name == used.name && known.sha256 == used.sha256) return;
    facts_.tools.push_back(std::move(used));
  }
  void open(const Event& event, const Json& body) {
    facts_.opened = event.time;
    facts_.name = text_at(body, "name");
    facts_.id = text_at(body, "case");
    if (const Json& keys = child_at(body, "keys"); keys.is_array())
      for (const Json& key : keys) take_key(key);
    facts_.exercise = truth_at(body, "exercise").value_or(false);
  }
  void take_key(const Json& key) {
    facts_.keys.push_back({text_at(key, "name"), text_at(key, "verifier_key"), text_at(key, "fingerprint")});
  }
  void authorise(const Event& event, const Json& body) {
    std::vector<std::string> problems;
    facts_.answers = read_answers(body, problems);
    facts_.authorised = true;
    if (facts_.answers.contract) facts_.contract = facts_.answers.contract;
    for (const std::string& problem : problems) unread(event, problem);
  }
  void incident(const Event& event, const Json& body) {
    std::vector<std::string> problems;
    incident_.take(body, problems);
    facts_.incident = *incident_.incident();
    facts_.has_incident = true;
    for (const std::string& problem : problems) unread(event, problem);
  }
  void contract(const Event& event, const Json& body) {
    if (text_at(body, "kind") != "contract") return;
    if (auto read = contract_from_event(from_, body))
      facts_.contract = std::move(*read);
    else
      unread(event, read.error().what);
  }
  // The same finding may be written twice (first findings, then the whole run): the id is its identity.
  void finding(const Event& event, const Json& body) {
    auto read = finding_from_json(body);
    if (!read) return unread(event, read.error().what);
    if (!facts_.first_finding) facts_.first_finding = event.time;
    std::string id = read->id.empty() ? "event " + std::to_string(event.sequence) : read->id;
    findings_.insert_or_assign(std::move(id), std::move(*read));
  }
  void doing(const Event& event, const Json& body) {
    facts_.doings.push_back(
        {time_at(body, "when").value_or(event.time), first_of({text_at(body, "who"), event.actor}),
         event.type, first_of({text_at(body, "what"), text_at(body, "step")}), text_at(body, "result"),
         text_at(body, "why"), text_at(body, "command"), text_at(body, "effect"), text_at(body, "rollback")});
  }

  const CaseReader& from_;
  CaseFacts facts_;
  CustodyGatherer custody_;
  IncidentFold incident_;
  std::map<std::string, Finding> findings_;
};

}  // namespace

Result<CaseFacts> gather_facts(const CaseReader& from, std::uint64_t upto) {
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  Gatherer gatherer{from};
  const auto events = from.each_event(0, end, [&](const Event& event) { return gatherer.take(event); });
  if (!events) return fail("cannot read the events", events.error());
  const auto items = from.each_item([&](const CaseItem& item) { return gatherer.take(item); });
  if (!items) return fail("cannot read the items", items.error());
  return gatherer.finish();
}

}  // namespace firsthour::playbooks
