// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/docker_container.h"

#include "casefile/json.h"
#include "collectors/container/json_value.h"

namespace firsthour::collectors {
namespace {

std::string joined(std::string first, const std::vector<std::string>& rest) {
  for (const std::string& each : rest) first += (first.empty() ? "" : " ") + each;
  return first;
}

std::string state_of(const Json& config) {
  if (flag_at(config, {"State", "Running"}).value_or(false))
    return flag_at(config, {"State", "Paused"}).value_or(false) ? "paused" : "running";
  if (flag_at(config, {"State", "Dead"}).value_or(false)) return "dead";
  if (member_at(config, {"State"}) == nullptr) return {};
  return time_at(config, {"State", "StartedAt"}) ? "exited" : "created";
}

void add_mounts(const Json& config, KnownContainer& container) {
  const Json* mounts = member_at(config, {"MountPoints"});
  if (mounts == nullptr || !mounts->is_object()) return;
  for (const auto& [destination, mount] : mounts->items()) {
    std::string source = text_at(mount, {"Source"});
    if (source.empty()) source = text_at(mount, {"Name"});
    container.mounts.push_back(source + ":" + destination + ":" +
                               (flag_at(mount, {"RW"}).value_or(true) ? "rw" : "ro"));
  }
}

void add_ports(const Json& host, KnownContainer& container) {
  const Json* ports = member_at(host, {"PortBindings"});
  if (ports == nullptr || !ports->is_object()) return;
  for (const auto& [inner, bindings] : ports->items()) {
    if (!bindings.is_array()) continue;
    for (const Json& each : bindings) {
      const std::string address = text_at(each, {"HostIp"});
      container.ports.push_back((address.empty() ? "0.0.0.0" : address) + ":" + text_at(each, {"HostPort"}) +
                                "->" + inner);
    }
  }
}

}  // namespace

Result<KnownContainer> parse_docker_container(std::string_view config_text, std::string_view host_text) {
  const auto config = parse_json(config_text);
  if (!config) return tl::unexpected<Error>{config.error()};
  KnownContainer container;
  container.id = text_at(*config, {"ID"});
  if (container.id.empty()) return fail(Errc::malformed, "no container: it has no ID");
  container.runtime = "docker";
  container.name = text_at(*config, {"Name"});
  if (container.name.starts_with('/')) container.name.erase(0, 1);
  container.image = text_at(*config, {"Config", "Image"});
  container.image_id = text_at(*config, {"Image"});
  container.command = joined(text_at(*config, {"Path"}), texts_at(*config, {"Args"}));
  container.state = state_of(*config);
  container.user = text_at(*config, {"Config", "User"});
  container.hostname = text_at(*config, {"Config", "Hostname"});
  container.environment = texts_at(*config, {"Config", "Env"});
  container.created = time_at(*config, {"Created"});
  container.started = time_at(*config, {"State", "StartedAt"});
  container.finished = time_at(*config, {"State", "FinishedAt"});
  if (container.finished) container.exit_code = number_at(*config, {"State", "ExitCode"});
  if (const auto pid = number_at(*config, {"State", "Pid"}); pid && *pid > 0) container.pid = pid;
  container.pod = text_at(*config, {"Config", "Labels", "io.kubernetes.pod.name"});
  container.pod_namespace = text_at(*config, {"Config", "Labels", "io.kubernetes.pod.namespace"});
  add_mounts(*config, container);
  const auto host = parse_json(host_text);
  if (!host) return container;
  container.privileged = flag_at(*host, {"Privileged"});
  container.network_mode = text_at(*host, {"NetworkMode"});
  container.pid_mode = text_at(*host, {"PidMode"});
  container.restart_policy = text_at(*host, {"RestartPolicy", "Name"});
  container.capabilities = texts_at(*host, {"CapAdd"});
  // Binds that the container's own file does not repeat are those of containers that never ran.
  if (container.mounts.empty()) container.mounts = texts_at(*host, {"Binds"});
  add_ports(*host, container);
  return container;
}

}  // namespace firsthour::collectors
