// SPDX-License-Identifier: Apache-2.0
// files.service: configuration and logs found through the running processes.
#include "collectors/files/file_taker.h"
#include "collectors/files/files.h"
#include "collectors/files/find.h"
#include "collectors/files/local_users.h"
#include "collectors/files/mount_guard.h"
#include "collectors/files/service_paths.h"
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/process/process_table.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kCommandLine = 1 << 20;
constexpr std::size_t kMostHomes = 1000, kMostFiles = 20'000;
constexpr std::array kConfigurationBelow{"/conf/**3", "/etc/**3", "/config/**3", "/*.conf",      "/*.cnf",
                                         "/*.ini",    "/*.yml",   "/*.yaml",     "/*.properties"};
constexpr std::array kLogsBelow{"/logs/*", "/log/*", "/*.log"};

PlanEntry entry_for(std::string name, std::uint64_t limit, bool tail) {
  PlanEntry entry;
  entry.name = std::move(name);
  entry.limit = limit;
  entry.tail = tail;
  entry.except = {"/**100/*.key", "/**100/*.pem", "/**100/*.p12", "/**100/*.jks", "/**100/*.pfx"};
  return entry;
}

class ServiceFiles {
 public:
  ServiceFiles(Context& context, TakenFiles& taken)
      : context_{context}, guard_{read_mount_guard(context.host)}, taker_{context, taken} {}

  SourceOutcome run(const ProcessTable& table) {
    for (const std::string& home : read_local_users(context_.host).homes) users_.insert(home);
    const std::uint64_t own = mount_namespace_of_ours(table);
    for (const ProcessEntry& entry : table.all()) {
      // What lives in another mount namespace names files of its own, not these.
      const std::uint64_t theirs = entry.namespaces[static_cast<std::size_t>(NamespaceKind::mnt)];
      if (entry.kernel_thread || entry.unanswered || entry.firsthour || (own != 0 && theirs != own)) continue;
      look_at(entry);
    }
    for (const std::string& path : configurations_) take(path, configuration_);
    for (const std::string& path : logs_) take(path, log_);
    for (const std::string& home : homes_) {
      for (const char* pattern : kConfigurationBelow) expand(pattern, home, configuration_);
      for (const char* pattern : kLogsBelow) expand(pattern, home, log_);
    }
    SourceOutcome outcome = taker_.finish();
    if (homes_.size() >= kMostHomes || configurations_.size() + logs_.size() >= kMostFiles)
      add_problem(outcome, Outcome::partial, "more services than are followed");
    if (context_.stopping()) add_problem(outcome, Outcome::timed_out, "stopped");
    return outcome;
  }

 private:
  static std::uint64_t mount_namespace_of_ours(const ProcessTable& table) {
    for (const ProcessEntry& entry : table.all())
      if (entry.firsthour) return entry.namespaces[static_cast<std::size_t>(NamespaceKind::mnt)];
    return 0;
  }

  void look_at(const ProcessEntry& entry) {
    const std::string base = "/proc/" + std::to_string(entry.pid);
    const auto arguments =
        context_.host.read_patiently(base + "/cmdline", kCommandLine, std::chrono::seconds{2});
    const auto folder = context_.host.read_link(base + "/cwd");
    const ServicePaths paths =
        service_paths(arguments ? std::string_view{arguments->bytes} : std::string_view{},
                      entry.executable.value_or(""), folder ? std::string_view{*folder} : std::string_view{});
    for (const std::string& file : paths.files) {
      if (is_configuration_name(file)) add(configurations_, file);
      if (is_log_name(file)) add(logs_, file);
    }
    for (const std::string& home : paths.homes)
      if (homes_.size() < kMostHomes && !users_.contains(home)) homes_.insert(home);
    // What is refused here is said by host.open_file.
    static_cast<void>(
        context_.host.list_in_pieces(base + "/fd", [&](const std::vector<DirectoryEntry>& entries) {
          for (const DirectoryEntry& each : entries) {
            const auto target = context_.host.read_link(base + "/fd/" + each.name);
            if (target && target->starts_with('/') && is_log_name(*target)) add(logs_, *target);
          }
          return true;
        }));
  }

  static void add(std::set<std::string>& paths, const std::string& path) {
    if (paths.size() < kMostFiles) paths.insert(path);
  }

  Finder finder_for(const PlanEntry& entry) {
    Finder::Hooks hooks;
    hooks.stop = [this] { return context_.stopping() || taker_.output_failed(); };
    hooks.problem = [&](const std::string& path, Outcome outcome, std::string reason) {
      taker_.note(path, entry, outcome, std::move(reason));
    };
    hooks.found = [&](const Found& found) {
      if (found.status.is_regular()) taker_.take(found, entry);
    };
    return {context_.host, guard_, std::move(hooks)};
  }

  void take(const std::string& path, const PlanEntry& entry) {
    if (context_.stopping()) return;
    const auto found = finder_for(entry).resolve(path, "/");
    if (found && found->status.is_regular()) taker_.take({found->path, found->status}, entry);
  }

  void expand(std::string_view pattern, const std::string& home, const PlanEntry& entry) {
    if (!context_.stopping()) finder_for(entry).expand(pattern, home);
  }

  Context& context_;
  MountGuard guard_;
  FileTaker taker_;
  PlanEntry configuration_ = entry_for("configuration.service", 4 << 20, false);
  PlanEntry log_ = entry_for("log.service", 64 << 20, true);
  std::set<std::string> users_, homes_, configurations_, logs_;
};

}  // namespace

SourceOutcome collect_service_files(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  TakenFiles own;
  return ServiceFiles{context, context.taken != nullptr ? *context.taken : own}.run(*table);
}

}  // namespace firsthour::collectors
