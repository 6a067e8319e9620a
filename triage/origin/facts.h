// SPDX-License-Identifier: Apache-2.0
// What the evidence of a case says that an origin can be made of: gathered once, then only looked at.
// Bounded: what did not fit is in `lost`, one sentence each. Of logs only what touches something that is
// wanted is kept, and sums for each address.
#pragma once

#include "casefile/instant.h"
#include "triage/origin.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::origin {

// A time and how it is known.
struct Moment {
  Instant at;
  std::string basis;  // "stated", "zone-assumed", "year-inferred"
};

struct ProcessFacts {
  std::int64_t pid = 0, parent = 0, session_leader = 0;
  std::string name, executable, command_line, user, user_id, working_directory, tty, cgroup;
  std::string login_uid, audit_session;  // "" when not set
  bool executable_deleted = false, executable_memfd = false, kernel_thread = false;
  std::uint64_t executable_inode = 0;
  std::optional<Instant> start;
  OriginPlace place;
};

struct ConnectionFacts {
  std::string transport, state, local_ip, local_port, remote_ip, remote_port;
  std::vector<std::int64_t> pids;
  OriginPlace place;
};

// A file of the host, as an item of the case, a record of a walk, or both.
struct FileTold {
  std::string path, owner, sha256;
  std::uint32_t uid = 0;
  std::uint64_t inode = 0;
  std::optional<Instant> modified, changed, born;
  std::vector<OriginPlace> places;
};

// A login that was let in: a line of a log, a record of utmp or wtmp, a session of logind, an audit record.
struct LoginFacts {
  Moment time;
  std::string user, address, port, method, key, tty, session;  // session: number of the audit or of logind
  std::int64_t pid = 0;
  std::string source;  // "sshd", "utmp", "logind", "audit"
  OriginPlace place;
};

struct Tries {
  std::uint64_t failed = 0;
  std::optional<Instant> first, last;
  std::set<std::string> users;  // at most 8
  OriginPlace place;            // of the first
};

// One address in all logs of a host.
struct AddressFacts {
  std::uint64_t requests = 0, not_found = 0, login_pages = 0;
  std::optional<Instant> first, last;  // of requests and tries to log in
  std::string basis;
  std::set<std::string> agents;  // at most 3, cut
  OriginPlace first_place, last_place;
  std::map<std::string, Tries> tries;  // by item: the same log may be there in two forms
};

struct RequestFacts {
  Moment time;
  std::string address, method, target, agent;  // target: as sent, cut
  int status = 0;
  OriginPlace place;
  [[nodiscard]] bool writes() const { return method == "POST" || method == "PUT" || method == "PATCH"; }
  [[nodiscard]] bool succeeded() const { return status >= 200 && status < 400; }
};

// What one address asked of one file.
struct Visit {
  std::uint64_t count = 0, sent = 0, succeeded = 0;  // sent: with a body or a query
  std::optional<Instant> first, last;
  std::string basis;
  OriginPlace first_place;
};

// All requests for one file.
struct FileVisits {
  std::string root;                         // the web root below which path and request are equal …
  bool root_stated = false;                 // … as the server's own settings say
  std::map<std::string, Visit> by_address;  // whose path below the root is the request's
  std::uint64_t by_name_only = 0;           // only the end of the path is equal
  std::vector<RequestFacts> requests;       // the first 2,000, in the order of the log
};

// The kernel's own word (audit) on who made a file, or started a program.
struct Creation {
  Moment time;
  std::int64_t pid = 0, parent = 0;
  std::string executable, login_uid, session, user_id, command;
  OriginPlace place;
};

struct KeyFacts {
  std::string user, path, fingerprint;
  std::optional<Instant> modified;
  OriginPlace place;
};

// A file that starts things, and the wanted programs that it names.
struct StarterFacts {
  FileTold file;
  std::string source;  // "persistence.cron"
  std::set<std::string> names;
};

struct CommandFacts {
  Moment time;
  bool has_time = false;
  std::string user, text;
  OriginPlace place;
};

struct LogCover {
  std::string kind, path;
  std::optional<Instant> first, last;
};

struct HostFacts {
  std::map<std::int64_t, ProcessFacts> processes;
  std::vector<ConnectionFacts> connections;
  std::map<std::string, FileTold> files;                                 // the wanted ones, by path …
  std::map<std::string, std::vector<std::string>, std::less<>> by_name;  // … their paths by the last name …
  std::vector<std::pair<Instant, std::string>> made;  // … and when they were made or last written; in order
  std::map<std::string, FileVisits> visits;           // of files, by path
  std::map<std::string, std::vector<RequestFacts>> writes;    // near the birth of a file, by its path
  std::map<std::string, std::vector<Creation>> creations;     // by path
  std::map<std::string, std::vector<Creation>> executions;    // of programs, by path
  std::map<std::string, std::vector<CommandFacts>> commands;  // that name a file, by its path
  std::vector<LoginFacts> logins;
  std::map<std::string, AddressFacts> addresses;
  std::vector<KeyFacts> keys;
  std::map<std::string, StarterFacts> starters;     // by path
  std::map<std::int64_t, std::string> units;        // of processes
  std::map<std::string, std::string> users;         // name by number
  std::vector<std::pair<std::string, bool>> roots;  // web roots; stated by settings
  std::vector<LogCover> logs;
};

// The entry of a log that a finding stands on.
struct EntryFacts {
  Moment time;
  std::string host, address, user, text, category;
};

// A file that a capture of the case carried (items of kind "carried-file").
struct CarriedFacts {
  std::string sender, receiver, protocol;  // addresses without ports
  Instant first, last;
  OriginPlace place;
};

struct Facts {
  std::multimap<std::string, CarriedFacts> carried;  // by SHA-256
  std::map<std::string, HostFacts> hosts;
  std::map<std::pair<std::string, std::uint64_t>, EntryFacts> entries;  // by item and offset
  std::set<std::string> lost;
};

// Kinds of programs that serve the web, by the name of the process.
[[nodiscard]] bool is_web_server(std::string_view name);

}  // namespace firsthour::triage::origin
