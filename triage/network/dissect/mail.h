// SPDX-License-Identifier: Apache-2.0
// Logins of SMTP (AUTH PLAIN and LOGIN), POP3 (USER and PASS) and IMAP (LOGIN), in clear text.
#pragma once

#include "triage/network/dissect/dissector.h"
#include "triage/network/dissect/lines.h"

namespace firsthour::triage::network {

class MailDissector final : public Dissector {
 public:
  enum class Kind { smtp, pop3, imap };
  MailDissector(const Place& place, Kind kind);
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;
  [[nodiscard]] bool handed_over() const override { return encrypted_; }

 private:
  enum class Step { none, user, password, plain, decided };
  void client_line(std::string_view line, Moment moment);
  void server_line(std::string_view line, Moment moment);
  void smtp_command(std::string_view line, Moment moment);
  void begin(std::string_view scheme, Moment moment);
  void take_plain(std::string_view text);
  void take_password(std::string_view password);
  void decide(bool accepted, std::string_view reply, Moment moment);
  Kind kind_;
  Lines from_client_, from_server_;
  std::optional<Login> login_;
  Step step_ = Step::none;
  std::string tag_;       // of IMAP's LOGIN
  bool in_data_ = false;  // SMTP: lines are of the message
  bool asked_tls_ = false, encrypted_ = false, greeted_ = false;
};

}  // namespace firsthour::triage::network
