// SPDX-License-Identifier: Apache-2.0
#include "triage/host/joins.h"

#include "casefile/number.h"

namespace firsthour::triage {
namespace {

using sigma::Event;
using sigma::Scalar;

constexpr std::size_t kMostPids = 64;

void add_known(std::string_view key, std::string_view value, Event& event) {
  if (!value.empty() && !event.find(key)) event.add(key, {Scalar::Kind::text, value});
}

// "socket:[4711]" → "4711".
std::string_view socket_inode(std::string_view target) {
  constexpr std::string_view kStart = "socket:[";
  if (!target.starts_with(kStart) || !target.ends_with(']')) return {};
  return target.substr(kStart.size(), target.size() - kStart.size() - 1);
}

// Accounts below 1000 are the system's on every distribution we meet; 65534 is nobody.
bool is_system_account(std::string_view id) {
  const auto number = number_from<std::uint64_t>(id).value_or(0);
  return (number > 0 && number < 1000) || number == 65534;
}

}  // namespace

void HostIndex::add(std::string_view service, const Event& event) {
  const auto text = [&](std::string_view key) { return std::string{event.text(key)}; };
  if (service == "host.process") {
    processes_[text("process.pid")] = {
        text("process.name"),       text("process.executable"),         text("process.command_line"),
        text("process.parent.pid"), text("process.executable_package"), text("process.executable_deleted")};
    auto& pids = pids_[text("process.executable")];
    if (pids.size() < kMostPids && !event.is_true("process.firsthour")) pids.push_back(text("process.pid"));
  } else if (service == "host.socket") {
    const std::string inode = text("socket.inode");
    // Sockets that are closing share the inode 0.
    if (inode.empty() || inode == "0") return;
    sockets_.try_emplace(inode, Socket{text("network.transport"), text("socket.state"),
                                       text("destination.ip"), text("destination.port")});
  } else if (service == "host.user") {
    users_.try_emplace(text("user.name"), User{text("user.id"), text("user.shell"), text("user.home")});
  } else if (service == "host.kernel_module") {
    const bool tainted = !event.text("module.taint").empty() || event.is_true("module.out_of_tree") ||
                         event.is_true("module.unsigned");
    if (tainted) tainted_modules_.insert(text("module.name"));
  }
}

void HostIndex::join(std::string_view service, Event& event) const {
  if (service == "host.process")
    join_process(event);
  else if (service == "host.socket")
    join_socket(event);
  else if (service == "host.kernel")
    join_kernel(event);
  else if (service == "host.authorized_key")
    join_key(event);
}

void HostIndex::join_process(Event& event) const {
  const auto same = pids_.find(event.text("process.executable"));
  if (same != pids_.end()) {
    event.begin_list("process.executable_pids");
    for (const std::string& pid : same->second) event.append({Scalar::Kind::number, pid});
  }
  if (const auto parent = processes_.find(event.text("process.parent.pid")); parent != processes_.end()) {
    add_known("process.parent.name", parent->second.name, event);
    add_known("process.parent.executable", parent->second.executable, event);
    add_known("process.parent.command_line", parent->second.command_line, event);
  }
  join_stream(event.text("process.stdin"), "process.stdin_socket", event);
  join_stream(event.text("process.stdout"), "process.stdout_socket", event);
}

void HostIndex::join_stream(std::string_view target, std::string_view stream, Event& event) const {
  const std::string_view inode = socket_inode(target);
  if (inode.empty()) return;
  const auto key = [&](std::string_view name) { return event.own(std::string{stream}.append(name)); };
  const auto socket = sockets_.find(inode);
  if (!sockets_.empty()) event.add_boolean(key(".listed"), socket != sockets_.end());
  if (socket == sockets_.end()) return;
  add_known(key(".transport"), socket->second.transport, event);
  add_known(key(".state"), socket->second.state, event);
  add_known(key(".remote_ip"), socket->second.remote_ip, event);
  add_known(key(".remote_port"), socket->second.remote_port, event);
}

void HostIndex::join_socket(Event& event) const {
  const auto holder = processes_.find(event.text("process.pid"));
  if (holder == processes_.end()) return;
  add_known("process.command_line", holder->second.command_line, event);
  add_known("process.executable_package", holder->second.package, event);
  add_known("process.executable_deleted", holder->second.deleted, event);
  const auto parent = processes_.find(holder->second.parent);
  if (parent != processes_.end()) add_known("process.parent.name", parent->second.name, event);
}

void HostIndex::join_kernel(Event& event) const {
  if (tainted_modules_.empty()) return;
  event.begin_list("kernel.taint_modules");
  for (const std::string& name : tainted_modules_) event.append({Scalar::Kind::text, name});
}

void HostIndex::join_key(Event& event) const {
  const auto user = users_.find(event.text("user.name"));
  if (user == users_.end()) return;
  add_known("user.id", user->second.id, event);
  add_known("user.shell", user->second.shell, event);
  add_known("user.home", user->second.home, event);
  event.add_boolean("user.system_account", is_system_account(user->second.id));
}

}  // namespace firsthour::triage
