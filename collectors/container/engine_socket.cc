// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/engine_socket.h"

#include "casefile/http_reply.h"
#include "casefile/json.h"
#include "collectors/container/json_value.h"
#include "collectors/host/file_lines.h"
#include "collectors/host/local_socket.h"
#include "collectors/network/proc_net.h"
#include "collectors/process/process_table.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestText = 64ull << 20;
constexpr std::size_t kMostSockets = 64;
constexpr std::size_t kLongestAnswer = 4 << 20;

std::string_view runtime_of(std::string_view path) {
  // Elsewhere anybody may listen under such a name.
  if (!path.starts_with("/run/") && !path.starts_with("/var/run/")) return {};
  if (path.ends_with("/docker.sock")) return "docker";
  return path.ends_with("/podman.sock") ? "podman" : "";
}

bool held_by_an_engine(const ProcessTable& processes, std::uint64_t inode) {
  const auto holders = processes.holders_of_socket(inode);
  return std::any_of(holders.begin(), holders.end(), [&](Pid pid) {
    const ProcessEntry* entry = processes.find(pid);
    return pid != 1 && entry != nullptr && entry->name != "systemd";
  });
}

// A path with a newline in it forges a line, with an inode of the forger's: of one path all lines must be
// held by engines, or asking there could start one.
void add_socket(std::vector<EngineSocket>& found, EngineSocket socket) {
  const auto same = std::find_if(found.begin(), found.end(),
                                 [&](const EngineSocket& each) { return each.path == socket.path; });
  if (same == found.end())
    found.push_back(std::move(socket));
  else
    same->starts_engine |= socket.starts_engine;
}

void add_mounts(const Json& from, KnownContainer& container) {
  const Json* mounts = member_at(from, {"Mounts"});
  if (mounts == nullptr || !mounts->is_array()) return;
  for (const Json& each : *mounts) {
    // Podman's own form is a list of destinations.
    if (!each.is_object()) continue;
    container.mounts.push_back(text_at(each, {"Source"}) + ":" + text_at(each, {"Destination"}) + ":" +
                               (flag_at(each, {"RW"}).value_or(true) ? "rw" : "ro"));
  }
}

void add_ports(const Json& from, KnownContainer& container) {
  const Json* ports = member_at(from, {"Ports"});
  if (ports == nullptr || !ports->is_array()) return;
  for (const Json& each : *ports) {
    const auto outer = number_at(each, {"PublicPort"}), inner = number_at(each, {"PrivatePort"});
    if (!outer || !inner) continue;  // exposed, yet open to nobody
    const std::string address = text_at(each, {"IP"});
    container.ports.push_back((address.empty() ? "0.0.0.0" : address) + ":" + std::to_string(*outer) + "->" +
                              std::to_string(*inner) + "/" + text_at(each, {"Type"}));
  }
}

KnownContainer container_from(const Json& from, std::string_view runtime) {
  KnownContainer container;
  container.by_answer = true;
  container.runtime = runtime;
  container.id = text_at(from, {"Id"});
  const auto names = texts_at(from, {"Names"});
  if (!names.empty()) container.name = names.front();
  if (container.name.starts_with('/')) container.name.erase(0, 1);
  container.image = text_at(from, {"Image"});
  container.image_id = text_at(from, {"ImageID"});
  container.command = text_at(from, {"Command"});
  container.state = text_at(from, {"State"});
  container.network_mode = text_at(from, {"HostConfig", "NetworkMode"});
  container.pod = text_at(from, {"Labels", "io.kubernetes.pod.name"});
  container.pod_namespace = text_at(from, {"Labels", "io.kubernetes.pod.namespace"});
  constexpr std::int64_t kLatest = INT64_MAX / 1'000'000'000;  // of an Instant
  if (const auto created = number_at(from, {"Created"}); created && *created > 0 && *created < kLatest)
    container.created = Instant::from_seconds(*created);
  add_mounts(from, container);
  add_ports(from, container);
  return container;
}

}  // namespace

std::vector<EngineSocket> find_engine_sockets(const Host& host, const ProcessTable& processes) {
  std::vector<EngineSocket> found;
  const auto kinds = diag_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [](const DiagKind& each) {
    return each.transport == Transport::unix_domain;
  });
  if (kind == kinds.end()) return found;
  const auto look = [&](std::string_view line) {
    if (line.find(".sock") == std::string_view::npos) return true;
    const auto read = parse_proc_net(*kind, "\n" + std::string{line});  // after a heading
    for (const SocketFacts& socket : read.sockets) {
      const std::string_view runtime = runtime_of(socket.path);
      if (runtime.empty() || socket.state != "LISTEN") continue;
      add_socket(found, {socket.path, std::string{runtime}, !held_by_an_engine(processes, socket.inode)});
    }
    return found.size() < kMostSockets;
  };
  // A text that cannot be read is the network collectors' to say.
  static_cast<void>(for_each_line(host, "/proc/net/unix", kLargestText, look));
  return found;
}

Result<std::vector<KnownContainer>> ask_engine(const Host& host, const EngineSocket& socket,
                                               std::chrono::milliseconds patience) {
  constexpr std::string_view kQuestion =
      "GET /containers/json?all=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const auto reply =
      ask_local_socket(host, socket.path, kQuestion, {reply_is_whole, kLongestAnswer, patience});
  if (!reply) return tl::unexpected{reply.error()};
  const auto body = body_of_reply(*reply, "application/json");
  if (!body) return fail(socket.path, body.error());
  auto containers = parse_engine_answer(*body, socket.runtime);
  if (!containers) return fail(socket.path, containers.error());
  for (KnownContainer& each : *containers) each.definition = socket.path;
  return containers;
}

Result<std::vector<KnownContainer>> parse_engine_answer(std::string_view body, std::string_view runtime) {
  const auto json = parse_json(body);
  if (!json) return tl::unexpected{json.error()};
  if (!json->is_array()) return fail(Errc::malformed, "no list of containers");
  std::vector<KnownContainer> containers;
  for (const Json& each : *json) {
    KnownContainer container = container_from(each, runtime);
    if (!container.id.empty()) containers.push_back(std::move(container));
  }
  return containers;
}

}  // namespace firsthour::collectors
