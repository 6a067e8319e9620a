// SPDX-License-Identifier: Apache-2.0
// Everything in a case that has a time, in one order: times of files, entries of logs, logins, commands of
// shell histories, starts of processes and units, the kernel's log, what captures show, and when findings
// were recorded. What a finding stands on is tagged with its rule.
//
// Memory is bounded: what does not fit is sorted in parts in unnamed files of a scratch folder.
#pragma once

#include "casefile/case.h"
#include "casefile/instant.h"
#include "casefile/result.h"
#include "triage/triage.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

struct TimelineEntry {
  Instant time;
  // How the time is known: "stated" "zone-assumed" "year-inferred" "since-boot" (counted from the host's
  // boot).
  std::string basis;
  std::string description;  // what happened then, as Timesketch calls it: "Content Modification Time"
  std::string source;       // "file" "log" "login" "shell" "process" "record" "network" "finding"
  std::string kind;         // "syslog", "host.file", …
  std::string host, user, message;
  std::string item, path;                          // where it stands …
  std::uint64_t offset = 0, length = 0, line = 0;  // … and in it; of captures `line` is the packet
  std::vector<std::string> tags;                   // rules of findings on it

  // Of files only.
  struct File {
    std::string mode, sha256;  // "-rw-r--r--"; hex
    std::uint64_t inode = 0, uid = 0, gid = 0, size = 0;
    std::array<std::optional<Instant>, 4> times;  // accessed, modified, changed, born
  };
  std::optional<File> file;
};

struct TimelineOptions {
  std::string scratch_folder = "/tmp";  // for what is sorted outside memory
  std::uint64_t memory = 64U << 20;     // bytes of entries kept at once
  std::uint64_t largest_log = std::uint64_t{4} << 30;
  std::string zone;                 // of hosts whose own is not in the case: "Asia/Shanghai", "+08:00"
  std::optional<Instant> from, to;  // only entries in [from, to)
  // A file once, at its earliest time, instead of once for each of its times.
  bool files_once = false;
  std::function<bool(std::uint64_t items, std::uint64_t bytes)> progress;  // false stops: `interrupted`
};

// One log that was read.
struct TimelineLog {
  std::string item, path, kind, zone, encoding;
  std::uint64_t entries = 0, without_time = 0, losses = 0, backwards = 0;
};

struct TimelineReport {
  std::uint64_t entries = 0;       // given to the visitor
  std::uint64_t without_time = 0;  // entries of logs and records that have none: not in the timeline
  std::uint64_t outside = 0;       // of [from, to)
  std::vector<TimelineLog> logs;
  std::vector<NotScanned> not_read;
};

// In the order of time; what is at the same time, in the order of the case. The visitor's false stops.
[[nodiscard]] Result<TimelineReport> make_timeline(const CaseReader& from, const TimelineOptions& options,
                                                   const std::function<bool(const TimelineEntry&)>& visit);

// One line, with its newline. JSON with the fields that Timesketch asks for; the body file of The Sleuth Kit,
// version 3 (entries that are no files have their one time in all four places).
[[nodiscard]] std::string timeline_json_line(const TimelineEntry& entry);
[[nodiscard]] std::string timeline_body_line(const TimelineEntry& entry);

}  // namespace firsthour::triage
