// SPDX-License-Identifier: Apache-2.0
// What one record says about another, as fields that rules can test. Of one host and one collection.
//
//   host.process         process.parent.name, .executable, .command_line
//                        process.executable_pids: all processes of the same executable (at most 64)
//                        process.stdin_socket.transport, .state, .remote_ip, .remote_port; the same for
//                        stdout_socket process.stdin_socket.listed: false when the socket is in no list of
//                        sockets
//   host.socket          process.command_line, process.parent.name, process.executable_deleted,
//   process.executable_package host.kernel          kernel.taint_modules: loaded modules with a taint letter
//   host.authorized_key  user.id, user.shell, user.home, user.system_account
#pragma once

#include "triage/sigma/event.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

class HostIndex {
 public:
  // Takes what joins need of a record; first all records, then join().
  void add(std::string_view service, const sigma::Event& event);
  // Adds the fields above. Views point into the index: it must outlive the event's use.
  void join(std::string_view service, sigma::Event& event) const;

 private:
  struct Process {
    std::string name, executable, command_line, parent, package, deleted;
  };
  struct Socket {
    std::string transport, state, remote_ip, remote_port;
  };
  struct User {
    std::string id, shell, home;
  };

  void join_process(sigma::Event& event) const;
  void join_stream(std::string_view target, std::string_view stream, sigma::Event& event) const;
  void join_socket(sigma::Event& event) const;
  void join_kernel(sigma::Event& event) const;
  void join_key(sigma::Event& event) const;

  std::map<std::string, Process, std::less<>> processes_;              // by pid
  std::map<std::string, Socket, std::less<>> sockets_;                 // by inode
  std::map<std::string, User, std::less<>> users_;                     // by name
  std::map<std::string, std::vector<std::string>, std::less<>> pids_;  // by executable
  std::set<std::string, std::less<>> tainted_modules_;
};

}  // namespace firsthour::triage
