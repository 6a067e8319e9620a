// SPDX-License-Identifier: Apache-2.0
// FTP's data connections: named on the control connection, opened on another one. A promise is believed when
// it is of the two ends of its control connection, for five minutes, and for one connection: else a server
// could be hidden by a line of text.
#pragma once

#include "triage/network/dissect/dissector.h"

#include <deque>
#include <memory>

namespace firsthour::triage::network {

class ExpectedTransfers {
 public:
  struct Transfer {
    IpAddress from;    // who connects
    Endpoint to;       // to whom
    std::string name;  // of the file; "" for a listing
    bool file = false, to_server = false;
    std::int64_t since = 0;
  };
  // Shared with the control connection: the command that names the file may come after the data connection.
  using Promise = std::shared_ptr<Transfer>;
  // The newest promise of an endpoint holds. At most a thousand wait.
  void expect(Promise promise);
  // The promise of this connection, which is kept now; null when there is none.
  [[nodiscard]] Promise claim(const Flow& flow);

 private:
  std::deque<Promise> waiting_;
};

// The data connection: a file's length and digest.
class TransferDissector final : public Dissector {
 public:
  TransferDissector(const Place& place, ExpectedTransfers::Promise promise);
  ~TransferDissector() override;
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;

 private:
  struct Taken;
  ExpectedTransfers::Promise promise_;
  std::unique_ptr<Taken> taken_;
};

}  // namespace firsthour::triage::network
