// SPDX-License-Identifier: Apache-2.0
// host.container: containers by the control groups of processes and by the files of their engines. What
// stopped has files only; what hides from its engine has processes only.
#include "casefile/encoding.h"
#include "casefile/mask_secrets.h"
#include "collectors/container/engine_files.h"
#include "collectors/container/engine_socket.h"
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

struct Container {
  const ProcessEntry* first = nullptr;
  std::vector<std::uint64_t> pids;
  std::optional<KnownContainer> known;
};

void put_namespace(RecordWriter& record, const ProcessEntry& entry, NamespaceKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  if (entry.namespaces[index] != 0)
    record.put("process.namespace." + std::string{kNamespaceNames[index]}, entry.namespaces[index]);
}

void put_text(RecordWriter& record, std::string_view key, const std::string& text) {
  if (!text.empty()) record.put_bytes(key, text);
}

std::vector<std::string> masked(const std::vector<std::string>& environment) {
  std::vector<std::string> all;
  for (const std::string& each : environment) all.push_back(mask_secrets(each));
  return all;
}

void put_known(RecordWriter& record, const KnownContainer& known) {
  put_text(record, "container.name", known.name);
  put_text(record, "container.image.name", known.image);
  put_text(record, "container.image.id", known.image_id);
  put_text(record, "container.command_line", mask_secrets(known.command));
  put_text(record, "container.state", known.state);
  put_text(record, "container.user", known.user);
  put_text(record, "container.hostname", known.hostname);
  put_text(record, "container.network_mode", known.network_mode);
  put_text(record, "container.pid_mode", known.pid_mode);
  put_text(record, "container.restart_policy", known.restart_policy);
  record.put("container.privileged", known.privileged);
  record.put("container.created", known.created);
  record.put("container.started", known.started);
  record.put("container.finished", known.finished);
  record.put("container.exit_code", known.exit_code);
  record.put_list("container.mounts", known.mounts);
  record.put_list("container.capabilities_added", known.capabilities);
  record.put_list("container.ports", known.ports);
  record.put_list("container.environment", masked(known.environment));
  put_text(record, "orchestrator.resource.name", known.pod);
  put_text(record, "orchestrator.namespace", known.pod_namespace);
  put_text(record, "file.path", known.definition);
}

void put_container(RecordFile& records, const std::string& id, const Container& container) {
  RecordWriter record{"host.container"};
  record.put_bytes("container.id", id);
  const bool runs = container.first != nullptr;
  // An engine knows better than a path whose container this is.
  const bool named = container.known && !container.known->runtime.empty();
  record.put("container.runtime", named ? container.known->runtime : container.first->container_runtime);
  if (runs) {
    record.put_list("container.pids", container.pids);
    record.put_bytes("container.cgroup", container.first->cgroup);
    put_namespace(record, *container.first, NamespaceKind::pid);
    put_namespace(record, *container.first, NamespaceKind::mnt);
    put_namespace(record, *container.first, NamespaceKind::net);
  }
  if (container.known) put_known(record, *container.known);
  std::vector<std::string> seen;
  if (runs) seen.emplace_back("cgroup");
  if (container.known) seen.emplace_back(container.known->by_answer ? "answer" : "definition");
  record.put_list("container.seen_by", seen);
  records.add(std::move(record));
}

// Asks the engines of which no file was found: their data may lie where we may not read, or in memory.
void ask_engines(Context& context, const ProcessTable& table, std::map<std::string, Container>& containers,
                 SourceOutcome& outcome) {
  for (const EngineSocket& socket : find_engine_sockets(context.host, table)) {
    const auto by_files = [&](const auto& each) {
      return each.second.known && !each.second.known->by_answer &&
             each.second.known->runtime == socket.runtime;
    };
    if (context.stopping() || std::any_of(containers.begin(), containers.end(), by_files)) continue;
    if (socket.starts_engine) {
      add_problem(outcome, Outcome::complete,
                  display_utf8(socket.path) + " was not asked: that would start the engine");
      continue;
    }
    const auto answer = ask_engine(context.host, socket);
    if (!answer) {
      add_problem(outcome, Outcome::partial, answer.error().what);
      continue;
    }
    for (const KnownContainer& known : *answer) {
      Container& container = containers[known.id];
      if (!container.known) container.known = known;
    }
    add_problem(outcome, Outcome::complete,
                "no files of " + socket.runtime + "; " + display_utf8(socket.path) + " was asked and named " +
                    std::to_string(answer->size()) + " containers");
  }
}

}  // namespace

SourceOutcome collect_containers(Context& context) {
  SourceOutcome outcome;
  SourceOutcome without_processes;  // a mounted image has none, and has the files all the same
  const ProcessTable* table = filled_table(context, without_processes);
  std::map<std::string, Container> containers;
  if (table != nullptr) {
    for (const auto& entry : table->all()) {
      if (entry.container_id.empty()) continue;
      Container& container = containers[entry.container_id];
      if (container.first == nullptr) container.first = &entry;
      container.pids.push_back(entry.pid);
    }
  }
  const EngineReading reading = read_engine_files(context.host, table, [&](KnownContainer known) {
    Container& container = containers[known.id];
    // Docker's own files say more than those of containerd below it, and come first.
    if (!container.known) container.known = std::move(known);
  });
  if (table != nullptr && context.host.live()) ask_engines(context, *table, containers, outcome);
  if (table == nullptr && containers.empty() && reading.problems.empty()) return without_processes;
  RecordFile records{context, "host.container"};
  for (const auto& [id, container] : containers) put_container(records, id, container);
  records.finish(outcome);
  for (const std::string& problem : reading.problems) add_problem(outcome, Outcome::partial, problem);
  if (reading.cut) add_problem(outcome, Outcome::partial, "more than 20,000 containers");
  if (table == nullptr && context.host.live())
    add_problem(outcome, Outcome::partial, without_processes.reason);
  return outcome;
}

}  // namespace firsthour::collectors
