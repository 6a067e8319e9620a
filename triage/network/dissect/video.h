// SPDX-License-Identifier: Apache-2.0
// Logins of video devices outside HTTP: Dahua's DHIP and DVRIP; and ONVIF's WS-UsernameToken inside it.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

// A SOAP request that carries WS-UsernameToken, with the outcome of its answer.
[[nodiscard]] std::optional<Login> onvif_login(const HttpExchange& exchange);
// Dahua's JSON calls over HTTP (/RPC2_Login): one login is two exchanges.
class DahuaRpc {
 public:
  // A login when this answer decides one.
  [[nodiscard]] std::optional<Login> request(std::string_view json, Moment moment);
  [[nodiscard]] std::optional<Login> answer(std::string_view json, Moment moment);

 private:
  std::string realm_, random_;
  std::optional<Login> login_;
};

// "DHIP" frames over TCP.
class DhipDissector final : public Dissector {
 public:
  explicit DhipDissector(const Place& place) : Dissector{place} { place_.flow.service = "dhip"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool, std::uint64_t, Moment) override { over_ = true; }
  [[nodiscard]] bool done() const override { return over_; }

 private:
  std::array<std::string, 2> waiting_;
  DahuaRpc rpc_;
  bool over_ = false;
};

// The older binary protocol, TCP 37777.
class DvripDissector final : public Dissector {
 public:
  explicit DvripDissector(const Place& place) : Dissector{place} { place_.flow.service = "dvrip"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool, std::uint64_t, Moment) override { over_ = true; }
  void end() override;
  [[nodiscard]] bool done() const override { return over_; }

 private:
  void frame(bool from_client, Bytes head, std::string_view body, Moment moment);
  std::array<std::string, 2> waiting_;
  std::string realm_, random_;
  std::optional<Login> login_;
  bool over_ = false;
};

// Discovery: Hikvision's SADP, Dahua's, WS-Discovery.
[[nodiscard]] std::optional<DeviceAnswer> parse_discovery(Bytes datagram, std::uint16_t from_port,
                                                          std::uint16_t to_port);

}  // namespace firsthour::triage::network
