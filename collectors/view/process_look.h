// SPDX-License-Identifier: Apache-2.0
// The routes to one process, each asked alone.
#pragma once

#include "casefile/json_writer.h"
#include "collectors/host.h"
#include "collectors/view/pid_calls.h"
#include "collectors/view/pid_set.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

class ProcessLook {
 public:
  // REQUIRES: `host` is live.
  explicit ProcessLook(const Host& host) : host_{host} {}
  // Finds out which routes are open. Call once, first.
  void prepare();

  // Why /proc cannot be compared at all; empty when it can.
  [[nodiscard]] const std::string& listing_closed() const { return listing_closed_; }
  [[nodiscard]] const std::vector<std::string>& closed() const { return closed_; }
  [[nodiscard]] const std::vector<PidCall>& calls() const { return calls_; }  // the cheapest last
  [[nodiscard]] bool same_pids() const { return same_pids_; }  // /proc counts PIDs as system calls do
  [[nodiscard]] bool has_own() const { return own_ != nullptr; }
  [[nodiscard]] bool can_hold() const;                          // pidfd_open works
  [[nodiscard]] Pid most_pids() const { return most_pids_; }    // kernel.pid_max
  [[nodiscard]] Pid newest_pid() const { return newest_pid_; }  // 0: unknown

  [[nodiscard]] PidSet list() const;
  [[nodiscard]] PidSet list_own() const;  // empty without a procfs of our own
  [[nodiscard]] std::vector<PidCall> answering_calls(Pid pid) const;
  // Not a thread of another process. What cannot be told counts as a process.
  [[nodiscard]] bool is_process(Pid pid) const;
  // /proc/PID/stat is there and speaks of this PID.
  [[nodiscard]] bool stat_fits(Pid pid) const;
  [[nodiscard]] bool own_stat_fits(Pid pid) const;
  // Since boot, in ticks; by our own procfs, else by /proc.
  [[nodiscard]] std::optional<std::uint64_t> start_of(Pid pid) const;
  // Adds process.pid, .name, .executable, .command_line as far as any route tells them.
  void describe(Pid pid, RecordWriter& record) const;

 private:
  [[nodiscard]] const Host& best() const { return own_ ? *own_ : host_; }
  [[nodiscard]] std::string best_folder(Pid pid) const;
  [[nodiscard]] bool counts_as_we_do() const;
  void look_at_namespace();

  const Host& host_;
  std::unique_ptr<Host> own_;
  std::string listing_closed_;
  std::vector<std::string> closed_;
  std::vector<PidCall> calls_;
  bool same_pids_ = false;
  Pid most_pids_ = 32'768, newest_pid_ = 0;
};

}  // namespace firsthour::collectors
