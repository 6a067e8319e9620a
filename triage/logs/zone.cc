// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/zone.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "triage/logs/civil_time.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace firsthour::triage::logs {
namespace {

constexpr std::int32_t kLargestOffset = 26 * 3600;  // RFC 8536 §3.2 says 25:59:59 at most

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  if (width == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

struct Counts {
  std::uint64_t utc, standard, leaps, times, types, letters;
  [[nodiscard]] std::uint64_t size(std::uint64_t time_width) const {
    return times * (time_width + 1) + types * 6 + letters + leaps * (time_width + 4) + standard + utc;
  }
};

constexpr std::size_t kHeader = 44;

std::optional<Counts> header_at(std::string_view file, std::size_t at) {
  if (file.size() < at || file.size() - at < kHeader || file.substr(at, 4) != "TZif") return std::nullopt;
  const auto count = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(big_endian(file, at + 20 + 4 * i, 4)));
  };
  return Counts{count(0), count(1), count(2), count(3), count(4), count(5)};
}

// A number of the footer's rule: "2", "-03:30", "24:00:00" as seconds.
bool rule_seconds(std::string_view& text, std::int32_t& into) {
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  std::int32_t parts[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) {
    std::size_t digits = 0;
    while (digits < 3 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      parts[i] = parts[i] * 10 + (text[digits++] - '0');
    }
    if (digits == 0) return false;
    text.remove_prefix(digits);
    if (!text.starts_with(':')) break;
    text.remove_prefix(1);
  }
  into = (minus ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
  return true;
}

bool rule_name(std::string_view& text) {
  if (text.starts_with('<')) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    return true;
  }
  std::size_t letters = 0;
  while (letters < text.size() && (text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z') ++letters;
  text.remove_prefix(letters);
  return letters >= 3;
}

bool rule_number(std::string_view& text, int& into) {
  std::size_t digits = 0;
  into = 0;
  while (digits < 3 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    into = into * 10 + (text[digits++] - '0');
  }
  text.remove_prefix(digits);
  return digits > 0;
}

}  // namespace

bool Zone::parse_rule(std::string_view text, YearlyRule& into) {
  if (!rule_name(text) || !rule_seconds(text, into.standard)) return false;
  into.standard = -into.standard;  // the rule counts west of Greenwich
  into.summer = into.standard;
  if (text.empty()) return into.present = true;
  if (!rule_name(text)) return false;
  into.summer = into.standard + 3600;
  if (!text.starts_with(',')) {
    if (!rule_seconds(text, into.summer)) return false;
    into.summer = -into.summer;
  }
  for (YearlyRule::Day* day : {&into.begins, &into.ends}) {
    if (!text.starts_with(',')) return false;
    text.remove_prefix(1);
    day->form = text.starts_with('M') ? 'M' : text.starts_with('J') ? 'J' : 'N';
    if (day->form != 'N') text.remove_prefix(1);
    if (!rule_number(text, day->form == 'M' ? day->month : day->day)) return false;
    if (day->form == 'M') {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
      if (!rule_number(text, day->week) || !text.starts_with('.')) return false;
      text.remove_prefix(1);
      if (!rule_number(text, day->day)) return false;
      if (day->month < 1 || day->month > 12 || day->week < 1 || day->week > 5 || day->day > 6) return false;
    } else if (day->day > 366) {
      return false;
    }
    if (text.starts_with('/')) {
      text.remove_prefix(1);
      if (!rule_seconds(text, day->seconds)) return false;
    }
  }
  return into.present = text.empty();
}

Zone Zone::fixed(std::int32_t seconds_east) {
  Zone zone;
  zone.first_ = seconds_east;
  return zone;
}

Result<Zone> Zone::from_tzif(std::span<const std::byte> bytes, std::string_view name) {
  const std::string_view file = as_text(bytes);
  std::size_t at = 0;
  std::size_t width = 4;
  auto counts = header_at(file, 0);
  if (!counts) return fail(Errc::malformed, "no zone file: byte 0");
  if (file[4] >= '2') {  // the second block has times of 8 bytes
    at = kHeader + static_cast<std::size_t>(counts->size(4));
    width = 8;
    counts = header_at(file, at);
    if (!counts) return fail(Errc::malformed, "zone file: no second header at byte " + std::to_string(at));
  }
  at += kHeader;
  if (counts->size(width) > file.size() - at || counts->types == 0) {
    return fail(Errc::malformed, "zone file: cut off after byte " + std::to_string(at));
  }
  const auto times = static_cast<std::size_t>(counts->times), types = static_cast<std::size_t>(counts->types);
  const std::size_t indices = at + times * width, offsets = indices + times;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(big_endian(file, offsets + type * 6, 4));
  };
  Zone zone;
  zone.name_ = name;
  zone.first_ = offset_of(0);
  for (std::size_t i = 0; i < times; ++i) {
    const auto type = static_cast<unsigned char>(file[indices + i]);
    if (type >= types) return fail(Errc::malformed, "zone file: byte " + std::to_string(indices + i));
    zone.changes_.push_back({big_endian(file, at + i * width, width), offset_of(type)});
    const Change& change = zone.changes_.back();
    const bool ordered = i == 0 || zone.changes_[i - 1].at < change.at;
    if (!ordered || std::abs(static_cast<std::int64_t>(change.offset)) > kLargestOffset) {
      return fail(Errc::malformed, "zone file: byte " + std::to_string(at + i * width));
    }
  }
  if (std::abs(static_cast<std::int64_t>(zone.first_)) > kLargestOffset) {
    return fail(Errc::malformed, "zone file: byte " + std::to_string(offsets));
  }
  if (width == 8) {
    std::string_view footer = file.substr(at + static_cast<std::size_t>(counts->size(8)));
    if (footer.starts_with('\n')) footer.remove_prefix(1);
    if (!parse_rule(footer.substr(0, footer.find('\n')), zone.rule_)) zone.rule_ = {};
  }
  return zone;
}

Result<Zone> Zone::named(std::string_view name, const std::string& folder) {
  if (name == "UTC" || name == "Z" || name == "Etc/UTC") return Zone{};
  if (name.starts_with('+') || name.starts_with('-')) {
    std::string_view rest = name;
    std::int32_t seconds = 0;
    if (rule_seconds(rest, seconds) && rest.empty() && std::abs(seconds) < kLargestOffset)
      return fixed(seconds);
    return fail(Errc::usage, "no such zone: " + std::string{name});
  }
  // A name may not lead out of the folder.
  if (name.empty() || name.starts_with('/') || name.find("..") != std::string_view::npos ||
      name.find('\0') != std::string_view::npos) {
    return fail(Errc::usage, "no such zone: " + escape_for_terminal(name));
  }
  auto file = read_file(folder + "/" + std::string{name}, 1U << 20);
  if (!file) return fail(Errc::not_found, "no such zone: " + escape_for_terminal(name));
  return from_tzif(as_bytes(*file), name);
}

std::int32_t Zone::rule_offset(std::int64_t utc) const {
  if (rule_.begins.form == 0) return rule_.standard;
  const int year = year_of(utc + rule_.standard);
  const auto moment = [&](const YearlyRule::Day& day, std::int32_t offset_before) {
    const bool leap = valid_date(year, 2, 29);
    std::int64_t days = days_of(year, 1, 1);
    if (day.form == 'N') {
      days += day.day;
    } else if (day.form == 'J') {
      days += day.day - 1 + (leap && day.day >= 60 ? 1 : 0);
    } else {
      const std::int64_t first = days_of(year, day.month, 1);
      const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
      days = first + (day.day - weekday + 7) % 7 + std::int64_t{day.week - 1} * 7;
      const int next_month = day.month == 12 ? 1 : day.month + 1;
      const std::int64_t end = days_of(day.month == 12 ? year + 1 : year, next_month, 1);
      while (days >= end) days -= 7;
    }
    return days * 86'400 + day.seconds - offset_before;
  };
  const std::int64_t begins = moment(rule_.begins, rule_.standard), ends = moment(rule_.ends, rule_.summer);
  const bool summer = begins < ends ? utc >= begins && utc < ends : utc >= begins || utc < ends;
  return summer ? rule_.summer : rule_.standard;
}

std::int32_t Zone::offset_at(std::int64_t utc) const {
  // Years that no calendar here covers have the rule's standard time.
  constexpr std::int64_t kYear1700 = -8'520'336'000, kYear9000 = 221'845'392'000;
  if (changes_.empty() || utc < changes_.front().at) {
    return changes_.empty() && rule_.present && utc > kYear1700 && utc < kYear9000 ? rule_offset(utc)
                                                                                   : first_;
  }
  if (utc >= changes_.back().at && rule_.present && utc > kYear1700 && utc < kYear9000)
    return rule_offset(utc);
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), utc,
                                      [](std::int64_t t, const Change& c) { return t < c.at; });
  return std::prev(after)->offset;
}

Zone::Meaning Zone::utc(std::int64_t wall_seconds) const {
  if (changes_.empty() && !rule_.present) return {wall_seconds - first_, false, false};
  // Both offsets that can hold around this time; each is right when it leads to itself.
  const std::int32_t early = offset_at(wall_seconds - 2 * 86'400),
                     late = offset_at(wall_seconds + 2 * 86'400);
  const std::int64_t by_early = wall_seconds - early, by_late = wall_seconds - late;
  const bool early_holds = offset_at(by_early) == early, late_holds = offset_at(by_late) == late;
  if (early_holds && late_holds) return {std::min(by_early, by_late), by_early != by_late, false};
  if (early_holds) return {by_early, false, false};
  if (late_holds) return {by_late, false, false};
  return {by_early, false, true};
}

std::string Zone::text() const {
  if (!name_.empty()) return name_;
  const std::int32_t minutes = std::abs(first_) / 60;
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", first_ < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return text;
}

}  // namespace firsthour::triage::logs
