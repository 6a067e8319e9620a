// SPDX-License-Identifier: Apache-2.0
// Protocols of which one line or one field is enough: SSH's banners, RDP's cookie, SMB's dialect and names.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

class SshDissector final : public Dissector {
 public:
  explicit SshDissector(Place place) : Dissector{place} { place_.flow.service = "ssh"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  [[nodiscard]] bool done() const override { return told_[0] && told_[1]; }

 private:
  std::array<std::string, 2> line_;
  std::array<bool, 2> told_{};
};

class RdpDissector final : public Dissector {
 public:
  explicit RdpDissector(Place place) : Dissector{place} { place_.flow.service = "rdp"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  // What follows the first exchange is TLS, mostly.
  [[nodiscard]] bool handed_over() const override { return answered_; }

 private:
  std::string request_;
  bool asked_ = false, answered_ = false;
};

class SmbDissector final : public Dissector {
 public:
  explicit SmbDissector(Place place) : Dissector{place} { place_.flow.service = "smb"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  [[nodiscard]] bool done() const override { return over_; }

 private:
  void message(bool from_client, Bytes body, Moment moment);
  void ntlm(bool from_client, Bytes body, Moment moment);
  std::array<std::string, 2> waiting_;
  std::array<std::uint64_t, 2> skip_{};
  bool over_ = false;
  unsigned notes_ = 0;
};

}  // namespace firsthour::triage::network
