// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "triage/logs/little_endian.h"
#include "triage/logs/login_layout.h"
#include "triage/logs/readers.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kPidAt = 4, kLineAt = 8, kLine = 32, kUserAt = 44, kUser = 32, kHostAt = 76,
                      kHost = 256;
constexpr std::int64_t kYear1995 = 788'918'400, kYear2100 = 4'102'444'800;
constexpr std::size_t kSampled = 64;  // records

constexpr std::array<std::string_view, 10> kTypes{
    "EMPTY",        "RUN_LVL",       "BOOT_TIME",    "NEW_TIME",     "OLD_TIME",
    "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS", "DEAD_PROCESS", "ACCOUNTING"};

std::string_view text_at(std::string_view record, std::size_t at, std::size_t size) {
  const std::string_view text = record.substr(at, size);
  return text.substr(0, text.find('\0'));
}

// 32 bits are read as unsigned: there were no logins before 1970, and there will be some after 2038.
std::int64_t seconds_at(std::string_view record, std::size_t at, bool wide) {
  return wide ? static_cast<std::int64_t>(little64(record, at))
              : static_cast<std::int64_t>(little32(record, at));
}

bool is_zero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

bool is_sensible_time(std::int64_t seconds) { return seconds > kYear1995 && seconds < kYear2100; }

int sensible_logins(std::string_view content, const LoginLayout& layout) {
  int sensible = 0;
  for (std::size_t i = 0; i < kSampled && content.size() >= layout.record; ++i) {
    const auto type = static_cast<std::int16_t>(little16(content, 0));
    const bool good = type > 0 && type < static_cast<std::int16_t>(kTypes.size()) &&
                      is_sensible_time(seconds_at(content, layout.seconds, layout.wide)) &&
                      little32(content, layout.microseconds) < 1'000'000;
    if (good) ++sensible;
    content.remove_prefix(layout.record);
  }
  return sensible;
}

int sensible_last_logins(std::string_view content, const LoginLayout& layout) {
  int sensible = 0;
  const std::size_t time_size = layout.wide ? 8 : 4;
  for (; content.size() >= layout.last_login; content.remove_prefix(layout.last_login)) {
    const std::int64_t seconds = seconds_at(content, 0, layout.wide);
    if (seconds == 0) continue;
    const std::string_view line = text_at(content, time_size, kLine);
    const bool printable = std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 0x7F; });
    if (!is_sensible_time(seconds) || !printable) return sensible;
    if (++sensible == static_cast<int>(kSampled)) break;
  }
  return sensible;
}

std::string address_at(std::string_view record, std::size_t at) {
  const std::string_view bytes = record.substr(at, 16);
  if (is_zero(bytes)) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(is_zero(bytes.substr(4)) ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

std::string_view source_of(std::string_view name) {
  name = name.substr(name.find_last_of('/') + 1);
  for (const std::string_view known : {"utmp", "wtmp", "btmp"}) {
    if (name.starts_with(known)) return known;
  }
  return "wtmp";
}

void give_login_fields(Reading& reading, LogRecord& record, std::string_view bytes,
                       const LoginLayout& layout) {
  const auto type = static_cast<std::int16_t>(little16(bytes, 0));
  if (type >= 0 && type < static_cast<std::int16_t>(kTypes.size())) {
    reading.field("login.record_type", kTypes[static_cast<std::size_t>(type)]);
  } else {
    reading.event.add_text("login.record_type", "type " + std::to_string(type));
  }
  const std::int64_t seconds = seconds_at(bytes, layout.seconds, layout.wide);
  std::uint32_t microseconds = little32(bytes, layout.microseconds);
  if (microseconds >= 1'000'000) microseconds = 0;
  if (seconds != 0) Reading::set_epoch(record, seconds, std::int64_t{microseconds} * 1000);
  record.pid = static_cast<std::int32_t>(little32(bytes, kPidAt));
  reading.event.add_number("pid", *record.pid);
  const std::string_view user = text_at(bytes, kUserAt, kUser), line = text_at(bytes, kLineAt, kLine);
  const std::string_view host = text_at(bytes, kHostAt, kHost);
  reading.field("user.name", user);
  reading.field("login.line", line);
  reading.field("source.address", host);
  std::string ip = address_at(bytes, layout.address);
  std::string message{reading.event.text("login.record_type")};
  for (const std::string_view part : {user, line, host}) {
    if (!part.empty()) (message += ' ') += part;
  }
  record.message = reading.event.own(std::move(message));
  if (!ip.empty()) reading.event.add_text("source.ip", std::move(ip));
}

}  // namespace

const LoginLayout& login_layout_of(std::string_view content) {
  return sensible_logins(content, kWideLogins) > sensible_logins(content, kNarrowLogins) ? kWideLogins
                                                                                         : kNarrowLogins;
}

const LoginLayout& last_login_layout_of(std::string_view content) {
  return sensible_last_logins(content, kWideLogins) > sensible_last_logins(content, kNarrowLogins)
             ? kWideLogins
             : kNarrowLogins;
}

bool looks_like_logins(std::string_view content) {
  return sensible_logins(content, login_layout_of(content)) > 0 ||
         (content.size() >= kNarrowLogins.record && is_zero(content.substr(0, 64 * kNarrowLogins.record)));
}

bool looks_like_last_login(std::string_view content) {
  return sensible_last_logins(content, last_login_layout_of(content)) > 0;
}

void read_logins(Reading& reading) {
  const std::string_view content = as_text(reading.content());
  const LoginLayout& layout = login_layout_of(content);
  const std::string_view source = source_of(reading.name());
  std::uint64_t zeros = 0;
  Line place{{}, 0, layout.record, 0, false};
  for (std::size_t at = 0; content.size() - at >= layout.record; at += layout.record) {
    const std::string_view bytes = content.substr(at, layout.record);
    place.offset = at;
    ++place.number;
    ++reading.summary().lines;
    if (is_zero(bytes)) {
      ++zeros;
      continue;
    }
    LogRecord record = reading.begin(place);
    record.origin = {"linux", "", source, ""};
    reading.event.add("login.source", {sigma::Scalar::Kind::text, source});
    give_login_fields(reading, record, bytes, layout);
    if (zeros > 0) reading.event.add_number("login.zero_records", static_cast<std::int64_t>(zeros));
    zeros = 0;
    if (!reading.give(record)) return;
  }
  if (const std::size_t rest = content.size() % layout.record; rest != 0) {
    reading.lose(content.size() - rest, 0,
                 "the last record is cut off after " + std::to_string(rest) + " bytes");
  }
}

void read_last_login(Reading& reading) {
  const std::string_view content = as_text(reading.content());
  const LoginLayout& layout = last_login_layout_of(content);
  const std::size_t time_size = layout.wide ? 8 : 4;
  Line place{{}, 0, layout.last_login, 0, false};
  for (std::size_t at = 0; content.size() - at >= layout.last_login; at += layout.last_login) {
    const std::string_view bytes = content.substr(at, layout.last_login);
    ++reading.summary().lines;
    ++place.number;
    const std::int64_t seconds = seconds_at(bytes, 0, layout.wide);
    if (seconds == 0) continue;  // a user who never logged in
    place.offset = at;
    LogRecord record = reading.begin(place);
    record.origin = {"linux", "", "lastlog", ""};
    Reading::set_epoch(record, seconds);
    reading.field("login.source", "lastlog");
    reading.event.add_number("user.id", static_cast<std::int64_t>(at / layout.last_login));
    reading.field("login.line", text_at(bytes, time_size, kLine));
    reading.field("source.address", text_at(bytes, time_size + kLine, kHost));
    record.message = text_at(bytes, time_size + kLine, kHost);
    if (!reading.give(record)) return;
  }
  if (const std::size_t rest = content.size() % layout.last_login; rest != 0) {
    reading.lose(content.size() - rest, 0,
                 "the last record is cut off after " + std::to_string(rest) + " bytes");
  }
}

}  // namespace firsthour::triage::logs
