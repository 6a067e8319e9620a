// SPDX-License-Identifier: Apache-2.0
// What the readers of this folder share while one log is read: the content, the hints, the event that is
// filled again and again, and the counting. Private to triage/logs.
#pragma once

#include "triage/logs/lines.h"
#include "triage/logs/read_log.h"
#include "triage/logs/stamp.h"

#include <string>
#include <string_view>

namespace firsthour::triage::logs {

class Reading {
 public:
  Reading(std::span<const std::byte> content, std::string_view name, const LogHints& hints,
          const LogVisitor& visit, LogSummary& summary);

  [[nodiscard]] std::span<const std::byte> content() const { return content_; }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const LogHints& hints() const { return hints_; }
  [[nodiscard]] LogSummary& summary() { return summary_; }

  sigma::Event event;  // of the record that is being made; cleared by begin()

  // A record at this line, without time, with the host of the hints.
  [[nodiscard]] LogRecord begin(const Line& line);
  // Hands it over with `event`. False: the visitor wants no more.
  [[nodiscard]] bool give(LogRecord& record);
  void lose(std::uint64_t offset, std::uint64_t line, std::string what);

  void set_time(LogRecord& record, const Stamp& stamp);
  static void set_epoch(LogRecord& record, std::int64_t seconds, std::int64_t nanoseconds = 0);

  // The year that stamps without one begin with, found by `stamp_of` on the way through all lines: the last
  // such stamp is not later than when the file was last known to be.
  void infer_years(std::optional<Stamp> (*stamp_of)(std::string_view line));

  // After the last entry: the summary's rest, and the record about the log as a whole.
  void finish();

  // Adds a text that is not empty.
  void field(std::string_view key, std::string_view value) {
    if (!value.empty()) event.add(key, {sigma::Scalar::Kind::text, value});
  }

 private:
  [[nodiscard]] std::optional<std::int64_t> wall_seconds(const Stamp& stamp);
  void follow(const LogRecord& record);
  void give_facts();

  std::span<const std::byte> content_;
  std::string_view name_;
  const LogHints& hints_;
  const LogVisitor& visit_;
  LogSummary& summary_;
  std::optional<Instant> previous_;
  int year_ = 0;        // of the stamp before; 0: not known
  int last_month_ = 0;  // of the stamp before
};

// Years passed between stamps that say only the month: a step of more than half a year backwards is a new
// year, one forwards is a line that belongs to the year before.
[[nodiscard]] int year_step(int month_before, int month);

}  // namespace firsthour::triage::logs
