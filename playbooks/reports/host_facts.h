// SPDX-License-Identifier: Apache-2.0
// What the host records of a case say, in the amount that a report shows. Bounded: lists keep their first
// entries, counts are exact as far as the records were read, and what was not read is named.
#pragma once

#include "playbooks/reports/case_facts.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firsthour::playbooks {

struct HostEvent {
  Instant at;
  int lane = 0;  // 0 logins, 1 processes, 2 files
  std::string what, who, item;
  Severity severity = Severity::info;
  std::string host{};
};

struct Listener {
  std::string transport, address, process, executable, package_state;
};

struct Account {
  std::string name, id, shell, password_state;
};

struct ClockRecord {
  std::string source, basis;
  std::optional<Instant> time;
  std::optional<std::int64_t> offset_ns;
};

struct HostFacts {
  std::string name;
  std::vector<std::pair<std::string, std::string>> identity;  // record key, value
  std::map<std::string, std::uint64_t> counts;                // records by kind
  std::vector<std::string> addresses;  // of its interfaces, without those of the loopback
  std::vector<Listener> listeners;
  std::vector<Account> accounts;                       // those with a login shell
  std::map<std::string, std::uint64_t> failed_logins;  // by address; "" where none is given
  std::vector<ClockRecord> clocks;
  std::vector<HostEvent> events;  // logins and process starts
  std::uint64_t listeners_total = 0, accounts_total = 0, failed_total = 0;
  std::vector<std::string> unread;
};

// One entry a host, in the order in which they first appear.
[[nodiscard]] std::vector<HostFacts> gather_hosts(const CaseReader& from, const CaseFacts& facts);

}  // namespace firsthour::playbooks
