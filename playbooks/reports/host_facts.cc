// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/host_facts.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/mask_secrets.h"
#include "playbooks/records/event_body.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostBytes = 256u << 20, kLongestLine = 1u << 20;
constexpr std::size_t kMostListeners = 100, kMostAccounts = 100, kMostEvents = 5'000, kMostAddresses = 1'000;

constexpr std::array<std::string_view, 13> kIdentity{"host.name",
                                                     "host.os.full",
                                                     "host.os.kernel",
                                                     "host.architecture",
                                                     "host.virtualization",
                                                     "host.id",
                                                     "host.boot_time",
                                                     "host.uptime_seconds",
                                                     "host.timezone",
                                                     "host.cpu_count",
                                                     "host.memory_bytes",
                                                     "collector.uid",
                                                     "collector.in_container"};

// Splits a stream into lines without holding it. A line over the limit is counted and passed over.
class LineReader {
 public:
  LineReader(ByteSource& from, const std::function<void(std::string_view)>& line)
      : from_{from}, line_{line} {}

  // "" when everything was read.
  std::string run() {
    std::array<std::byte, 64 * 1024> buffer{};
    std::size_t total = 0;
    for (;;) {
      const auto got = from_.read(buffer);
      if (!got) return got.error().what;
      if (*got == 0) break;
      total += *got;
      if (total > kMostBytes) return "more than 256 MiB";
      take(as_text(std::span{buffer}.first(*got)));
    }
    if (!pending_.empty()) line_(pending_);
    return too_long_ > 0 ? std::to_string(too_long_) + " lines longer than 1 MiB" : "";
  }

 private:
  void take(std::string_view bytes) {
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      append(bytes.substr(0, end));
      if (skipping_)
        ++too_long_;
      else
        line_(pending_);
      pending_.clear();
      skipping_ = false;
      bytes.remove_prefix(end + 1);
    }
    append(bytes);
  }
  void append(std::string_view bytes) {
    if (skipping_) return;
    if (pending_.size() + bytes.size() > kLongestLine) {
      skipping_ = true;
      pending_.clear();
    } else {
      pending_ += bytes;
    }
  }

  ByteSource& from_;
  const std::function<void(std::string_view)>& line_;
  std::string pending_;
  std::size_t too_long_ = 0;
  bool skipping_ = false;
};

std::string shown(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return value.dump();
  return {};
}

bool truth_at(const Json& json, std::string_view key) {
  const Json& value = child_at(json, key);
  return value.is_boolean() && value.get<bool>();
}

void take_identity(const Json& record, HostFacts& host) {
  if (!host.identity.empty()) return;
  for (const std::string_view key : kIdentity)
    if (std::string value = shown(child_at(record, key)); !value.empty())
      host.identity.emplace_back(key, std::move(value));
}

void take_clock(const Json& record, HostFacts& host) {
  if (host.clocks.size() >= 20) return;
  ClockRecord clock{text_at(record, "clock.source"), text_at(record, "clock.basis"),
                    parse_rfc3339(text_at(record, "clock.time")), std::nullopt};
  if (const Json& offset = child_at(record, "clock.offset_ns"); offset.is_number_integer())
    clock.offset_ns = offset.get<std::int64_t>();
  host.clocks.push_back(std::move(clock));
}

void take_user(const Json& record, HostFacts& host) {
  ++host.accounts_total;
  const std::string shell = text_at(record, "user.shell");
  const bool may_log_in = !shell.empty() && !shell.ends_with("/nologin") && !shell.ends_with("/false") &&
                          !shell.ends_with("/sync");
  if (may_log_in && host.accounts.size() < kMostAccounts)
    host.accounts.push_back({text_at(record, "user.name"), text_at(record, "user.id"), shell,
                             text_at(record, "user.password_state")});
}

void take_interface(const Json& record, HostFacts& host) {
  const Json& addresses = child_at(record, "interface.addresses");
  if (text_at(record, "interface.name") == "lo" || !addresses.is_array()) return;
  for (const Json& entry : addresses) {
    if (!entry.is_string() || host.addresses.size() >= kMostAddresses) continue;
    const std::string address = entry.get<std::string>();
    if (!address.starts_with("fe80:")) host.addresses.push_back(address.substr(0, address.find('/')));
  }
}

void take_socket(const Json& record, HostFacts& host) {
  const std::string transport = text_at(record, "network.transport");
  const bool listens = text_at(record, "socket.state") == "LISTEN" ||
                       (transport == "udp" && text_at(record, "destination.port").empty());
  if (!listens || (transport != "tcp" && transport != "udp")) return;
  ++host.listeners_total;
  if (host.listeners.size() >= kMostListeners) return;
  const std::string ip = text_at(record, "source.ip");
  host.listeners.push_back(
      {transport,
       (ip.find(':') == std::string::npos ? ip : "[" + ip + "]") + ":" + text_at(record, "source.port"),
       text_at(record, "process.name"), text_at(record, "process.executable"),
       text_at(record, "socket.executable_package_state")});
}

void take_login(const Json& record, HostFacts& host, const std::string& item) {
  const std::string source = text_at(record, "login.source"), type = text_at(record, "login.record_type");
  const std::string address =
      text_at(record, "source.ip").empty() ? text_at(record, "source.address") : text_at(record, "source.ip");
  if (source == "btmp") {
    ++host.failed_total;
    if (host.failed_logins.size() < kMostAddresses || host.failed_logins.contains(address))
      ++host.failed_logins[address];
    return;
  }
  const auto time = parse_rfc3339(text_at(record, "login.time"));
  if (!time || source != "wtmp" || (type != "USER_PROCESS" && type != "BOOT_TIME")) return;
  if (host.events.size() >= kMostEvents) return;
  if (type == "BOOT_TIME")
    host.events.push_back({*time, 0, "boot", "", item, Severity::info});
  else
    host.events.push_back(
        {*time, 0, "login " + text_at(record, "login.line") + (address.empty() ? "" : " ← " + address),
         text_at(record, "user.name"), item, Severity::info});
}

void take_process(const Json& record, HostFacts& host, const std::string& item) {
  if (truth_at(record, "process.kernel_thread") || truth_at(record, "process.firsthour")) return;
  const auto start = parse_rfc3339(text_at(record, "process.start"));
  if (!start || host.events.size() >= kMostEvents) return;
  std::string what = text_at(record, "process.command_line");
  if (what.empty()) what = text_at(record, "process.name");
  host.events.push_back({*start, 1, "pid " + text_at(record, "process.pid") + ": " + mask_secrets(what),
                         text_at(record, "user.name"), item, Severity::info});
}

void take_record(std::string_view line, const CaseItem& file, HostFacts& host) {
  if (line.empty()) return;
  ++host.counts[file.item.path];
  const std::string& kind = file.item.path;
  static constexpr std::array<std::string_view, 7> kRead{"host.identity",  "host.clock",  "host.user",
                                                         "host.interface", "host.socket", "host.login",
                                                         "host.process"};
  if (std::find(kRead.begin(), kRead.end(), kind) == kRead.end()) return;
  const auto record = parse_json(line);
  if (!record) {
    if (host.unread.size() < 20) host.unread.push_back(file.id + " (" + kind + "): " + record.error().what);
    return;
  }
  if (kind == "host.identity")
    take_identity(*record, host);
  else if (kind == "host.clock")
    take_clock(*record, host);
  else if (kind == "host.user")
    take_user(*record, host);
  else if (kind == "host.interface")
    take_interface(*record, host);
  else if (kind == "host.socket")
    take_socket(*record, host);
  else if (kind == "host.login")
    take_login(*record, host, file.id);
  else
    take_process(*record, host, file.id);
}

HostFacts& host_of(std::vector<HostFacts>& hosts, const std::string& name) {
  for (HostFacts& host : hosts)
    if (host.name == name) return host;
  hosts.emplace_back().name = name;
  return hosts.back();
}

}  // namespace

std::vector<HostFacts> gather_hosts(const CaseReader& from, const CaseFacts& facts) {
  std::vector<HostFacts> hosts;
  for (const CaseItem& file : facts.record_files) {
    HostFacts& host = host_of(hosts, file.item.host);
    auto content = from.content(file);
    if (!content) {
      host.unread.push_back(file.id + " (" + file.item.path + "): " + content.error().what);
      continue;
    }
    const std::function<void(std::string_view)> take = [&](std::string_view line) {
      take_record(line, file, host);
    };
    if (std::string problem = LineReader{**content, take}.run(); !problem.empty())
      host.unread.push_back(file.id + " (" + file.item.path + "): " + problem);
  }
  return hosts;
}

}  // namespace firsthour::playbooks
