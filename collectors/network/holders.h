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
  // Adds process.*, socket.executable_package_state and process.firsthour. Nothing when no holder is known.
  void put(RecordWriter& record, const SocketFacts& socket);

 private:
  // The table was read before our own sockets were opened: those are looked up when they turn up.
  [[nodiscard]] bool is_ours_now(std::uint64_t inode) const;
  [[nodiscard]] std::string_view package_state(const std::string& executable);

  Context& context_;
  std::map<std::string, std::string_view, std::less<>> states_;
};

}  // namespace firsthour::collectors
