// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/control_group.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

struct Container {
  std::string_view id, runtime;
};

// Engines of OCI containers name a group by 64 hex digits.
bool is_long_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Prefix {
  std::string_view text, runtime;
};
// As systemd scopes carry them: "docker-<64 hex>.scope".
constexpr std::array kScopePrefixes{
    Prefix{"docker-", "docker"},      Prefix{"cri-containerd-", "containerd"},
    Prefix{"nerdctl-", "containerd"}, Prefix{"crio-", "cri-o"},
    Prefix{"libpod-", "podman"},      Prefix{"containerd-", "containerd"},
};

// `folder` is the name before, which tells the engine where the id stands alone.
Container oci_container(std::string_view name, std::string_view folder) {
  if (name.ends_with(".scope")) name.remove_suffix(6);
  for (const auto& prefix : kScopePrefixes)
    if (name.starts_with(prefix.text) && is_long_id(name.substr(prefix.text.size())))
      return {name.substr(prefix.text.size()), prefix.runtime};
  // Kubernetes' own driver of containerd: "kubepods-burstable-pod….slice:cri-containerd:<64 hex>"
  if (const auto colon = name.rfind(':');
      colon != std::string_view::npos && is_long_id(name.substr(colon + 1)))
    return {name.substr(colon + 1),
            name.find("cri-containerd") != std::string_view::npos ? "containerd" : "kubernetes"};
  if (!is_long_id(name)) return {};
  if (folder == "docker") return {name, "docker"};
  if (folder.starts_with("libpod")) return {name, "podman"};
  if (folder.starts_with("pod") || folder.starts_with("kubepods")) return {name, "kubernetes"};
  return {name, "unknown"};
}

Container named_container(std::string_view name, std::string_view folder) {
  if (name.starts_with("lxc.payload.")) return {name.substr(12), "lxc"};
  if (folder == "lxc" || folder == "lxc.payload") return {name, "lxc"};
  if (folder == "machine.slice" && name.starts_with("machine-") && name.ends_with(".scope"))
    return {name.substr(8, name.size() - 8 - 6), "systemd-nspawn"};
  if (folder == "machine.slice" && name.starts_with("systemd-nspawn@") && name.ends_with(".service"))
    return {name.substr(15, name.size() - 15 - 8), "systemd-nspawn"};
  return {};
}

// The outermost container a path names.
Container container_in(std::string_view path) {
  std::string_view folder;
  while (!path.empty()) {
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    if (const Container found = oci_container(name, folder); !found.id.empty()) return found;
    if (const Container found = named_container(name, folder); !found.id.empty()) return found;
    folder = name;
  }
  return {};
}

}  // namespace

ControlGroup parse_control_group(std::string_view text) {
  ControlGroup group;
  int best = -1;
  while (const auto line = next_line(text)) {
    // "hierarchy:controllers:path"; the path may hold colons.
    const std::size_t first = line->find(':');
    const std::size_t second = first == std::string_view::npos ? first : line->find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line->substr(first + 1, second - first - 1);
    const std::string_view path = line->substr(second + 1);
    const int rank = path == "/" ? 0 : line->starts_with("0::") ? 3 : controllers == "name=systemd" ? 2 : 1;
    if (rank > best || (rank == best && path.size() > group.path.size())) {
      best = rank;
      group.path = path;
    }
    if (const Container found = container_in(path); group.container_id.empty() && !found.id.empty()) {
      group.container_id = found.id;
      group.container_runtime = found.runtime;
    }
  }
  return group;
}

}  // namespace firsthour::collectors
