// SPDX-License-Identifier: Apache-2.0
// Telnet: user and password as typed after the prompts for them. The outcome is a guess from what the server
// writes next: told only where it is clear.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

class TelnetDissector final : public Dissector {
 public:
  explicit TelnetDissector(const Place& place) : Dissector{place} { place_.flow.service = "telnet"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;

 private:
  void typed(std::string_view line, Moment moment);
  void shown(Moment moment);
  void tell(LoginOutcome outcome, Moment moment);
  [[nodiscard]] std::string without_commands(bool from_client, Bytes bytes);
  enum class Wait { nothing, user, password, outcome };
  Wait wait_ = Wait::nothing;
  std::string screen_, typing_;
  std::optional<Login> login_;
  std::array<std::uint8_t, 2> command_{};  // how far into a command the side is
};

}  // namespace firsthour::triage::network
