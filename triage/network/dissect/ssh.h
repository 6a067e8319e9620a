// SPDX-License-Identifier: Apache-2.0
// SSH: the banners, and of the lists of algorithms that both sides offer the fingerprints hassh and
// hasshServer (https://github.com/salesforce/hassh, BSD-3-Clause). What follows is encrypted.
#pragma once

#include "triage/network/dissect/dissector.h"

#include <array>

namespace firsthour::triage::network {

// Of the payload of SSH_MSG_KEXINIT (RFC 4253 section 7.1); absent when it does not hold together.
[[nodiscard]] std::optional<std::string> hassh(Bytes payload, bool of_client);

class SshDissector final : public Dissector {
 public:
  explicit SshDissector(const Place& place) : Dissector{place} { place_.flow.service = "ssh"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  [[nodiscard]] bool done() const override { return sides_[0].over && sides_[1].over; }

 private:
  struct Side {
    std::string waiting;
    std::size_t before = 0;  // bytes of lines in front of the banner
    bool banner = false, over = false;
  };
  // False when more is to come first.
  [[nodiscard]] bool banner(bool from_client, Side& side, Moment moment);
  [[nodiscard]] bool offer(bool from_client, Side& side, Moment moment);
  std::array<Side, 2> sides_;
};

}  // namespace firsthour::triage::network
