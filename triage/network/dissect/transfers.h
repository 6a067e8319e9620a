// SPDX-License-Identifier: Apache-2.0
// FTP's data connections: named on the control connection, opened on another one.
#pragma once

#include "triage/network/dissect/dissector.h"

#include <deque>

namespace firsthour::triage::network {

class ExpectedTransfers {
 public:
  struct Transfer {
    Endpoint to;          // who is connected to
    std::string name;     // of the file; "" for a listing
    std::string command;  // "RETR", "STOR", "LIST", …
    bool file = false, to_server = false, server_connects = false;
    std::int64_t since = 0;
  };
  // The newest promise of an endpoint holds. At most a thousand wait.
  void expect(Transfer transfer);
  // Names the file of the newest promise of this endpoint.
  void name(const Endpoint& to, std::string command, std::string name);
  [[nodiscard]] std::optional<Transfer> claim(const Endpoint& to);
  // Also while the connection is open: the command may come after it.
  [[nodiscard]] std::optional<Transfer> look(const Endpoint& to) const;

 private:
  std::deque<Transfer> waiting_;
};

// The data connection: a file's length and digest.
class TransferDissector final : public Dissector {
 public:
  TransferDissector(Place place, Endpoint to);
  ~TransferDissector() override;
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;

 private:
  struct Taken;
  Endpoint to_;
  std::unique_ptr<Taken> taken_;
};

}  // namespace firsthour::triage::network
