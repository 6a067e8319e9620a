// SPDX-License-Identifier: Apache-2.0
// A log read into plain values, for tests.
#pragma once

#include "casefile/encoding.h"
#include "triage/logs/read_log.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

struct ReadEntry {
  std::string time;  // "" without
  TimeBasis basis = TimeBasis::none;
  std::string product, category, service, wider, host, program, message;
  std::optional<std::int64_t> pid;
  std::uint64_t offset = 0, length = 0, line = 0;
  bool derived = false;
  std::map<std::string, std::string> fields;  // the values of lists joined by |

  std::string operator[](const std::string& key) const {
    const auto found = fields.find(key);
    return found == fields.end() ? "" : found->second;
  }
};

struct ReadAll {
  std::vector<ReadEntry> entries, derived;
  LogSummary summary;
};

inline ReadAll read_all_of(std::string_view content, std::string_view name, const LogHints& hints = {}) {
  ReadAll all;
  all.summary = read_log(as_bytes(content), name, hints, [&](const LogRecord& record) {
    ReadEntry entry;
    if (record.basis != TimeBasis::none) entry.time = rfc3339(record.time);
    entry.basis = record.basis;
    entry.product = record.origin.product;
    entry.category = record.origin.category;
    entry.service = record.origin.service;
    entry.wider = record.origin.wider;
    entry.host = record.host;
    entry.program = record.program;
    entry.message = record.message;
    entry.pid = record.pid;
    entry.offset = record.offset;
    entry.length = record.length;
    entry.line = record.line;
    entry.derived = record.derived;
    for (const sigma::Field& field : record.event->fields()) {
      std::string& text = entry.fields[std::string{field.key}];
      for (const sigma::Scalar& scalar : record.event->scalars(field)) {
        if (!text.empty()) text += '|';
        text += scalar.text;
      }
    }
    (record.derived ? all.derived : all.entries).push_back(std::move(entry));
    return true;
  });
  return all;
}

inline LogHints at_beijing(std::string_view modified = "2026-11-23T00:00:00Z") {
  LogHints hints;
  hints.zone = Zone::fixed(8 * 3600);
  hints.zone_source = "the test";
  hints.modified = parse_rfc3339(modified);
  return hints;
}

}  // namespace firsthour::triage::logs
