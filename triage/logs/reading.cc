// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/reading.h"

#include "casefile/encoding.h"
#include "triage/logs/civil_time.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kNamedLosses = 64;
constexpr std::int64_t kSecond = 1'000'000'000;
// Entries of several threads or processes are a little out of order everywhere; web servers write an entry
// when the answer is done, with the time when the request came.
constexpr std::int64_t kOrdinaryDisorder = 60, kWebDisorder = 3600;
// Instants reach from 1677 to 2262.
constexpr std::int64_t kFarthestSecond = 9'223'372'036;

// The day in a rotated log's name: "messages-20261122", "error.log.2026-11-22".
std::optional<Instant> day_in_name(std::string_view name) {
  name = name.substr(name.find_last_of('/') + 1);
  for (std::size_t at = 0; at + 8 <= name.size(); ++at) {
    std::string digits;
    std::size_t end = at;
    while (end < name.size() && digits.size() < 8) {
      const char c = name[end++];
      const bool dash = c == '-' && (digits.size() == 4 || digits.size() == 6);
      if (dash) continue;
      if (c < '0' || c > '9') break;
      digits += c;
    }
    if (digits.size() < 8 || (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')) continue;
    const int year = std::stoi(digits.substr(0, 4)), month = std::stoi(digits.substr(4, 2)),
              day = std::stoi(digits.substr(6, 2));
    if (year < 1990 || year > 2200 || !valid_date(year, month, day)) continue;
    return Instant::from_seconds((days_of(year, month, day) + 1) * 86'400);
  }
  return std::nullopt;
}

}  // namespace

int year_step(int month_before, int month) {
  if (month_before == 0) return 0;
  return month_before - month > 6 ? 1 : month - month_before > 6 ? -1 : 0;
}

Reading::Reading(std::span<const std::byte> content, std::string_view name, const LogHints& hints,
                 const LogVisitor& visit, LogSummary& summary)
    : content_{content}, name_{name}, hints_{hints}, visit_{visit}, summary_{summary} {}

LogRecord Reading::begin(const Line& line) {
  event.clear();
  LogRecord record;
  record.host = hints_.host;
  record.offset = line.offset;
  record.length = line.length;
  record.line = line.number;
  record.message = line.text;
  return record;
}

void Reading::follow(const LogRecord& record) {
  ++summary_.by_basis[static_cast<std::size_t>(record.basis)];
  if (record.basis == TimeBasis::none) return;
  if (!summary_.first || record.time < *summary_.first) summary_.first = record.time;
  if (!summary_.last || *summary_.last < record.time) summary_.last = record.time;
  if (previous_) {
    const std::int64_t step = record.time.nanoseconds / kSecond - previous_->nanoseconds / kSecond;
    const bool web = summary_.kind == LogKind::web_access || summary_.kind == LogKind::w3c;
    if (-step > (web ? kWebDisorder : kOrdinaryDisorder)) {
      ++summary_.backwards;
      summary_.longest_backwards_seconds = std::max(summary_.longest_backwards_seconds, -step);
    }
    if (step > summary_.longest_gap_seconds) {
      summary_.longest_gap_seconds = step;
      summary_.gap_from = previous_;
    }
  }
  previous_ = record.time;
}

bool Reading::give(LogRecord& record) {
  if (!record.derived) {
    ++summary_.records;
    follow(record);
  }
  record.event = &event;
  if (visit_(record)) return true;
  summary_.stopped = true;
  return false;
}

void Reading::lose(std::uint64_t offset, std::uint64_t line, std::string what) {
  ++summary_.losses;
  if (summary_.first_losses.size() < kNamedLosses) {
    summary_.first_losses.push_back({offset, line, std::move(what)});
  }
}

void Reading::set_epoch(LogRecord& record, std::int64_t seconds, std::int64_t nanoseconds) {
  if (seconds > kFarthestSecond - 1 || seconds < -kFarthestSecond + 1) return;
  record.time = Instant::from_seconds(seconds, nanoseconds);
  record.basis = TimeBasis::stated;
}

std::optional<std::int64_t> Reading::wall_seconds(const Stamp& stamp) {
  if (stamp.year != 0) return stamp.wall_seconds(0);
  if (year_ == 0) return std::nullopt;
  const int step = year_step(last_month_, stamp.month);
  year_ += step;
  if (step > 0) ++summary_.year_steps;
  last_month_ = stamp.month;
  return stamp.wall_seconds(year_);
}

void Reading::set_time(LogRecord& record, const Stamp& stamp) {
  const auto wall = wall_seconds(stamp);
  if (!wall) {
    if (stamp.year != 0 || year_ != 0) {
      lose(record.offset, record.line, "no such day in " + std::to_string(stamp.year ? stamp.year : year_));
    }
    return;
  }
  set_epoch(record, stamp.zone ? *wall - *stamp.zone : hints_.zone.utc(*wall).seconds, stamp.nanoseconds);
  if (record.basis == TimeBasis::none) return;
  if (!stamp.zone) record.basis = TimeBasis::zone_assumed;
  if (stamp.year == 0) record.basis = TimeBasis::year_inferred;
}

void Reading::infer_years(std::optional<Stamp> (*stamp_of)(std::string_view line)) {
  std::optional<Instant> limit = day_in_name(name_);
  for (const std::optional<Instant>& known : {hints_.modified, hints_.collected}) {
    if (known && (!limit || *known < *limit)) limit = known;
  }
  std::optional<Stamp> first, last;
  int steps = 0;
  Lines lines{content_};
  for (Line line; lines.next(line);) {
    const auto stamp = stamp_of(line.text);
    if (!stamp || stamp->year != 0) continue;
    if (last) steps += year_step(last->month, stamp->month);
    if (!first) first = stamp;
    last = stamp;
  }
  if (!last || !limit) return;
  // A day of grace: the zone may be wrong, and clocks differ.
  const std::int64_t latest = limit->nanoseconds / kSecond + 86'400;
  int year = year_of(latest);
  for (int tries = 0; tries < 9; ++tries, --year) {
    const auto wall = last->wall_seconds(year);
    if (wall && *wall <= latest) break;
  }
  year_ = year - steps;
  last_month_ = first->month;
}

void Reading::finish() {
  const auto count = [&](TimeBasis basis) { return summary_.by_basis[static_cast<std::size_t>(basis)]; };
  if (count(TimeBasis::zone_assumed) + count(TimeBasis::year_inferred) > 0) {
    summary_.zone =
        "assumed " + hints_.zone.text() +
        (hints_.zone_source.empty() ? ", the host's zone is not known" : " from " + hints_.zone_source);
  }
  if (!summary_.stopped && summary_.kind != LogKind::empty) give_facts();
}

void Reading::give_facts() {
  LogRecord record = begin({});
  record.derived = true;
  record.origin = {"firsthour", "", "log_file", ""};
  record.length = content_.size();
  if (summary_.last) {
    record.time = *summary_.last;
    record.basis = TimeBasis::stated;
  }
  event.add("log.kind", {sigma::Scalar::Kind::text, name_of(summary_.kind)});
  field("log.path", name_);
  const auto number = [&](std::string_view key, std::uint64_t value) {
    event.add_number(key, static_cast<std::int64_t>(value));
  };
  number("log.size", content_.size());
  number("log.records", summary_.records);
  number("log.losses", summary_.losses);
  number("log.time_backwards", summary_.backwards);
  number("log.longest_backwards_seconds", static_cast<std::uint64_t>(summary_.longest_backwards_seconds));
  number("log.longest_gap_seconds", static_cast<std::uint64_t>(summary_.longest_gap_seconds));
  if (summary_.gap_from) event.add_text("log.gap_from", rfc3339(*summary_.gap_from));
  if (summary_.first) event.add_text("log.first", rfc3339(*summary_.first));
  if (summary_.last) event.add_text("log.last", rfc3339(*summary_.last));
  number("log.missing_records", summary_.missing);
  number("log.zero_bytes", summary_.zero_bytes);
  (void)give(record);
}

}  // namespace firsthour::triage::logs
