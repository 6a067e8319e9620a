// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/stamp.h"

#include "triage/logs/civil_time.h"

#include <array>

namespace firsthour::triage::logs {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  [[nodiscard]] bool digit(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() && text_[at_ + ahead] >= '0' && text_[at_ + ahead] <= '9';
  }
  // Exactly `width` digits.
  bool number(int width, int& into) {
    into = 0;
    for (int i = 0; i < width; ++i, ++at_) {
      if (!digit()) return false;
      into = into * 10 + (text_[at_] - '0');
    }
    return true;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool one_of(std::string_view set, char& into) {
    if (at_ >= text_.size() || set.find(text_[at_]) == std::string_view::npos) return false;
    into = text_[at_++];
    return true;
  }
  bool month(int& into) {
    const std::string_view name = text_.substr(at_, 3);
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      if (name == kMonths[i]) {
        into = static_cast<int>(i) + 1;
        at_ += 3;
        return true;
      }
    }
    return false;
  }
  bool time_of_day(Stamp& into) {
    int hour = 0, minute = 0, second = 0;
    if (!number(2, hour) || !take(':') || !number(2, minute) || !take(':') || !number(2, second))
      return false;
    if (hour > 23 || minute > 59 || second > 60) return false;
    into.second_of_day = hour * 3600 + minute * 60 + second;
    fraction(into);
    return true;
  }
  void fraction(Stamp& into) {
    if (at_ >= text_.size() || (text_[at_] != '.' && text_[at_] != ',') || !digit(1)) return;
    ++at_;
    std::int32_t scale = 100'000'000;
    for (; digit(); ++at_, scale /= 10) into.nanoseconds += (text_[at_] - '0') * scale;
  }
  // "Z", "+08:00", "+0800", "+08"; leaves the place as it is where there is none.
  void zone(Stamp& into) {
    const std::size_t from = at_;
    if (take('Z')) {
      into.zone = 0;
      return;
    }
    char sign = 0;
    int hours = 0, minutes = 0;
    if (!one_of("+-", sign) || !number(2, hours)) {
      at_ = from;
      return;
    }
    const std::size_t after_hours = at_;
    take(':');
    if (!number(2, minutes)) {
      minutes = 0;
      at_ = after_hours;
    }
    if (hours > 15 || minutes > 59) {
      at_ = from;
      return;
    }
    into.zone = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }
  [[nodiscard]] bool at_letter() const { return at_ < text_.size() && text_[at_] >= 'A'; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void back_to(std::size_t at) { at_ = at; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<Stamp> finished(Stamp stamp, const Scanner& scanner) {
  // A year without leap day refuses 29 February only when the year is known.
  const int year = stamp.year == 0 ? 2000 : stamp.year;
  if (!valid_date(year, stamp.month, stamp.day)) return std::nullopt;
  stamp.length = scanner.at();
  return stamp;
}

}  // namespace

std::optional<std::int64_t> Stamp::wall_seconds(int of_year) const {
  const int in = year == 0 ? of_year : year;
  if (!valid_date(in, month, day)) return std::nullopt;
  return days_of(in, month, day) * 86'400 + second_of_day;
}

std::optional<Stamp> bsd_stamp(std::string_view text) {
  Scanner s{text};
  Stamp stamp;
  if (s.digit() && (!s.number(4, stamp.year) || !s.take(' '))) return std::nullopt;
  if (!s.month(stamp.month) || !s.take(' ')) return std::nullopt;
  const bool padded = s.take(' ');
  if (!s.number(padded || !s.digit(1) ? 1 : 2, stamp.day) || !s.take(' ')) return std::nullopt;
  if (s.digit(3) && s.digit(2)) {
    if (!s.number(4, stamp.year) || !s.take(' ')) return std::nullopt;
  }
  if (!s.time_of_day(stamp)) return std::nullopt;
  return finished(stamp, s);
}

std::optional<Stamp> iso_stamp(std::string_view text) {
  Scanner s{text};
  Stamp stamp;
  char dash = 0, between = 0;
  if (!s.number(4, stamp.year) || !s.one_of("-/", dash)) return std::nullopt;
  if (!s.number(2, stamp.month) || !s.take(dash) || !s.number(2, stamp.day)) return std::nullopt;
  if (!s.one_of("T t", between)) return std::nullopt;
  if (between == ' ') s.take(' ');  // apt's history has two
  if (!s.time_of_day(stamp)) return std::nullopt;
  const std::size_t without_zone = s.at();
  if (s.take(' ')) {
    // "… +0800", but not a blank and then a message that begins with Z.
    if (!s.at_letter()) s.zone(stamp);
    if (!stamp.zone) s.back_to(without_zone);
  } else {
    s.zone(stamp);
  }
  return finished(stamp, s);
}

std::optional<Stamp> clf_stamp(std::string_view text) {
  Scanner s{text};
  Stamp stamp;
  char dash = 0;
  if (!s.number(2, stamp.day) || !s.one_of("/-", dash) || !s.month(stamp.month) || !s.take(dash))
    return std::nullopt;
  if (!s.number(4, stamp.year) || !s.take(dash == '/' ? ':' : ' ') || !s.time_of_day(stamp))
    return std::nullopt;
  const std::size_t without_zone = s.at();
  if (s.take(' ') && !s.at_letter()) s.zone(stamp);
  if (!stamp.zone) s.back_to(without_zone);
  return finished(stamp, s);
}

std::optional<Stamp> ctime_stamp(std::string_view text) {
  constexpr std::string_view kDays = "MonTueWedThuFriSatSun";
  const std::size_t weekday = kDays.find(text.substr(0, 3));
  if (text.size() < 24 || weekday == std::string_view::npos || weekday % 3 != 0 || text[3] != ' ') {
    return std::nullopt;
  }
  const std::string_view rest = text.substr(4);
  Scanner s{rest};
  Stamp stamp;
  if (!s.month(stamp.month) || !s.take(' ')) return std::nullopt;
  const bool padded = s.take(' ');
  if (!s.number(padded ? 1 : 2, stamp.day) || !s.take(' ')) return std::nullopt;
  if (!s.time_of_day(stamp) || !s.take(' ') || !s.number(4, stamp.year)) return std::nullopt;
  auto made = finished(stamp, s);
  if (made) made->length += 4;
  return made;
}

}  // namespace firsthour::triage::logs
