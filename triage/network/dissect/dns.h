// SPDX-License-Identifier: Apache-2.0
// DNS messages (RFC 1035 and its followers), over UDP and TCP; mDNS, LLMNR and NetBIOS names have the same
// form.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

// Total: of a message that does not hold together what could be read, with `malformed` set. Absent when the
// bytes have not even a header that could be one.
enum class NameForm { dns, netbios };
[[nodiscard]] std::optional<DnsMessage> parse_dns(Bytes message, NameForm form = NameForm::dns);

class DnsStream final : public Dissector {
 public:
  explicit DnsStream(const Place& place) : Dissector{place} { place_.flow.service = "dns"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t, Moment) override { lost_[from_client] = true; }

 private:
  std::array<std::string, 2> waiting_;
  std::array<bool, 2> lost_{};  // lengths cannot be found again behind a hole
};

}  // namespace firsthour::triage::network
