// SPDX-License-Identifier: Apache-2.0
// FTP's control connection: logins by their outcome, data connections by their promise. Replies are matched
// to commands in order, since clients pipeline; a reply of many lines is one.
#pragma once

#include "triage/network/dissect/dissector.h"
#include "triage/network/dissect/lines.h"
#include "triage/network/dissect/transfers.h"

#include <deque>

namespace firsthour::triage::network {

class FtpDissector final : public Dissector {
 public:
  explicit FtpDissector(const Place& place) : Dissector{place} { place_.flow.service = "ftp"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;
  // TLS follows.
  [[nodiscard]] bool handed_over() const override { return encrypted_; }

 private:
  struct Command {
    std::string verb, argument;
    Moment moment;
    ExpectedTransfers::Promise promise;  // of PORT and EPRT, until the server agrees
  };
  void command(std::string_view line, Moment moment);
  void reply(std::string_view line, Moment moment);
  void answered(const Command& command, unsigned code, std::string_view text, Moment moment);
  void login_answered(const Command& command, unsigned code, std::string_view text, Moment moment);
  // Of the data connection that is to go to `port` of the client or the server.
  [[nodiscard]] ExpectedTransfers::Promise promise(bool to_client, std::uint16_t port, Moment moment);
  void name_transfer(const Command& command);
  void tell(LoginOutcome outcome, std::string_view text, Moment moment);
  Lines from_client_, from_server_;
  std::deque<Command> open_;
  std::optional<Login> login_;
  ExpectedTransfers::Promise data_;  // the newest, until a command names its file
  unsigned many_lines_ = 0;          // the code of the reply whose lines are coming
  bool greeted_ = false, encrypted_ = false;
};

}  // namespace firsthour::triage::network
