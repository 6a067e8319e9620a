// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/case_events.h"

#include "playbooks/records/event_body.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostSources = 300;
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
      if (volume.sources.size() < kMostSources) volume.sources.push_back(read_source(source));
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

}  // namespace

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

Doing read_doing(const Event& event, const Json& body) {
  return {time_at(body, "when").value_or(event.time),
          first_of({text_at(body, "who"), event.actor}),
          event.type,
          first_of({text_at(body, "what"), text_at(body, "step")}),
          text_at(body, "result"),
          text_at(body, "why"),
          text_at(body, "command"),
          text_at(body, "effect"),
          text_at(body, "rollback")};
}

}  // namespace firsthour::playbooks
