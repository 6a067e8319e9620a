// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/mail.h"

#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

MailDissector::MailDissector(const Place& place, Kind kind) : Dissector{place}, kind_{kind} {
  place_.flow.service = kind == Kind::smtp ? "smtp" : kind == Kind::pop3 ? "pop3" : "imap";
}

void MailDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (from_client)
    from_client_.feed(bytes, [&](std::string_view line) { client_line(line, moment); });
  else
    from_server_.feed(bytes, [&](std::string_view line) { server_line(line, moment); });
}

void MailDissector::gap(bool from_client, std::uint64_t, Moment) {
  (from_client ? from_client_ : from_server_).gap();
  step_ = Step::none;
  login_.reset();
}

void MailDissector::begin(std::string_view scheme, Moment moment) {
  login_.emplace();
  login_->protocol = place_.flow.service;
  login_->scheme = scheme;
  login_->asked = moment;
}

void MailDissector::take_password(std::string_view password) {
  login_->password = password;
  login_->password_seen = true;
  login_->fits = [known = login_->password](std::string_view tried) { return tried == known; };
  step_ = Step::decided;
}

// authorize NUL user NUL password (RFC 4616)
void MailDissector::take_plain(std::string_view text) {
  const auto plain = lenient_base64(text);
  if (!plain) return;
  const std::size_t first = plain->find('\0'),
                    second = first == std::string::npos ? first : plain->find('\0', first + 1);
  if (second == std::string::npos) return;
  login_->user = plain->substr(first + 1, second - first - 1);
  take_password(std::string_view{*plain}.substr(second + 1));
}

void MailDissector::smtp_command(std::string_view line, Moment moment) {
  if (step_ == Step::plain) return take_plain(line);
  if (step_ == Step::user) {
    login_->user = lenient_base64(line).value_or("");
    step_ = Step::password;
    return;
  }
  if (step_ == Step::password) return take_password(lenient_base64(line).value_or(""));
  const std::string verb = upper(next_word(line));
  if (verb == "DATA") in_data_ = true;
  if (verb == "STARTTLS") asked_tls_ = true;
  if (verb != "AUTH") return;
  const std::string mechanism = upper(next_word(line));
  if (mechanism == "PLAIN") {
    begin("clear", moment);
    if (line.empty())
      step_ = Step::plain;
    else
      take_plain(line);
  } else if (mechanism == "LOGIN") {
    begin("clear", moment);
    step_ = Step::user;
    if (!line.empty()) smtp_command(line, moment);
  } else if (!mechanism.empty()) {
    begin("challenge", moment);
    step_ = Step::decided;
  }
}

void MailDissector::client_line(std::string_view line, Moment moment) {
  if (kind_ == Kind::smtp) {
    if (!in_data_) return smtp_command(line, moment);
    if (line == ".") in_data_ = false;
    return;
  }
  if (kind_ == Kind::imap) {
    const std::string tag{next_word(line)};
    const std::string verb = upper(next_word(line));
    if (verb == "STARTTLS") {
      asked_tls_ = true;
      tag_ = tag;
    }
    if (verb != "LOGIN") return;
    tag_ = tag;
    begin("clear", moment);
    const auto unquoted = [](std::string_view word) {
      if (word.size() >= 2 && word.front() == '"' && word.back() == '"')
        word = word.substr(1, word.size() - 2);
      return word;
    };
    login_->user = unquoted(next_word(line));
    take_password(unquoted(line));
    return;
  }
  const std::string verb = upper(next_word(line));
  if (verb == "STLS") asked_tls_ = true;
  if (verb == "USER") {
    begin("clear", moment);
    login_->user = line;
    step_ = Step::password;
  } else if (verb == "PASS" && login_) {
    take_password(line);
  }
}

void MailDissector::server_line(std::string_view line, Moment moment) {
  if (!greeted_) {
    greeted_ = true;
    place_.out.note(place_.flow, {place_.flow.service, "banner", std::string{line}, false, moment});
    return;
  }
  const std::string_view whole = line;
  if (kind_ == Kind::smtp) {
    if (line.size() > 3 && line[3] == '-') return;
    if (asked_tls_ && line.starts_with("220")) encrypted_ = true;
    asked_tls_ = false;
    if (step_ == Step::decided) decide(line.starts_with("235"), whole, moment);
    return;
  }
  if (kind_ == Kind::pop3) {
    if (asked_tls_ && line.starts_with("+OK")) encrypted_ = true;
    asked_tls_ = false;
    if (step_ == Step::decided) decide(line.starts_with("+OK"), whole, moment);
    return;
  }
  if (tag_.empty() || next_word(line) != tag_) return;
  const bool good = begins_with_word(line, "OK");
  if (asked_tls_ && good) encrypted_ = true;
  asked_tls_ = false;
  if (step_ == Step::decided) decide(good, whole, moment);
}

void MailDissector::decide(bool accepted, std::string_view reply, Moment moment) {
  if (!login_) return;
  login_->outcome = accepted ? LoginOutcome::accepted : LoginOutcome::refused;
  login_->reply = reply;
  login_->answered = moment;
  place_.out.login(place_.flow, *login_);
  login_.reset();
  step_ = Step::none;
}

void MailDissector::end() {
  if (login_ && step_ == Step::decided) place_.out.login(place_.flow, *login_);
}

}  // namespace firsthour::triage::network
