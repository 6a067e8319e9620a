// SPDX-License-Identifier: Apache-2.0
// Any log in, its entries out. Total over hostile bytes, in one or two passes, in memory that does not grow
// with the log. What could not be read is counted and named with its place; nothing is skipped silently.
//
// Compressed logs are the caller's to open; the name may keep its ".gz" and its number.
#pragma once

#include "triage/logs/log_record.h"
#include "triage/logs/zone.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

// What the log itself does not say.
struct LogHints {
  Zone zone;                // of the host
  std::string zone_source;  // "the host's /etc/localtime"; "" when the zone is not known and UTC is taken
  std::optional<Instant> modified, collected;  // the file's last change, and when it was taken
  std::string host;                            // for logs that name none
};

// A place in the log that says something else than its form allows.
struct LogLoss {
  std::uint64_t offset = 0, line = 0;  // line 0 in binary logs
  std::string what;
};

struct LogSummary {
  LogKind kind = LogKind::empty;
  std::uint64_t lines = 0;                  // of binary logs, records met
  std::uint64_t records = 0;                // handed over, derived ones not counted
  std::array<std::uint64_t, 4> by_basis{};  // records by how their time is known
  std::optional<Instant> first, last;       // earliest and latest
  std::string zone;                         // "assumed +08:00 from …"; "" when every time was stated
  std::string encoding;                     // "UTF-8", "UTF-16LE", "UTF-16BE", "GBK (guessed)", "bytes"
  std::uint64_t year_steps = 0;             // new years that were passed on the way through the file

  // What an intruder's hand looks like; also handed over as a last record of service "log_file".
  std::uint64_t backwards = 0;  // steps back in time of more than a minute (web logs: an hour)
  std::int64_t longest_backwards_seconds = 0;
  std::int64_t longest_gap_seconds = 0;
  std::optional<Instant> gap_from;
  std::uint64_t missing = 0;     // numbers of records (event logs, journals) that are not there
  std::uint64_t zero_bytes = 0;  // NULs in a text log: holes left by truncation or by wiping

  std::uint64_t long_lines = 0;       // longer than a MiB: taken in pieces
  std::uint64_t losses = 0;           // all of them …
  std::vector<LogLoss> first_losses;  // … and the first 64
  bool stopped = false;               // the visitor said so
};

// Called for each entry in the order of the log. False stops.
using LogVisitor = std::function<bool(const LogRecord&)>;

// What the log most likely is, by its content, and where that leaves a doubt by its name.
[[nodiscard]] LogKind recognise_log(std::span<const std::byte> content, std::string_view name);

// True when triage should read this content as a log: a form that was recognised, or a name that logs have.
[[nodiscard]] bool is_log(std::span<const std::byte> content, std::string_view name);

// `content` must stay as it is during the call (a mapping of a file that others can cut is not).
[[nodiscard]] LogSummary read_log(std::span<const std::byte> content, std::string_view name,
                                  const LogHints& hints, const LogVisitor& visit);

// The same for a log whose form the caller knows.
[[nodiscard]] LogSummary read_log_as(LogKind kind, std::span<const std::byte> content, std::string_view name,
                                     const LogHints& hints, const LogVisitor& visit);

}  // namespace firsthour::triage::logs
