// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/process_look.h"

#include "collectors/host/kernel_text.h"
#include "collectors/host/own_procfs.h"
#include "collectors/process/command_line.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/stat.h"
#include "collectors/system/mount_table.h"

#include <unistd.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kStatLimit = 4 << 10, kTextLimit = 1 << 20;
constexpr std::uint64_t kInitialPidNamespace = 0xeffffffc;  // PROC_PID_INIT_INO

PidSet pids_of(const Host& host, std::string_view folder) {
  PidSet pids;
  if (const auto entries = host.list(folder))
    for (const auto& entry : *entries)
      if (const auto pid = number_from<Pid>(entry.name)) pids.add(*pid);
  return pids;
}

std::optional<ProcessStat> stat_in(const Host& host, const std::string& folder, Pid pid) {
  const auto text = host.read(folder + "/stat", kStatLimit);
  auto stat = text ? parse_process_stat(text->bytes) : std::nullopt;
  if (stat && stat->pid != pid) stat.reset();
  return stat;
}

std::optional<Pid> last_number(const Host& host, std::string_view path) {
  const auto text = host.read(path, kStatLimit);
  if (!text) return std::nullopt;
  const std::string_view line = trimmed(text->bytes);
  return number_from<Pid>(line.substr(line.find_last_of(" \t") + 1));
}

// Whether the mount option keeps the processes of others out of our listing.
bool hides_others(const Host& host) {
  const auto text = host.read("/proc/self/mountinfo", kTextLimit);
  if (!text) return false;
  const auto mounts = parse_mounts(text->bytes);
  const Mount* proc = mount_of(mounts, "/proc");
  if (proc == nullptr) return false;
  const std::string& options = proc->options;
  for (const char* mode : {"hidepid=2", "hidepid=4", "hidepid=invisible", "hidepid=ptraceable"})
    if (options.find(mode) != std::string::npos) return true;
  return false;
}

}  // namespace

// By the first process: /proc/self may be a copy that somebody laid there.
bool ProcessLook::counts_as_we_do() const {
  if (own_) {
    const auto ours = stat_in(*own_, "/1", 1), shown = stat_in(host_, "/proc/1", 1);
    if (ours && shown) return ours->start_ticks == shown->start_ticks;
  }
  const auto self = host_.read_link("/proc/self");
  const auto counted = self ? number_from<Pid>(*self) : std::nullopt;
  return !counted || *counted == static_cast<Pid>(::getpid());
}

void ProcessLook::prepare() {
  if (auto own = open_own_procfs())
    own_ = std::move(*own);
  else
    closed_.push_back("procfs.own: " + own.error().what);
  same_pids_ = counts_as_we_do();
  if (same_pids_) {
    for (const PidCall call : kPidCalls) {
      if (works(call))
        calls_.push_back(call);
      else
        closed_.push_back(std::string{name_of(call)} + ": not in this kernel, or not allowed");
    }
  } else {
    own_.reset();
    closed_.emplace_back("system calls, procfs.own: /proc counts the PIDs of another PID namespace");
  }
  look_at_namespace();
  most_pids_ = std::min(last_number(host_, "/proc/sys/kernel/pid_max").value_or(most_pids_), kMostPids);
  newest_pid_ = last_number(host_, "/proc/loadavg").value_or(0);
  if (const auto listing = host_.list("/proc"); !listing)
    listing_closed_ = listing.error().what;
  else if (::geteuid() != 0 && hides_others(host_))
    listing_closed_ = "/proc is mounted so that it lists only our own processes (hidepid)";
}

void ProcessLook::look_at_namespace() {
  const auto link = host_.read_link("/proc/self/ns/pid");
  const auto inode = link ? inode_of_link(*link, "pid") : std::nullopt;
  if (inode && *inode != kInitialPidNamespace)
    closed_.emplace_back("processes outside of this PID namespace: cannot be seen from inside");
}

bool ProcessLook::can_hold() const {
  return std::find(calls_.begin(), calls_.end(), PidCall::pidfd_open) != calls_.end();
}

PidSet ProcessLook::list() const { return pids_of(host_, "/proc"); }

PidSet ProcessLook::list_own() const { return own_ ? pids_of(*own_, "/") : PidSet{}; }

std::vector<PidCall> ProcessLook::answering_calls(Pid pid) const {
  std::vector<PidCall> found;
  for (const PidCall call : calls_)
    if (answers(call, pid)) found.push_back(call);
  return found;
}

std::string ProcessLook::best_folder(Pid pid) const { return (own_ ? "/" : "/proc/") + std::to_string(pid); }

bool ProcessLook::is_process(Pid pid) const {
  const auto text = best().read(best_folder(pid) + "/status", kTextLimit);
  if (!text) return true;
  std::string_view rest = text->bytes;
  while (auto line = next_line(rest))
    if (next_field(*line) == "Tgid:") return number_from<Pid>(next_field(*line)) == pid;
  return true;
}

bool ProcessLook::stat_fits(Pid pid) const {
  return stat_in(host_, "/proc/" + std::to_string(pid), pid).has_value();
}

bool ProcessLook::own_stat_fits(Pid pid) const {
  return own_ && stat_in(*own_, "/" + std::to_string(pid), pid).has_value();
}

std::optional<std::uint64_t> ProcessLook::start_of(Pid pid) const {
  const auto stat = stat_in(best(), best_folder(pid), pid);
  return stat ? std::optional{stat->start_ticks} : std::nullopt;
}

void ProcessLook::describe(Pid pid, RecordWriter& record) const {
  record.put("process.pid", pid);
  const std::string folder = best_folder(pid);
  if (const auto stat = stat_in(best(), folder, pid)) {
    record.put_bytes("process.name", stat->name);
    record.put("process.parent.pid", stat->parent);
  }
  if (const auto link = best().read_link(folder + "/exe"))
    record.put_bytes("process.executable", without_deleted_mark(*link));
  if (const auto text = best().read(folder + "/cmdline", kTextLimit); text && !text->bytes.empty())
    record.put_bytes("process.command_line", parse_command_line(text->bytes).joined);
}

}  // namespace firsthour::collectors
