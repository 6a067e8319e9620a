// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/case_facts.h"

#include "casefile/json.h"
#include "playbooks/records/answers_reading.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_versions.h"
#include "playbooks/reports/case_events.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostListed = 300, kMostDated = 20'000;

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
      analysed(event, body);
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
  void analysed(const Event& event, const Json& body) {
    const std::string what = text_at(body, "what");
    if (what == "origin") return add_told_origin(child_at(body, "chain"), facts_.origins);
    if (what.empty() || what == "triage") facts_.triage.push_back(read_triage(body, event.time));
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
    facts_.exercise = child_at(body, "exercise") == Json(true);
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
  void doing(const Event& event, const Json& body) { facts_.doings.push_back(read_doing(event, body)); }

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
