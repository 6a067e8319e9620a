// SPDX-License-Identifier: Apache-2.0
// The SQLite databases that newer systems keep instead of wtmp and lastlog: wtmpdb's and lastlog2's.
#pragma once

#include "casefile/instant.h"
#include "collectors/host.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace firsthour::collectors {

enum class LoginDatabase {
  wtmpdb,    // table wtmp: ID, Type, User, Login, Logout, TTY, RemoteHost, Service; microseconds
  lastlog2,  // table Lastlog2: Name, Time, TTY, RemoteHost, Service; seconds
};

struct DatabaseLogin {
  std::string type;  // a name of utmp(5); wtmpdb only, which has numbers of its own
  std::string user, line, host, service;
  std::optional<Instant> time, end;  // absent for 0 and for what no clock can say
};

// Calls `visit` with each row, in order of rowid, until it says false; with what stands in the write-ahead
// log. not_found: there is no such file or table. The text is why not all rows were read, mostly empty.
[[nodiscard]] Result<std::string> read_login_database(const Host& host, const std::string& path,
                                                      LoginDatabase kind,
                                                      const std::function<bool(DatabaseLogin)>& visit);

}  // namespace firsthour::collectors
