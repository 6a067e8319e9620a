// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/syslog.h"

#include "casefile/number.h"
#include "triage/logs/auth_message.h"
#include "triage/logs/readers.h"
#include "triage/logs/words.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::logs {
namespace {

constexpr std::array<std::string_view, 24> kFacilities{
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::array<std::string_view, 8> kSeverities{"emerg",   "alert",  "crit", "err",
                                                      "warning", "notice", "info", "debug"};

std::optional<int> priority_of(std::string_view& line) {
  if (!line.starts_with('<')) return std::nullopt;
  const std::size_t end = line.substr(0, 5).find('>');
  if (end == std::string_view::npos) return std::nullopt;
  const auto value = number_from<int>(line.substr(1, end - 1));
  if (!value || *value < 0 || *value > 191) return std::nullopt;
  line.remove_prefix(end + 1);
  return value;
}

// "NAME[PID]: ", "NAME: "; without one the text is all message.
void take_tag(SyslogLine& into, std::string_view rest) {
  into.message = rest;
  const std::size_t end = rest.find_first_of("[: ");
  if (end == 0 || end == std::string_view::npos || rest[end] == ' ') return;
  std::string_view after = rest.substr(end);
  std::optional<std::int64_t> pid;
  if (after.front() == '[') {
    const std::size_t close = after.find(']');
    if (close == std::string_view::npos) return;
    pid = number_from<std::int64_t>(after.substr(1, close - 1));
    if (!pid) return;
    after.remove_prefix(close + 1);
  }
  if (!after.starts_with(':')) return;
  after.remove_prefix(1);
  if (after.starts_with(' ')) after.remove_prefix(1);
  into.program = rest.substr(0, end);
  into.pid = pid;
  into.message = after;
}

bool is_facility_and_level(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos &&
         std::find(kFacilities.begin(), kFacilities.end(), text.substr(0, dot)) != kFacilities.end();
}

void take_host_and_tag(SyslogLine& into, std::string_view rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  std::string_view after = rest;
  const std::string_view first = next_word(after);
  // A tag where the host would be: the line has no host.
  if (first.ends_with(':') || first.ends_with("]:")) return take_tag(into, rest);
  into.host = first;
  std::string_view behind = after;
  const std::string_view second = next_word(behind);
  if (is_facility_and_level(second)) {
    into.facility_and_level = second;
    after = behind;
  }
  take_tag(into, after);
}

// RFC 5424 §6.3: "-", or elements in brackets; a bracket inside a quoted value may be escaped.
std::string_view structured_data_of(std::string_view rest) {
  if (!rest.starts_with('[')) return rest.substr(0, rest.find(' '));
  bool quoted = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ']' && (i + 1 == rest.size() || rest[i + 1] == ' ')) {
      return rest.substr(0, i + 1);
    }
  }
  return rest;
}

std::string_view not_nil(std::string_view text) { return text == "-" ? std::string_view{} : text; }

bool parse_5424(SyslogLine& into, std::string_view line) {
  if (!line.starts_with("1 ")) return false;
  line.remove_prefix(2);
  if (line.starts_with("- ")) {
    line.remove_prefix(2);
  } else {
    const auto stamp = iso_stamp(line);
    if (!stamp || stamp->length >= line.size() || line[stamp->length] != ' ') return false;
    into.stamp = *stamp;
    line.remove_prefix(stamp->length + 1);
  }
  into.host = not_nil(next_word(line));
  into.program = not_nil(next_word(line));
  into.pid = number_from<std::int64_t>(next_word(line));
  into.message_id = not_nil(next_word(line));
  const std::string_view data = structured_data_of(line);
  into.structured_data = not_nil(data);
  line.remove_prefix(data.size());
  if (line.starts_with(' ')) line.remove_prefix(1);
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  into.message = line;
  return true;
}

std::optional<Stamp> stamp_without_year(std::string_view line) {
  (void)priority_of(line);
  return bsd_stamp(line);
}

bool is_auth_file(std::string_view name) {
  name = name.substr(name.find_last_of('/') + 1);
  return name.starts_with("auth") || name.starts_with("secure");
}

}  // namespace

std::string_view syslog_facility(int priority) {
  const auto facility = static_cast<std::size_t>(priority / 8);
  return priority >= 0 && facility < kFacilities.size() ? kFacilities[facility] : std::string_view{};
}

std::string_view syslog_severity(int priority) {
  return priority >= 0 ? kSeverities[static_cast<std::size_t>(priority % 8)] : std::string_view{};
}

std::optional<SyslogLine> parse_syslog(std::string_view line) {
  SyslogLine made;
  made.priority = priority_of(line);
  if (made.priority && parse_5424(made, line)) return made;
  auto stamp = bsd_stamp(line);
  if (!stamp) stamp = iso_stamp(line);
  if (!stamp || stamp->length >= line.size() || (line[stamp->length] != ' ' && line[stamp->length] != ':')) {
    return std::nullopt;
  }
  made.stamp = *stamp;
  take_host_and_tag(made, line.substr(stamp->length + 1));
  return made;
}

void read_syslog(Reading& reading) {
  reading.infer_years(stamp_without_year);
  const bool auth_file = is_auth_file(reading.name());
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    if (line.text.empty()) continue;
    LogRecord record = reading.begin(line);
    record.origin = {"linux", "", "syslog", auth_file ? "auth" : ""};
    if (const auto parsed = parse_syslog(line.text)) {
      if (parsed->stamp.length > 0) reading.set_time(record, parsed->stamp);
      if (!parsed->host.empty()) record.host = parsed->host;
      record.program = parsed->program;
      record.pid = parsed->pid;
      record.message = parsed->message;
      reading.field("facility", parsed->priority ? syslog_facility(*parsed->priority)
                                                 : parsed->facility_and_level.substr(
                                                       0, parsed->facility_and_level.find('.')));
      if (parsed->priority) reading.field("severity", syslog_severity(*parsed->priority));
      reading.field("message_id", parsed->message_id);
      reading.field("structured_data", parsed->structured_data);
      add_auth_fields(reading, record);
    } else if (!line.piece) {
      reading.lose(line.offset, line.number, "no time at the start of the line");
    }
    reading.field("message", record.message);
    reading.field("hostname", record.host);
    reading.field("program", record.program);
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace firsthour::triage::logs
