// SPDX-License-Identifier: Apache-2.0
#include "casefile/instant.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace firsthour {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Civil {
  int year;
  unsigned month, day, hour, minute, second;
  std::int64_t nanoseconds;
};

Civil civil(Instant t) {
  std::int64_t seconds = t.nanoseconds / kSecond, rest = t.nanoseconds % kSecond;
  if (rest < 0) {
    rest += kSecond;
    --seconds;
  }
  std::int64_t days = seconds / 86400, of_day = seconds % 86400;
  if (of_day < 0) {
    of_day += 86400;
    --days;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<unsigned>(of_day / 3600),
          static_cast<unsigned>(of_day / 60 % 60),
          static_cast<unsigned>(of_day % 60),
          rest};
}

// Reads fixed-width numbers and separators from the front; any mismatch makes it false for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}
  unsigned number(std::size_t digits) {
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_.size() <= i || rest_[i] < '0' || rest_[i] > '9') {
        good_ = false;
        return 0;
      }
      value = value * 10 + static_cast<unsigned>(rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  bool one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view characters) { good_ = one_of(characters) && good_; }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool digit_next() const { return peek() >= '0' && peek() <= '9'; }
  void fail() { good_ = false; }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::int64_t scan_fraction(Scanner& scan) {
  std::int64_t value = 0;
  int digits = 0;
  while (scan.digit_next() && digits < 9) {
    value = value * 10 + scan.number(1);
    ++digits;
  }
  if (digits == 0) scan.fail();
  for (; digits < 9; ++digits) value *= 10;
  return value;
}

// Seconds east of UTC.
std::int64_t scan_offset(Scanner& scan) {
  if (scan.one_of("Zz")) return 0;
  const bool west = scan.peek() == '-';
  scan.expect("+-");
  const unsigned hours = scan.number(2);
  scan.expect(":");
  const unsigned minutes = scan.number(2);
  if (hours > 23 || minutes > 59) scan.fail();
  const std::int64_t seconds = static_cast<std::int64_t>(hours) * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

}  // namespace

std::string rfc3339(Instant t) {
  const Civil c = civil(t);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u.%09lldZ", c.year, c.month, c.day,
                c.hour, c.minute, c.second, static_cast<long long>(c.nanoseconds));
  return text.data();
}

std::string beijing_time(Instant t) {
  constexpr std::int64_t kEast = 8 * 3600 * kSecond;
  const std::int64_t shifted = t.nanoseconds > INT64_MAX - kEast ? t.nanoseconds : t.nanoseconds + kEast;
  const Civil c = civil(Instant{shifted});
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02u:%02u:%02u", c.year, c.month, c.day, c.hour,
                c.minute, c.second);
  return text.data();
}

std::string compact_utc(Instant t) {
  const Civil c = civil(t);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02u%02u%02uZ", c.year, c.month, c.day, c.hour,
                c.minute, c.second);
  return text.data();
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  Scanner scan{text};
  const unsigned year = scan.number(4);
  scan.expect("-");
  const unsigned month = scan.number(2);
  scan.expect("-");
  const unsigned day = scan.number(2);
  scan.expect("Tt ");
  const unsigned hour = scan.number(2);
  scan.expect(":");
  const unsigned minute = scan.number(2);
  const unsigned second = scan.one_of(":") ? scan.number(2) : 0;
  const std::int64_t nanoseconds = scan.one_of(".") ? scan_fraction(scan) : 0;
  const std::int64_t offset = scan_offset(scan);
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  // A leap second (":60") is read as the second after: that is how the kernel's clock counts it.
  if (!scan.done() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
  // The range of 64-bit nanoseconds: 1677-09-21 to 2262-04-11.
  if (seconds > INT64_MAX / kSecond - 1 || seconds < INT64_MIN / kSecond + 1) return std::nullopt;
  return Instant{seconds * kSecond + nanoseconds};
}

Instant SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

}  // namespace firsthour
