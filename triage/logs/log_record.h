// SPDX-License-Identifier: Apache-2.0
// One entry of a log, as a reader hands it over: when, from which log source, where it stands, and its
// fields under the names that Sigma rules use.
//
// Fields (in `event`), besides `message`, `hostname`, `program` and `pid` where a log has them:
//   syslog, journal  facility, severity; of sshd, su, cron and the account programs user.name, source.ip,
//                    source.port, auth.method, auth.result; of sudo USER, PWD, TTY, COMMAND, as it writes
//                    them; of the journal every field under its own name (_UID, _SYSTEMD_UNIT, …)
//   audit            type, serial and every key of the record, hexadecimal texts decoded; what a record lacks
//                    and others of the same event say (exe, uid, cwd …) is added
//   web              c-ip, cs-method, cs-uri-stem, cs-uri-query, cs-uri, cs-version, cs-host, cs-username,
//                    sc-status, sc-bytes, cs-referer, cs-user-agent; url.decoded when it says something else;
//                    of W3C files every column under its own name
//   login            login.record_type, login.line, user.name, source.address, source.ip, login.source
//   windows          Channel, EventID, Provider_Name, Computer and the rest of System; EventData by its names
//   package          package.action, package.name, package.version; of apt also user.name, command_line
//   history          command_line; user.name when the path tells it
//   json             every key, nested ones joined by dots
#pragma once

#include "casefile/instant.h"
#include "triage/sigma/event.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage::logs {

enum class LogKind {
  empty,
  plain,  // lines whose form is not known; times are not read
  syslog,
  journal,
  audit,
  web_access,
  web_error,
  w3c,  // extended log files with a #Fields line: IIS and others
  logins,
  last_login,  // lastlog: one record a user id
  package,     // dpkg, apt, yum, dnf
  shell_history,
  json_lines,
  windows_events,
};
[[nodiscard]] std::string_view name_of(LogKind kind);

// How a time is known. In the order of trust.
enum class TimeBasis {
  stated,         // with its zone, or counted from an epoch
  zone_assumed,   // a wall clock's; the summary says which zone was taken
  year_inferred,  // without a year besides: counted back from when the file was last known to be
  none,           // the entry has no time, or not one that could be read
};
[[nodiscard]] std::string_view name_of(TimeBasis basis);  // "stated", "zone-assumed", …

// As Sigma has it; "" where a log does not say.
struct LogOrigin {
  std::string_view product;   // "linux", "windows", "apache", …
  std::string_view category;  // "webserver", "process_creation"
  std::string_view service;   // the narrowest that is known: "sshd", "sudo", "cron", "auditd"
  std::string_view wider;     // the service of the file it stands in: "auth" for sshd in auth.log
};

// All views are valid during the call only.
struct LogRecord {
  Instant time;  // 0 where basis is none
  TimeBasis basis = TimeBasis::none;
  LogOrigin origin;
  std::string_view host, program;
  std::optional<std::int64_t> pid;
  std::string_view message;  // bytes of the log; in UTF-16 files made UTF-8
  const sigma::Event* event = nullptr;
  std::uint64_t offset = 0, length = 0;  // in the content; of a joined entry, of its first line
  std::uint64_t line = 0;                // from 1; in binary logs the number of the record
  // Made of several entries that are handed over too (a process creation from audit records), or about the
  // log as a whole (origin.service "log_file"): not to be counted as an entry.
  bool derived = false;
};

}  // namespace firsthour::triage::logs
