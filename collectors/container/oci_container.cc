// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/oci_container.h"

#include "casefile/json.h"
#include "collectors/container/json_value.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::collectors {
namespace {

// What containers get by default, of Docker and containerd alike: others were asked for.
constexpr std::array<std::string_view, 14> kUsualCapabilities{
    "CAP_AUDIT_WRITE", "CAP_CHOWN",   "CAP_DAC_OVERRIDE",     "CAP_FOWNER",    "CAP_FSETID",
    "CAP_KILL",        "CAP_MKNOD",   "CAP_NET_BIND_SERVICE", "CAP_NET_RAW",   "CAP_SETFCAP",
    "CAP_SETGID",      "CAP_SETPCAP", "CAP_SETUID",           "CAP_SYS_CHROOT"};
// File systems of the kernel that every container has: no mounts of the host's.
constexpr std::array<std::string_view, 8> kOwnMounts{"proc",  "tmpfs",  "devpts",  "mqueue",
                                                     "sysfs", "cgroup", "cgroup2", "shm"};

std::string annotation(const Json& config, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (auto value = text_at(config, {"annotations", name}); !value.empty()) return value;
  }
  return {};
}

void add_mounts(const Json& config, KnownContainer& container) {
  const Json* mounts = member_at(config, {"mounts"});
  if (mounts == nullptr || !mounts->is_array()) return;
  for (const Json& mount : *mounts) {
    const std::string type = text_at(mount, {"type"});
    if (std::find(kOwnMounts.begin(), kOwnMounts.end(), type) != kOwnMounts.end()) continue;
    const auto options = texts_at(mount, {"options"});
    const bool read_only = std::find(options.begin(), options.end(), "ro") != options.end();
    container.mounts.push_back(text_at(mount, {"source"}) + ":" + text_at(mount, {"destination"}) + ":" +
                               (read_only ? "ro" : "rw"));
  }
}

// A kind of namespace that is not listed is the host's.
void add_namespaces(const Json& config, KnownContainer& container) {
  const Json* list = member_at(config, {"linux", "namespaces"});
  if (list == nullptr || !list->is_array()) return;
  std::set<std::string> own;
  for (const Json& each : *list) own.insert(text_at(each, {"type"}));
  if (!own.contains("network")) container.network_mode = "host";
  if (!own.contains("pid")) container.pid_mode = "host";
}

KnownContainer from_specification(const Json& specification) {
  const Json* config = &specification;
  KnownContainer container;
  container.name =
      annotation(*config, {"io.kubernetes.cri.container-name", "io.kubernetes.container.name",
                           "io.podman.annotations.name", "nerdctl/name", "io.kubernetes.cri-o.Name"});
  container.image = annotation(*config, {"io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName",
                                         "io.container.image.name", "org.opencontainers.image.ref.name"});
  container.pod = annotation(*config, {"io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"});
  container.pod_namespace =
      annotation(*config, {"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"});
  container.hostname = text_at(*config, {"hostname"});
  for (const std::string& each : texts_at(*config, {"process", "args"}))
    container.command += (container.command.empty() ? "" : " ") + each;
  container.environment = texts_at(*config, {"process", "env"});
  if (const auto uid = number_at(*config, {"process", "user", "uid"})) container.user = std::to_string(*uid);
  for (const std::string& each : texts_at(*config, {"process", "capabilities", "bounding"})) {
    if (std::find(kUsualCapabilities.begin(), kUsualCapabilities.end(), each) == kUsualCapabilities.end())
      container.capabilities.push_back(each);
  }
  const auto has = [&](std::string_view name) {
    return std::find(container.capabilities.begin(), container.capabilities.end(), name) !=
           container.capabilities.end();
  };
  // The specification has no such word: it is the right over the kernel with nothing of /proc masked.
  const Json* masked = member_at(*config, {"linux", "maskedPaths"});
  container.privileged = has("CAP_SYS_ADMIN") && has("CAP_SYS_MODULE") &&
                         (masked == nullptr || !masked->is_array() || masked->empty());
  add_mounts(*config, container);
  add_namespaces(*config, container);
  return container;
}

}  // namespace

Result<KnownContainer> parse_oci_container(std::string_view text) {
  const auto config = parse_json(text);
  if (!config) return tl::unexpected<Error>{config.error()};
  if (!config->is_object()) return fail(Errc::malformed, "no specification of a container");
  return from_specification(*config);
}

Result<KnownContainer> parse_podman_config(std::string_view text) {
  const auto config = parse_json(text);
  if (!config) return tl::unexpected<Error>{config.error()};
  const Json* specification = member_at(*config, {"spec"});
  if (specification == nullptr || !specification->is_object())
    return fail(Errc::malformed, "no specification of a container");
  KnownContainer container = from_specification(*specification);
  if (const auto privileged = flag_at(*config, {"privileged"})) container.privileged = privileged;
  container.restart_policy = text_at(*config, {"restart_policy"});
  return container;
}

void add_podman_state(std::string_view text, KnownContainer& into) {
  constexpr std::array<std::string_view, 9> kStates{"unknown", "created", "created",  "running", "exited",
                                                    "paused",  "exited",  "removing", "stopping"};
  const auto state = parse_json(text);
  if (!state) return;
  const auto number = number_at(*state, {"state"});
  if (number && *number > 0 && *number < static_cast<std::int64_t>(kStates.size()))
    into.state = kStates[static_cast<std::size_t>(*number)];
  into.started = time_at(*state, {"startedTime"});
  into.finished = time_at(*state, {"finishedTime"});
  if (into.finished) into.exit_code = number_at(*state, {"exitCode"});
}

Result<std::vector<KnownContainer>> parse_storage_containers(std::string_view text) {
  const auto list = parse_json(text);
  if (!list) return tl::unexpected<Error>{list.error()};
  if (!list->is_array()) return fail(Errc::malformed, "no list of containers");
  std::vector<KnownContainer> containers;
  for (const Json& each : *list) {
    KnownContainer container;
    container.id = text_at(each, {"id"});
    if (container.id.empty()) continue;
    container.runtime = "podman";
    if (const auto names = texts_at(each, {"names"}); !names.empty()) container.name = names.front();
    container.image_id = text_at(each, {"image"});
    container.created = time_at(each, {"created"});
    // A document inside a string.
    if (const auto more = parse_json(text_at(each, {"metadata"}))) {
      container.image = text_at(*more, {"image-name"});
      if (const auto pod = text_at(*more, {"pod-name"}); !pod.empty()) {
        container.pod = pod;
        container.runtime = "cri-o";
      }
    }
    containers.push_back(std::move(container));
  }
  return containers;
}

}  // namespace firsthour::collectors
