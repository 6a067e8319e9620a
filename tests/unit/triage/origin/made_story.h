// SPDX-License-Identifier: Apache-2.0
// A case in which something happened, told in few words: records, files, logs and the findings on them.
#pragma once

#include "casefile/json.h"
#include "tests/support/memory_case.h"
#include "triage/origin.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage {

// 2024-11-22 05:00:00 UTC, and so many seconds later.
inline Instant at(std::int64_t seconds) { return Instant::from_seconds(1'732'251'600 + seconds); }

class MadeStory {
 public:
  std::string add(std::string kind, std::string path, std::string_view content,
                  std::optional<FileFacts> facts = std::nullopt) {
    Item item;
    item.kind = std::move(kind);
    item.path = std::move(path);
    item.host = "web1";
    if (item.path.starts_with("/etc/cron")) item.source = "persistence.cron";
    item.file = facts;
    std::string id = "c1/" + std::to_string(++items_);
    the_case_.add(id, std::move(item), content);
    return id;
  }
  // A file made at a time; its content does not matter.
  std::string add_file(const std::string& path, Instant made, std::optional<Instant> modified = std::nullopt,
                       std::string_view content = "x") {
    FileFacts facts;
    facts.mode = 0100644;
    facts.born = made;
    facts.changed = made;
    facts.modified = modified.value_or(made);
    return add("file", path, content, facts);
  }
  // A file that a capture carried, so many seconds after the beginning.
  void add_carried(std::string_view content, std::int64_t seconds, const std::string& client,
                   const std::string& server, bool from_client) {
    Item item;
    item.kind = "carried-file";
    item.path = "lan.pcapng!/" + client + "-" + server;
    item.attributes = {{"client.address", client + ":40000"},
                       {"server.address", server + ":80"},
                       {"network.direction", from_client ? "from-client" : "from-server"},
                       {"network.protocol", "http"},
                       {"event.start", rfc3339(at(seconds))},
                       {"event.end", rfc3339(at(seconds + 1))}};
    the_case_.add("d" + std::to_string(++items_), std::move(item), content);
  }
  void add_process(std::int64_t pid, std::int64_t parent, const std::string& executable, Instant start,
                   Json more = Json::object()) {
    Json record{{"type", "host.process"},
                {"process.pid", pid},
                {"process.parent.pid", parent},
                {"process.name", executable.substr(executable.find_last_of('/') + 1)},
                {"process.executable", executable},
                {"process.command_line", executable},
                {"process.start", rfc3339(start)},
                {"user.name", "root"},
                {"user.id", "0"}};
    record.update(more);
    processes_.push_back(record);
  }
  void on_process(std::int64_t pid) {
    Finding finding = made_finding();
    for (const Json& record : processes_)
      if (record["process.pid"] == pid) finding.record = record.dump();
    findings_.push_back(finding);
  }
  void on_file(const std::string& item, const std::string& path) {
    Finding finding = made_finding();
    finding.item = item;
    finding.path = path;
    findings_.push_back(finding);
  }
  void on_record(const Json& record) {
    Finding finding = made_finding();
    finding.record = record.dump();
    findings_.push_back(finding);
  }
  void on_line(const std::string& item, std::uint64_t offset, std::uint64_t length) {
    Finding finding = made_finding();
    finding.detector = "sigma";
    finding.item = item;
    finding.matches.push_back({"line", offset, length});
    findings_.push_back(finding);
  }

  OriginReport report() {
    std::string lines;
    for (const Json& record : processes_) lines += record.dump() + "\n";
    if (!lines.empty()) add("records", "host.process", lines);
    OriginOptions options;
    options.scratch_folder = ::testing::TempDir();
    auto traced = trace_origin(the_case_, findings_, options);
    EXPECT_TRUE(traced) << (traced ? "" : traced.error().what);
    return traced ? std::move(*traced) : OriginReport{};
  }
  OriginChain chain() {
    OriginReport all = report();
    EXPECT_EQ(all.chains.size(), 1U);
    return all.chains.empty() ? OriginChain{} : std::move(all.chains.front());
  }

 private:
  Finding made_finding() {
    Finding finding;
    finding.id = fmt::format("{:016}", findings_.size());
    finding.detector = "yara";
    finding.rule = "made_rule";
    finding.host = "web1";
    finding.severity = Severity::high;
    return finding;
  }

  testing::MemoryCase the_case_;
  std::vector<Json> processes_;
  std::vector<Finding> findings_;
  int items_ = 0;
};

inline std::string source_of(const OriginChain& chain) {
  return chain.source ? chain.nodes[*chain.source].label : std::string{};
}
inline std::vector<std::string> gaps_of(const OriginChain& chain) {
  std::vector<std::string> codes;
  for (const OriginGap& gap : chain.gaps) codes.push_back(gap.code);
  return codes;
}
// "proved brought", "likely opened", …
inline std::vector<std::string> steps_of(const OriginChain& chain) {
  std::vector<std::string> steps;
  for (const OriginEdge& edge : chain.edges)
    steps.push_back(std::string{name_of(edge.strength)} + " " + edge.relation);
  return steps;
}
inline bool names(const OriginChain& chain, const std::string& label) {
  for (const OriginNode& node : chain.nodes)
    if (node.label.find(label) != std::string::npos) return true;
  return false;
}

}  // namespace firsthour::triage
