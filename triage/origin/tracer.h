// SPDX-License-Identifier: Apache-2.0
// Makes the chain of one target out of the facts. Pure: the same facts give the same chain.
#pragma once

#include "triage/origin/facts.h"
#include "triage/origin/target.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage::origin {

class Tracer {
 public:
  // `facts` live longer.
  Tracer(const Facts& facts, const Target& target);
  [[nodiscard]] OriginChain trace();

 private:
  using Node = std::size_t;
  static constexpr std::size_t kMostNodes = 32, kMostEdges = 64;

  // tracer.cc
  Node node(OriginKind kind, const std::string& key, std::string label);
  void edge(Node from, Node to, OriginEdge what);
  void gap(std::string code, OriginText why);
  void see(Node at, const std::optional<Instant>& first, const std::optional<Instant>& last,
           const std::string& basis);
  void stand_on(Node at, const OriginPlace& place);
  void trace_connection(Node at);
  void trace_entries(Node at);
  void trace_key(Node at);
  Node address_node(const std::string& address);
  void take_activity(Node at, const AddressFacts& seen, const std::string& address);

  // trace_file.cc
  Node file_node(const std::string& path);
  void trace_file(Node at, const std::string& path);
  bool made_by_process(Node at, const std::string& path);
  void take_commands(Node at, const std::string& path);
  bool made_in_session(Node at, const FileTold& file);

  // trace_carried.cc
  bool take_carried(Node at, const FileTold& file);

  // trace_web.cc
  bool trace_web(Node at, const FileTold& file);
  bool take_upload(Node at, const FileTold& file, const FileVisits* visits);
  void take_users(Node at, const FileVisits& visits, bool brought);
  void take_web_children(Node at, const FileTold& file, const FileVisits* visits);
  bool is_covered(const FileTold& file);
  void started_by_request(Node at, const ProcessFacts& process);

  // trace_process.cc
  Node process_node(const ProcessFacts& process);
  void trace_process(Node at, const ProcessFacts& process);
  void take_program(Node at, const ProcessFacts& process);
  // The ancestors, nearest first; the walk ends at process 1, at one that is not there, or after 16.
  [[nodiscard]] std::vector<const ProcessFacts*> ancestors(const ProcessFacts& of) const;
  bool take_ancestors(Node at, const ProcessFacts& process);
  void take_starters(Node at, const ProcessFacts& process);
  void take_connections(Node at, const ProcessFacts& process);

  // trace_login.cc
  Node login_node(const LoginFacts& login);
  // The login that a process belongs to, by an identifier; null when none is known.
  const LoginFacts* login_of(const ProcessFacts& process, OriginText& why) const;
  const LoginFacts* login_of_session(const std::string& session, Instant before, OriginText& why) const;
  const LoginFacts* login_of_pid(std::int64_t pid, Instant started, OriginText& why) const;
  // By nearness only: the last login of the user in the hour before. Null, with a gap, when several fit.
  const LoginFacts* login_near(const std::string& user, Instant at);
  bool take_login(Node at, const LoginFacts& login, OriginStrength strength, OriginText why);
  void other_logins(Node address, const std::string& from, const std::string& user);

  // conclusion.cc
  void conclude();
  void write_paragraph();

  const Facts& facts_;
  const Target& target_;
  const HostFacts& host_;
  OriginChain chain_;
  std::map<std::pair<OriginKind, std::string>, Node> nodes_;
  std::set<std::string> traced_;  // files and processes that were gone through
};

// "2024-11-22 13:37:06 +08:00", and what must be said of it.
[[nodiscard]] OriginText when(const Moment& moment);
[[nodiscard]] OriginText when(const std::optional<Instant>& at, const std::string& basis);
// Display form of a text from evidence for a sentence: one line, without secrets, cut.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 120);
// How far apart, as people say it.
[[nodiscard]] OriginText apart(std::int64_t nanoseconds);

}  // namespace firsthour::triage::origin
