// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/telnet.h"

#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kScreen = 512, kLongestLine = 256;
enum State : std::uint8_t { kText, kCommand, kOption, kSub, kSubCommand };

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.ends_with(word)) return true;
  return false;
}

}  // namespace

std::string TelnetDissector::without_commands(bool from_client, Bytes bytes) {
  std::uint8_t& state = command_[from_client];
  std::string out;
  for (const std::byte b : bytes) {
    const unsigned c = std::to_integer<unsigned>(b);
    switch (state) {
      case kText:
        if (c == 255)
          state = kCommand;
        else
          out += static_cast<char>(c);
        break;
      case kCommand:
        state = c >= 251 && c <= 254 ? kOption : c == 250 ? kSub : kText;
        break;
      case kOption:
        state = kText;
        break;
      case kSub:
        if (c == 255) state = kSubCommand;
        break;
      default:
        state = c == 240 ? kText : kSub;
        break;
    }
  }
  return out;
}

void TelnetDissector::data(bool from_client, Bytes bytes, Moment moment) {
  const std::string text = without_commands(from_client, bytes);
  if (!from_client) {
    screen_ += text;
    if (screen_.size() > kScreen) screen_.erase(0, screen_.size() - kScreen);
    if (!text.empty()) shown(moment);
    return;
  }
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == '\0') {
      if (!typing_.empty() || c == '\r') typed(typing_, moment);
      typing_.clear();
    } else if (c == '\b' || c == 127) {
      if (!typing_.empty()) typing_.pop_back();
    } else if (typing_.size() < kLongestLine) {
      typing_ += c;
    }
  }
}

void TelnetDissector::typed(std::string_view line, Moment moment) {
  if (wait_ == Wait::user && !line.empty()) {
    login_.emplace();
    login_->protocol = "telnet";
    login_->scheme = "clear";
    login_->user = line;
    login_->asked = moment;
    wait_ = Wait::nothing;
    screen_.clear();
  } else if (wait_ == Wait::password) {
    if (!login_) login_.emplace();
    login_->protocol = "telnet";
    login_->scheme = "clear";
    if (login_->asked.packet == 0) login_->asked = moment;
    login_->password = line;
    login_->password_seen = true;
    login_->fits = [known = login_->password](std::string_view tried) { return tried == known; };
    wait_ = Wait::outcome;
    screen_.clear();
  }
}

void TelnetDissector::shown(Moment moment) {
  const std::string text = lower(trimmed(screen_));
  if (wait_ == Wait::outcome) {
    if (text.find("incorrect") != std::string::npos || text.find("fail") != std::string::npos ||
        text.find("invalid") != std::string::npos || text.find("denied") != std::string::npos ||
        ends_with_any(text, {"login:", "username:", "password:"}))
      tell(LoginOutcome::refused, moment);
    else if (ends_with_any(text, {"$", "#", ">", "%"}) || text.find("last login") != std::string::npos)
      tell(LoginOutcome::accepted, moment);
    else
      return;
  }
  if (ends_with_any(text, {"login:", "username:", "user:", "user name:"})) wait_ = Wait::user;
  if (ends_with_any(text, {"password:"})) wait_ = Wait::password;
}

void TelnetDissector::tell(LoginOutcome outcome, Moment moment) {
  login_->outcome = outcome;
  login_->answered = moment;
  login_->reply = trimmed(screen_);
  place_.out.login(place_.flow, *login_);
  login_.reset();
  wait_ = Wait::nothing;
}

void TelnetDissector::gap(bool, std::uint64_t, Moment) {
  wait_ = Wait::nothing;
  login_.reset();
  typing_.clear();
}

void TelnetDissector::end() {
  if (login_ && login_->password_seen) tell(LoginOutcome::unknown, login_->asked);
}

}  // namespace firsthour::triage::network
