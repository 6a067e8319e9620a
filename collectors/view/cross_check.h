// SPDX-License-Identifier: Apache-2.0
// The same fact by two routes. A rootkit lies on the route it knows; so each check asks for one set of things
// (processes, sockets, modules …) by several routes that go through different code of the kernel, and what
// one route shows and another should show and does not is a difference: a host.cross_view record with both
// views. That a check was made, with how much it compared and which routes were closed, is a host.cross_check
// record (casefile/RECORDS.md), so that "nothing found" is a statement.
//
// A thing just born or just gone differs, too. A check therefore collects its candidates first, waits once
// (wait_before_recheck), asks all routes about each candidate again, and adds only what still differs.
#pragma once

#include "collectors/collector.h"
#include "collectors/output/record_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One thing on which the views disagree. Names are bytes.
struct Difference {
  std::string_view subject;  // process, thread, socket, module, bpf_program, directory_entry, mount, taint, …
  std::string name;          // which one: "4242", "tcp 0.0.0.0:4444", "/usr/lib/x"
  std::vector<std::string> seen_by, missing_from;  // names of views, as in RECORDS.md
  std::string detail;  // what was compared, in one sentence without judgement; may be empty
};

// Both record kinds of one collector. Several checks of a collector share one.
class CrossViewFiles {
 public:
  explicit CrossViewFiles(Context& context)
      : views_{context, "host.cross_view"}, checks_{context, "host.cross_check"} {}

  // The record of a difference, begun with the common fields; the caller may add the subject's own
  // (process.pid, socket.inode …) before it gives it to add().
  [[nodiscard]] RecordWriter begin(const Difference& difference, unsigned rechecks) const;
  void add(RecordWriter record) { views_.add(std::move(record)); }
  void add(const struct CrossCheck& check);
  void finish(SourceOutcome& outcome);

 private:
  RecordFile views_, checks_;
};

// What one comparison did.
struct CrossCheck {
  std::string_view name;            // "process.listing"; stable, appears in cases
  std::vector<std::string> views;   // that took part
  std::vector<std::string> closed;  // "cgroup.procs: permission denied": routes that could not be asked
  std::uint64_t compared = 0, differences = 0;
  // Held by a process and in no list, where that proves nothing by itself.
  std::optional<std::uint64_t> unlisted = {};
  std::vector<std::string> unlisted_protocols = {};  // "TCP 3"
};

// Sleeps for the context's recheck delay, in steps, so that a stop is obeyed. False when the run is stopping:
// then candidates are not confirmed and the source says so.
[[nodiscard]] bool wait_before_recheck(const Context& context);

}  // namespace firsthour::collectors
