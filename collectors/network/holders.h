// SPDX-License-Identifier: Apache-2.0
// Who holds a socket: joins the facts of the process table and the package index into a record.
#pragma once

#include "casefile/json_writer.h"
#include "collectors/collector.h"
#include "collectors/network/socket_facts.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

class SocketHolders {
 public:
  explicit SocketHolders(Context& context) : context_{context} {}
  // Whether this process holds it, asked while it does. The table was read before our own netlink and packet
  // sockets were opened; others are not asked for.
  [[nodiscard]] bool is_ours_now(const SocketFacts& socket) const;
  // Adds process.*, socket.executable_package_state and process.firsthour. Nothing when no holder is known.
  void put(RecordWriter& record, const SocketFacts& socket, bool ours);

 private:
  [[nodiscard]] std::string_view package_state(const std::string& executable);

  Context& context_;
  std::map<std::string, std::string_view, std::less<>> states_;
};

}  // namespace firsthour::collectors
