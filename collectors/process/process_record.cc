// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/process_record.h"

#include "collectors/account/passwd.h"
#include "collectors/host/kernel_text.h"

#include <unistd.h>

#include <array>

namespace firsthour::collectors {
namespace {

void put_name(RecordWriter& record, std::string_view key, const std::optional<std::string>& bytes) {
  if (bytes) record.put_bytes(key, *bytes);
}

void put_text(RecordWriter& record, std::string_view key, std::string_view text) {
  if (!text.empty()) record.put(key, text);
}

void put_executable(RecordWriter& record, const Executable& executable) {
  record.put_bytes("process.executable", executable.name.path);
  record.put("process.executable_deleted", executable.name.deleted);
  record.put("process.executable_memfd", executable.name.memfd);
  if (executable.name.deleted && !executable.name.memfd)
    record.put("process.executable_replaced", executable.name.replaced);
  if (!executable.facts) return;
  const FileFacts& facts = *executable.facts;
  std::array<char, 16> mode;
  const auto end = std::to_chars(mode.data(), mode.data() + mode.size(), facts.mode & 07777u, 8).ptr;
  record.put("process.executable_inode", facts.inode);
  record.put("process.executable_device", facts.device);
  record.put("process.executable_size", facts.size);
  record.put("process.executable_mode", "0" + std::string{mode.data(), end});
  record.put("process.executable_uid", facts.uid);
  record.put("process.executable_mtime", facts.modified);
}

void put_command(RecordWriter& record, const ProcessFacts& facts) {
  const CommandLine& command = facts.command;
  if (command.arguments.empty()) return;
  record.put_list("process.args", command.arguments);
  record.put_bytes("process.command_line", command.joined);
  record.put("process.title_changed", command.title_changed);
}

void put_users(RecordWriter& record, const ProcessStatus& status, const ProcessSetting& setting) {
  if (status.users) {
    const auto& ids = *status.users;
    record.put("user.id", std::to_string(ids[0]));
    record.put("user.effective.id", std::to_string(ids[1]));
    record.put("user.saved.id", std::to_string(ids[2]));
    if (const auto name = setting.users.find(ids[0]); name != setting.users.end())
      record.put_bytes("user.name", name->second);
  }
  if (status.groups) {
    record.put("group.id", std::to_string((*status.groups)[0]));
    record.put("group.effective.id", std::to_string((*status.groups)[1]));
  }
  put_text(record, "process.capabilities.effective", status.effective);
  put_text(record, "process.capabilities.permitted", status.permitted);
  put_text(record, "process.capabilities.bounding", status.bounding);
  record.put("process.seccomp", status.seccomp);
  record.put("process.no_new_privs", status.no_new_privileges);
}

void put_place(RecordWriter& record, const ProcessEntry& entry, const ProcessFacts& facts) {
  for (std::size_t kind = 0; kind < kNamespaceNames.size(); ++kind)
    if (entry.namespaces[kind] != 0)
      record.put("process.namespace." + std::string{kNamespaceNames[kind]}, entry.namespaces[kind]);
  if (!facts.status.namespace_pids.empty())
    record.put_list("process.namespace_pids", facts.status.namespace_pids);
  if (!entry.cgroup.empty()) record.put_bytes("process.cgroup", entry.cgroup);
  put_text(record, "container.id", entry.container_id);
  put_text(record, "container.runtime", entry.container_runtime);
  put_name(record, "process.stdin", facts.standard[0]);
  put_name(record, "process.stdout", facts.standard[1]);
  put_name(record, "process.stderr", facts.standard[2]);
}

void put_times(RecordWriter& record, const ProcessStat& stat, const ProcessSetting& setting) {
  if (!setting.boot) return;
  const std::uint64_t ticks = setting.ticks_per_second;
  const auto seconds = static_cast<std::int64_t>(stat.start_ticks / ticks);
  const auto rest = static_cast<std::int64_t>(stat.start_ticks % ticks * 1'000'000'000 / ticks);
  // A start time that no clock can have is left out rather than wrapped.
  if (seconds < (std::int64_t{1} << 32))
    record.put("process.start",
               Instant{setting.boot->nanoseconds + Instant::from_seconds(seconds, rest).nanoseconds});
}

}  // namespace

ProcessSetting read_setting(const Host& host) {
  ProcessSetting setting;
  // The kernel hands this number over at start; it is no file of the host.
  if (const long ticks = ::sysconf(_SC_CLK_TCK); ticks > 0)
    setting.ticks_per_second = static_cast<std::uint64_t>(ticks);
  if (const auto stat = host.read("/proc/stat", 16 << 20)) {
    std::string_view text = stat->bytes;
    while (auto line = next_line(text))
      if (next_field(*line) == "btime")
        if (const auto seconds = number_from<std::uint32_t>(next_field(*line)))
          setting.boot = Instant::from_seconds(*seconds);
  }
  if (const auto passwd = host.read("/etc/passwd", kPasswdLimit))
    for (auto& user : parse_passwd(passwd->bytes)) setting.users.try_emplace(user.id, std::move(user.name));
  return setting;
}

RecordWriter process_record(const ProcessEntry& entry, const ProcessFacts& facts,
                            const ProcessSetting& setting, const std::optional<std::string>& sha256,
                            const std::optional<PackageAnswer>& package) {
  const ProcessStat& stat = facts.stat;
  RecordWriter record{"host.process"};
  record.put("process.pid", entry.pid);
  record.put("process.parent.pid", stat.parent);
  if (stat.group > 0) record.put("process.group_leader.pid", stat.group);
  if (stat.session > 0) record.put("process.session_leader.pid", stat.session);
  if (facts.status.tracer.value_or(0) != 0) record.put("process.tracer_pid", facts.status.tracer);
  record.put_bytes("process.name", stat.name);
  if (facts.executable) put_executable(record, *facts.executable);
  put_name(record, "process.executed_as", facts.image.executed_as);
  put_name(record, "process.image", facts.image.path);
  record.put("process.image_matches_executable", facts.image.matches);
  record.put("process.hash.sha256", sha256);
  put_command(record, facts);
  put_name(record, "process.working_directory", facts.working_directory);
  put_name(record, "process.root", facts.root);
  put_times(record, stat, setting);
  record.put_bytes("process.state", std::string_view{&stat.state, 1});
  record.put("process.threads", stat.threads);
  put_text(record, "process.tty", tty_name(stat.tty));
  record.put("process.kernel_thread", stat.kernel_thread());
  put_users(record, facts.status, setting);
  record.put("process.login_uid", facts.login_user);
  record.put("process.audit_session", facts.audit_session);
  put_place(record, entry, facts);
  if (!facts.preload.empty()) record.put_list("process.env_preload", facts.preload);
  if (!facts.mapped_deleted.empty()) record.put_list("process.mapped_deleted", facts.mapped_deleted);
  record.put("process.mapped_anonymous_executable", facts.anonymous_executable);
  if (package) {
    put_text(record, "process.executable_package", package->package);
    record.put("process.executable_package_state", name_of(package->state));
  }
  record.put("process.firsthour", entry.firsthour);
  return record;
}

}  // namespace firsthour::collectors
