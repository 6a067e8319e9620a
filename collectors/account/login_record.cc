// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/login_record.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kLine = 32, kId = 4, kUser = 32, kHost = 256;
constexpr std::size_t kPidAt = 4, kLineAt = 8, kUserAt = kLineAt + kLine + kId, kHostAt = kUserAt + kUser;
constexpr std::size_t kSessionAt = kHostAt + kHost + 4;  // after the exit status
struct Places {
  std::size_t seconds, microseconds, address, whole;
};
constexpr Places kNarrow{kSessionAt + 4, kSessionAt + 8, kSessionAt + 12, 384};
constexpr Places kWide{kSessionAt + 8, kSessionAt + 16, kSessionAt + 24, 400};
static_assert(kSessionAt == 336);

constexpr std::array<std::string_view, 10> kTypes{
    "EMPTY",        "RUN_LVL",       "BOOT_TIME",    "NEW_TIME",     "OLD_TIME",
    "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS", "DEAD_PROCESS", "ACCOUNTING"};

const Places& places_of(LoginLayout layout) { return layout == LoginLayout::narrow ? kNarrow : kWide; }

template <class T>
T load(std::span<const std::byte> bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string text_at(std::span<const std::byte> bytes, std::size_t at, std::size_t size) {
  const char* begin = reinterpret_cast<const char*>(bytes.data()) + at;
  return {begin, ::strnlen(begin, size)};
}

// 32 bits are read as unsigned: there were no logins before 1970, and there will be some after 2038.
std::int64_t time_at(std::span<const std::byte> bytes, std::size_t at, LoginLayout layout) {
  if (layout == LoginLayout::narrow) return load<std::uint32_t>(bytes, at);
  return load<std::int64_t>(bytes, at);
}

std::optional<Instant> instant_of(std::int64_t seconds, std::int64_t microseconds) {
  constexpr std::int64_t kFarthest = std::int64_t{1} << 33;  // nanoseconds in 64 bits end in 2262
  if (seconds <= 0 || seconds > kFarthest) return std::nullopt;
  if (microseconds < 0 || microseconds >= 1'000'000) microseconds = 0;
  return Instant::from_seconds(seconds, microseconds * 1000);
}

std::string address_of(std::span<const std::byte> bytes, std::size_t at) {
  std::array<std::uint32_t, 4> words;
  std::memcpy(words.data(), bytes.data() + at, sizeof words);
  if (std::all_of(words.begin(), words.end(), [](auto word) { return word == 0; })) return {};
  const bool is_v4 = words[1] == 0 && words[2] == 0 && words[3] == 0;
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(is_v4 ? AF_INET : AF_INET6, words.data(), text.data(), text.size());
  return text.data();
}

int sensible_records(std::span<const std::byte> bytes, LoginLayout layout) {
  const Places& places = places_of(layout);
  int sensible = 0;
  for (; bytes.size() >= places.whole; bytes = bytes.subspan(places.whole)) {
    const auto type = load<std::int16_t>(bytes, 0);
    const std::int64_t seconds = time_at(bytes, places.seconds, layout);
    const auto microseconds = load<std::int32_t>(bytes, places.microseconds);
    constexpr std::int64_t kYear1995 = 788918400, kYear2100 = 4102444800;
    if (type > 0 && type < static_cast<int>(kTypes.size()) && seconds > kYear1995 && seconds < kYear2100 &&
        microseconds >= 0 && microseconds < 1'000'000)
      ++sensible;
  }
  return sensible;
}

}  // namespace

std::size_t login_record_size(LoginLayout layout) { return places_of(layout).whole; }
std::size_t last_login_size(LoginLayout layout) {
  return (layout == LoginLayout::narrow ? 4 : 8) + kLine + kHost;
}

std::string login_type_name(std::int16_t type) {
  if (type >= 0 && static_cast<std::size_t>(type) < kTypes.size())
    return std::string{kTypes[static_cast<std::size_t>(type)]};
  return "type " + std::to_string(type);
}

LoginLayout login_layout_of(std::span<const std::byte> beginning) {
  return sensible_records(beginning, LoginLayout::wide) > sensible_records(beginning, LoginLayout::narrow)
             ? LoginLayout::wide
             : LoginLayout::narrow;
}

std::optional<LoginRecord> parse_login_record(std::span<const std::byte> bytes, LoginLayout layout) {
  const Places& places = places_of(layout);
  if (bytes.size() < places.whole) return std::nullopt;
  bytes = bytes.first(places.whole);
  LoginRecord record;
  record.type = load<std::int16_t>(bytes, 0);
  record.pid = load<std::int32_t>(bytes, kPidAt);
  record.line = text_at(bytes, kLineAt, kLine);
  record.user = text_at(bytes, kUserAt, kUser);
  record.host = text_at(bytes, kHostAt, kHost);
  record.time =
      instant_of(time_at(bytes, places.seconds, layout), load<std::int32_t>(bytes, places.microseconds));
  record.ip = address_of(bytes, places.address);
  record.all_zero = std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
  return record;
}

std::optional<LastLogin> parse_last_login(std::span<const std::byte> bytes, LoginLayout layout) {
  const std::size_t time_size = last_login_size(layout) - kLine - kHost;
  if (bytes.size() < last_login_size(layout)) return std::nullopt;
  LastLogin login;
  login.time = instant_of(time_at(bytes, 0, layout), 0);
  login.line = text_at(bytes, time_size, kLine);
  login.host = text_at(bytes, time_size + kLine, kHost);
  return login;
}

}  // namespace firsthour::collectors
