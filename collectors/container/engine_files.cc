// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/engine_files.h"

#include "casefile/json.h"
#include "collectors/container/bolt_file.h"
#include "collectors/container/docker_container.h"
#include "collectors/container/json_value.h"
#include "collectors/container/oci_container.h"
#include "collectors/files/local_users.h"
#include "collectors/host/kernel_text.h"
#include "collectors/process/process_table.h"

#include <algorithm>
#include <map>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestText = 8 << 20;

class EngineFiles {
 public:
  EngineFiles(const Host& host, const std::function<void(KnownContainer)>& visit)
      : host_{host}, visit_{visit} {}

  void docker(const std::string& root) {
    const std::string folder = root + "/containers";
    for (const std::string& id : folders_in(folder)) {
      const std::string path = folder + "/" + id + "/config.v2.json";
      const auto config = text_of(path);
      if (!config) continue;
      const auto settings = host_.read(folder + "/" + id + "/hostconfig.json", kLargestText);
      give(parse_docker_container(*config, settings ? std::string_view{settings->bytes} : std::string_view{}),
           path);
    }
  }

  // containers-storage, one list a storage driver; `running` is the folder of the specifications of what
  // runs.
  void storage(const std::string& root, const std::string& running) {
    for (const char* driver :
         {"/overlay-containers", "/vfs-containers", "/btrfs-containers", "/zfs-containers"}) {
      const std::string path = root + driver + "/containers.json";
      const auto list = text_of(path);
      if (!list) continue;
      auto containers = parse_storage_containers(*list);
      if (!containers) {
        problem(path, containers.error());
        continue;
      }
      std::map<std::string, KnownContainer> stored;
      for (KnownContainer& each : *containers) {
        each.definition = path;
        std::string id = each.id;
        stored.emplace(std::move(id), std::move(each));
      }
      podman_database(root + "/libpod/bolt_state.db", stored);
      for (auto& [id, container] : stored) {
        specification(container, running.empty() ? running : running + driver, root + driver);
        visit(std::move(container));
      }
    }
  }

  // Of what runs or ran, as it was started.
  void specification(KnownContainer& container, const std::string& running, const std::string& kept) {
    if (container.id.find('/') != std::string::npos) return;
    for (const std::string& folder : {running, kept}) {
      const std::string path = folder + "/" + container.id + "/userdata/config.json";
      const auto text = folder.empty() ? std::nullopt : text_of(path);
      const auto config = text ? parse_oci_container(*text) : Result<KnownContainer>{KnownContainer{}};
      if (!text || !config) continue;
      return merge(container, *config, path);
    }
  }

  // What Podman was told, also of what never ran: ctr / ID / config and state.
  void podman_database(const std::string& path, std::map<std::string, KnownContainer>& containers) {
    each_value(path, [&](std::span<const std::string> buckets, std::string_view key, std::string_view value) {
      if (buckets.size() != 2 || buckets[0] != "ctr") return true;
      const auto found = containers.find(buckets[1]);
      if (found == containers.end() || (key != "config" && key != "state")) return true;
      if (key == "config") {
        if (const auto config = parse_podman_config(value)) merge(found->second, *config, path);
      } else {
        add_podman_state(value, found->second);
      }
      return true;
    });
  }

  // Folders NAMESPACE/ID with a specification, of what runs.
  void containerd(const std::string& root) {
    for (const std::string& group : folders_in(root)) {
      for (const std::string& id : folders_in(root + "/" + group)) {
        const std::string path = root + "/" + group + "/" + id + "/config.json";
        const auto text = text_of(path);
        if (!text) continue;
        auto container = parse_oci_container(*text);
        if (container) {
          container->id = id;
          container->state = "running";
          container->runtime = group == "moby" ? "docker" : "containerd";
        }
        give(std::move(container), path);
      }
    }
  }

  // containerd's database names what stopped, too: v1 / NAMESPACE / containers / ID / image.
  void containerd_database(const std::string& path) {
    each_value(path, [&](std::span<const std::string> buckets, std::string_view key, std::string_view value) {
      if (buckets.size() != 4 || buckets[0] != "v1" || buckets[2] != "containers" || key != "image")
        return true;
      KnownContainer container;
      container.id = buckets[3];
      container.runtime = buckets[1] == "moby" ? "docker" : "containerd";
      container.image = value;
      container.definition = path;
      visit(std::move(container));
      return !reading_.cut;
    });
  }

  // The names of pods stand in the folders of their logs: NAMESPACE_NAME_UID.
  void pods() {
    for (const std::string& folder : folders_in("/var/log/pods")) {
      const std::size_t first = folder.find('_'), last = folder.rfind('_');
      if (first == std::string::npos || first == last) continue;
      KnownContainer pod;
      pod.runtime = "kubernetes";
      pod.id = folder.substr(last + 1);
      pod.pod_namespace = folder.substr(0, first);
      pod.pod = folder.substr(first + 1, last - first - 1);
      pod.definition = "/var/log/pods/" + folder;
      const auto lives = host_.status("/var/lib/kubelet/pods/" + pod.id, false);
      pod.state = lives ? "running" : "exited";
      visit(std::move(pod));
    }
  }

  void lxc(const std::string& root, std::string_view file, const std::string& runtime) {
    for (const std::string& name : folders_in(root)) {
      const std::string path = root + "/" + name + std::string{file};
      const auto text = text_of(path);
      if (!text) continue;
      KnownContainer container;
      container.id = container.name = name;
      container.runtime = runtime;
      container.definition = path;
      for (std::string_view rest = *text; const auto line = next_line(rest);) {
        const std::size_t equals = line->find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = trimmed(line->substr(0, equals)),
                               value = trimmed(line->substr(equals + 1));
        if (key == "lxc.uts.name" || key == "lxc.utsname") container.hostname = value;
        if (key == "lxc.mount.entry") container.mounts.emplace_back(value);
        if (key == "lxc.net.0.type" || key == "lxc.network.type") container.network_mode = value;
        if (key == "lxc.start.auto" && value == "1") container.restart_policy = "always";
      }
      visit(std::move(container));
    }
  }

  void machines() {
    for (const std::string& name : folders_in("/var/lib/machines")) {
      KnownContainer container;
      container.id = container.name = name;
      container.runtime = "systemd-nspawn";
      container.definition = "/var/lib/machines/" + name;
      visit(std::move(container));
    }
  }

  EngineReading finish() && { return std::move(reading_); }

 private:
  void each_value(const std::string& path, const BoltVisitor& visit) {
    const auto file = host_.open(path);
    if (!file) {
      if (file.error().code != Errc::not_found) problem(path, file.error());
      return;
    }
    const auto read = read_bolt_file(**file, visit);
    if (!read)
      problem(path, read.error());
    else if (!read->empty())
      reading_.problems.push_back(path + ": " + *read);
  }

  std::vector<std::string> folders_in(const std::string& folder) {
    std::vector<std::string> names;
    const auto entries = host_.list(folder);
    if (!entries) {
      if (entries.error().code == Errc::denied) problem(folder, entries.error());
      return names;
    }
    for (const DirectoryEntry& each : *entries) {
      const auto status = host_.status(folder + "/" + each.name, false);
      if (status && status->is_directory()) names.push_back(each.name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::optional<std::string> text_of(const std::string& path) {
    auto file = host_.read(path, kLargestText);
    if (file && !file->cut) return std::move(file->bytes);
    if (file)
      reading_.problems.push_back(path + " is over 8 MiB");
    else if (file.error().code != Errc::not_found)
      problem(path, file.error());
    return std::nullopt;
  }

  void problem(const std::string& path, const Error& error) {
    // Most errors name their file themselves.
    const bool named = error.what.starts_with(path);
    if (reading_.problems.size() < 100)
      reading_.problems.push_back(named ? error.what : path + ": " + error.what);
  }

  void give(Result<KnownContainer> container, const std::string& path) {
    if (!container) return problem(path, container.error());
    container->definition = path;
    visit(std::move(*container));
  }

  void visit(KnownContainer container) {
    if (visited_ == kMostContainers) {
      reading_.cut = true;
      return;
    }
    ++visited_;
    visit_(std::move(container));
  }

  // `more` is of the specification, which knows how the container runs, not how it is called.
  static void merge(KnownContainer& into, const KnownContainer& more, const std::string& path) {
    into.definition = path;
    into.command = more.command;
    into.environment = more.environment;
    into.mounts = more.mounts;
    into.capabilities = more.capabilities;
    if (more.privileged) into.privileged = more.privileged;
    if (!more.restart_policy.empty()) into.restart_policy = more.restart_policy;
    into.network_mode = more.network_mode;
    into.pid_mode = more.pid_mode;
    into.user = more.user;
    into.hostname = more.hostname;
    if (into.image.empty()) into.image = more.image;
    if (!more.pod.empty()) {
      into.pod = more.pod;
      into.pod_namespace = more.pod_namespace;
    }
  }

  const Host& host_;
  const std::function<void(KnownContainer)>& visit_;
  EngineReading reading_;
  std::size_t visited_ = 0;
};

void add_new(std::vector<std::string>& roots, std::string root) {
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  if (root.empty() || root.front() != '/') return;
  if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(std::move(root));
}

}  // namespace

std::vector<std::string> docker_roots(const Host& host, const ProcessTable* processes) {
  std::vector<std::string> roots;
  if (processes != nullptr) {
    for (const ProcessEntry& entry : processes->all()) {
      if (entry.name != "dockerd") continue;
      const auto arguments = host.read("/proc/" + std::to_string(entry.pid) + "/cmdline", 1 << 16);
      std::string_view rest = arguments ? std::string_view{arguments->bytes} : std::string_view{};
      for (bool is_next = false; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        if (is_next) add_new(roots, std::string{word});
        is_next = word == "--data-root" || word == "-g" || word == "--graph";
        for (const std::string_view option : {"--data-root=", "--graph="})
          if (word.starts_with(option)) add_new(roots, std::string{word.substr(option.size())});
      }
    }
  }
  if (const auto daemon = host.read("/etc/docker/daemon.json", kLargestText)) {
    if (const auto json = parse_json(daemon->bytes)) {
      add_new(roots, text_at(*json, {"data-root"}));
      add_new(roots, text_at(*json, {"graph"}));
    }
  }
  add_new(roots, "/var/lib/docker");
  add_new(roots, "/var/snap/docker/common/var-lib-docker");
  return roots;
}

EngineReading read_engine_files(const Host& host, const ProcessTable* processes,
                                const std::function<void(KnownContainer)>& visit) {
  EngineFiles files{host, visit};
  for (const std::string& root : docker_roots(host, processes)) files.docker(root);
  files.storage("/var/lib/containers/storage", "/run/containers/storage");
  for (const std::string& home : read_local_users(host).homes)
    files.storage(home + "/.local/share/containers/storage", "");
  for (const char* root : {"/run/containerd/io.containerd.runtime.v2.task",
                           "/run/docker/containerd/daemon/io.containerd.runtime.v2.task",
                           "/run/k3s/containerd/io.containerd.runtime.v2.task"})
    files.containerd(root);
  for (const char* root : {"/var/lib/containerd", "/var/lib/rancher/k3s/agent/containerd"})
    files.containerd_database(std::string{root} + "/io.containerd.metadata.v1.bolt/meta.db");
  files.pods();
  files.lxc("/var/lib/lxc", "/config", "lxc");
  // LXD keeps its definitions in a replicated database; what it told LXC last lies beside its logs.
  for (const char* root :
       {"/var/lib/lxd/logs", "/var/snap/lxd/common/lxd/logs", "/var/log/lxd", "/var/log/incus"})
    files.lxc(root, "/lxc.conf", "lxd");
  files.machines();
  return std::move(files).finish();
}

}  // namespace firsthour::collectors
