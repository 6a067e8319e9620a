// SPDX-License-Identifier: Apache-2.0
// Protocols of which one line or one field is enough: RDP's cookie, SMB's dialects, users and names.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

class RdpDissector final : public Dissector {
 public:
  explicit RdpDissector(const Place& place) : Dissector{place} { place_.flow.service = "rdp"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  // What follows the first exchange is TLS, mostly.
  [[nodiscard]] bool handed_over() const override { return answered_; }

 private:
  std::string request_;
  bool asked_ = false, answered_ = false;
};

// Whether these bytes begin a message of SMB 1 to 3.
[[nodiscard]] bool begins_smb(std::string_view bytes);

class SmbDissector final : public Dissector {
 public:
  explicit SmbDissector(const Place& place) : Dissector{place} { place_.flow.service = "smb"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  [[nodiscard]] bool done() const override { return over_; }

 private:
  void message(bool from_client, Bytes body, Moment moment);
  void command(bool from_client, Bytes body, Moment moment);
  // What opens a session over NetBIOS: who calls whom.
  void session(Bytes body, Moment moment);
  void note(std::string_view what, std::string text, bool from_client, Moment moment);
  void ntlm(bool from_client, Bytes body, Moment moment);
  std::array<std::string, 2> waiting_;
  std::array<std::uint64_t, 2> skip_{};
  std::array<bool, 2> lost_{};
  bool over_ = false, encrypted_ = false;
  unsigned notes_ = 0;
};

}  // namespace firsthour::triage::network
