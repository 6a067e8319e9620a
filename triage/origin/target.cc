// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/target.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/host/record_reader.h"

#include <map>

namespace firsthour::triage::origin {
namespace {

constexpr std::size_t kMostOffsets = 1000;

std::int64_t pid_at(const sigma::Event& event, std::string_view key) {
  return number_from<std::int64_t>(event.text(key)).value_or(0);
}

void take_connection(const sigma::Event& event, Target& into) {
  into.kind = Target::Kind::connection;
  into.connection = {std::string{event.text("network.transport")},
                     std::string{event.text("socket.state")},
                     std::string{event.text("source.ip")},
                     std::string{event.text("source.port")},
                     std::string{event.text("destination.ip")},
                     std::string{event.text("destination.port")},
                     {},
                     into.place};
  if (const std::int64_t pid = pid_at(event, "process.pid"); pid > 0) into.connection.pids.push_back(pid);
}

// By the kind of the record that the finding stands on.
void take_record(const Finding& finding, Target& into) {
  sigma::Event event;
  if (!read_record(finding.record, event)) return;
  const std::string_view type = event.text("type");
  if (type == "host.socket" || type == "network.flow") return take_connection(event, into);
  if (type == "host.authorized_key") {
    into.kind = Target::Kind::key;
    into.path = event.text("file.path");
    into.user = event.text("user.name");
    into.fingerprint = event.text("key.fingerprint");
    return;
  }
  if (const std::int64_t pid = pid_at(event, "process.pid"); pid > 0) {
    into.kind = Target::Kind::process;
    into.pid = pid;
    return;
  }
  if (const std::string_view path = event.text("file.path"); path.starts_with('/')) {
    into.kind = Target::Kind::file;
    into.path = path;
  }
}

// A member of an archive has the origin of the archive.
Result<CaseItem> outermost(const CaseReader& from, const std::string& id) {
  auto item = from.item(id);
  for (int steps = 0; item && !item->parent.empty() && steps < 16; ++steps) item = from.item(item->parent);
  return item;
}

bool stands_on_entries(const Finding& finding, const CaseItem& item) {
  if (finding.detector != "sigma" || item.item.kind != "file" || finding.matches.empty()) return false;
  return finding.matches.front().length < item.item.size;
}

void take_item(const Finding& finding, const CaseItem& item, Target& into) {
  if (into.host.empty()) into.host = item.item.host;
  const auto pid = item.item.attributes.find("process.pid");
  if (pid != item.item.attributes.end() || item.item.kind == "process-memory") {
    into.pid = pid == item.item.attributes.end() ? 0 : number_from<std::int64_t>(pid->second).value_or(0);
    if (into.pid > 0) into.kind = Target::Kind::process;
    return;
  }
  if (stands_on_entries(finding, item)) {
    into.kind = Target::Kind::entries;
    into.item = item.id;
    for (const FindingMatch& match : finding.matches)
      if (into.offsets.size() < kMostOffsets) into.offsets.push_back(match.offset);
    return;
  }
  if ((item.item.kind == "file" || item.item.kind == "executable") && !item.item.path.empty()) {
    into.kind = Target::Kind::file;
    into.path = item.item.path;
  }
}

}  // namespace

std::string Target::key() const {
  std::string key = std::to_string(static_cast<int>(kind)) + '\0' + host + '\0';
  switch (kind) {
    case Kind::file:
      return key + path;
    case Kind::process:
      return key + std::to_string(pid);
    case Kind::connection:
      return key + connection.transport + '\0' + connection.local_ip + '\0' + connection.local_port + '\0' +
             connection.remote_ip + '\0' + connection.remote_port;
    case Kind::key:
      return key + path + '\0' + fingerprint;
    default:
      return key + item + '\0' + (offsets.empty() ? "" : std::to_string(offsets.front()));
  }
}

std::vector<Target> targets_of(const std::vector<Finding>& findings, const CaseReader& from,
                               std::uint64_t& without_target) {
  std::vector<Target> targets;
  std::map<std::string, std::size_t> known;
  for (const Finding& finding : findings) {
    Target target;
    target.host = finding.host;
    target.place = {finding.item, finding.path, 0,
                    finding.matches.empty() ? 0 : finding.matches.front().offset};
    if (!finding.record.empty()) take_record(finding, target);
    if (target.kind == Target::Kind::none && finding.record.empty() && !finding.item.empty()) {
      if (const auto item = outermost(from, finding.item)) take_item(finding, *item, target);
    }
    if (target.kind == Target::Kind::none) {
      ++without_target;
      continue;
    }
    const auto [at, is_new] = known.try_emplace(target.key(), targets.size());
    if (is_new) targets.push_back(std::move(target));
    targets[at->second].findings.push_back(&finding);
  }
  return targets;
}

}  // namespace firsthour::triage::origin
