// SPDX-License-Identifier: Apache-2.0
// Extended log files of the W3C working draft, as IIS writes them: columns are named by the #Fields line
// before them, which may change inside a file. Times are UTC.
#include "triage/logs/readers.h"
#include "triage/logs/web_fields.h"
#include "triage/logs/web_line.h"

#include <array>
#include <string>
#include <vector>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kMostColumns = 256;

struct Renamed {
  std::string_view theirs, ours;
};
// Sigma's taxonomy has these headers without brackets.
constexpr std::array kNames = std::to_array<Renamed>({{"cs(User-Agent)", "cs-user-agent"},
                                                      {"cs(Referer)", "cs-referer"},
                                                      {"cs(Cookie)", "cs-cookie"},
                                                      {"cs(Host)", "cs-host"},
                                                      {"cs(Referrer)", "cs-referer"}});

std::string_view word(std::string_view& rest) {
  const std::size_t start = rest.find_first_not_of(" \t");
  rest.remove_prefix(start == std::string_view::npos ? rest.size() : start);
  const std::size_t end = rest.find_first_of(" \t");
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

std::vector<std::string> columns_of(std::string_view names) {
  std::vector<std::string> columns;
  for (std::string_view name = word(names); !name.empty() && columns.size() < kMostColumns;
       name = word(names)) {
    for (const Renamed& renamed : kNames) {
      if (name == renamed.theirs) name = renamed.ours;
    }
    columns.emplace_back(name);
  }
  return columns;
}

// The values of one line; the number of values that were there.
std::size_t take_values(Reading& reading, LogRecord& record, const std::vector<std::string>& columns,
                        std::string_view rest, std::string_view day_before) {
  std::string_view day = day_before, time, stem, query;
  std::size_t taken = 0;
  for (; taken < columns.size(); ++taken) {
    const std::string_view value = word(rest);
    if (value.empty()) break;
    const std::string& column = columns[taken];
    if (column == "date") day = value;
    if (column == "time") time = value;
    if (value == "-") continue;
    if (column == "cs-uri-stem") stem = value;
    if (column == "cs-uri-query") query = value;
    if (column.starts_with("sc-status") || column.ends_with("-bytes") || column == "time-taken") {
      add_number_field(reading, column, value);
    } else {
      reading.field(column, value);
    }
  }
  if (!rest.empty() && taken == columns.size()) ++taken;
  if (!time.empty()) {
    const std::string text = std::string{day} + " " + std::string{time} + "Z";
    if (const auto stamp = iso_stamp(text)) reading.set_time(record, *stamp);
  }
  const std::string uri = query.empty() ? std::string{stem} : std::string{stem} + "?" + std::string{query};
  if (std::string decoded = undone_escapes(uri); !decoded.empty()) {
    reading.event.add_text("url.decoded", std::move(decoded));
  }
  return taken;
}

}  // namespace

void read_w3c(Reading& reading) {
  std::vector<std::string> columns;
  std::string day, software;
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    std::string_view text = line.text;
    if (text.empty()) continue;
    if (text.starts_with('#')) {
      if (text.starts_with("#Fields:")) columns = columns_of(text.substr(8));
      if (text.starts_with("#Date:")) {
        std::string_view rest = text.substr(6);
        day = word(rest);
      }
      if (text.starts_with("#Software:")) software = text.substr(10);
      continue;
    }
    LogRecord record = reading.begin(line);
    const bool iis = software.find("Internet Information Services") != std::string::npos;
    record.origin = {iis ? "windows" : "", "webserver", iis ? "iis" : "", ""};
    const std::size_t taken = take_values(reading, record, columns, text, day);
    if (taken != columns.size() || columns.empty()) {
      reading.lose(line.offset, line.number,
                   columns.empty() ? "no #Fields line before it" : "not as many values as columns");
    }
    reading.field("message", record.message);
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace firsthour::triage::logs
