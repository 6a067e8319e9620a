// SPDX-License-Identifier: Apache-2.0
// JSON Lines of any program: access logs, containers' logs, events that other tools exported.
#include "triage/host/record_reader.h"
#include "triage/logs/json_names.h"
#include "triage/logs/readers.h"
#include "triage/logs/web_fields.h"
#include "triage/logs/web_line.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace firsthour::triage::logs {
namespace {

std::string_view first_of(const sigma::Event& event, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const std::string_view text = event.text(key); !text.empty()) return text;
  }
  return {};
}

// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.
bool take_epoch(LogRecord& record, std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc{} || whole <= 0) return false;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  std::int64_t unit = 1;  // parts of a second
  for (std::int64_t size = whole; size >= 100'000'000'000; size /= 1000) unit *= 1000;
  if (unit > 1'000'000'000) return false;
  std::int64_t nanoseconds = whole % unit * (1'000'000'000 / unit);
  if (unit == 1 && rest.starts_with('.')) {
    std::int64_t scale = 100'000'000;
    for (rest.remove_prefix(1); !rest.empty() && scale > 0 && rest[0] >= '0' && rest[0] <= '9'; scale /= 10) {
      nanoseconds += (rest[0] - '0') * scale;
      rest.remove_prefix(1);
    }
  }
  if (!rest.empty() && rest.find_first_not_of("0123456789") != std::string_view::npos) return false;
  Reading::set_epoch(record, whole / unit, nanoseconds);
  return true;
}

void take_time(Reading& reading, LogRecord& record) {
  for (const std::string_view key : kJsonTimes) {
    const std::string_view text = reading.event.text(key);
    if (text.empty()) continue;
    auto stamp = iso_stamp(text);
    if (!stamp) stamp = clf_stamp(text);
    if (stamp) {
      // Windows writes UtcTime without saying again that it is UTC.
      if (!stamp->zone && key.ends_with("UtcTime")) stamp->zone = 0;
      reading.set_time(record, *stamp);
      return;
    }
    if (take_epoch(record, text)) return;
  }
}

void take_web(Reading& reading, LogRecord& record) {
  sigma::Event& event = reading.event;
  for (const JsonWebName& name : kJsonWebNames) {
    if (event.find(name.ours)) continue;
    if (const std::string_view text = first_of(event, name.theirs); !text.empty()) {
      if (name.ours == "sc-status" || name.ours == "sc-bytes") {
        add_number_field(reading, name.ours, text);
      } else {
        reading.field(name.ours, text);
      }
    }
  }
  if (!event.find("sc-status")) return;
  std::string_view uri = first_of(event, kJsonUris);
  if (const std::string_view request = event.text("request"); uri.empty() && !request.empty()) {
    const RequestLine parts = split_request(request);
    uri = parts.uri;
    if (!event.find("cs-method")) reading.field("cs-method", parts.method);
    reading.field("cs-version", parts.version);
  }
  if (uri.empty()) return;
  record.origin.category = "webserver";
  if (!event.find("cs-uri")) add_uri_fields(reading, uri);
}

// "Event.EventData.CommandLine", "winlog.event_data.CommandLine" are "CommandLine" to Sigma.
void take_windows(Reading& reading, LogRecord& record) {
  sigma::Event& event = reading.event;
  const std::size_t before = event.fields().size();
  for (std::size_t i = 0; i < before; ++i) {
    const sigma::Field field = event.fields()[i];
    for (const JsonPrefix& prefix : kJsonWindowsPrefixes) {
      if (!field.key.starts_with(prefix.theirs) || field.count == 0) continue;
      std::string_view leaf = field.key.substr(prefix.theirs.size());
      if (!prefix.whole.empty()) leaf = prefix.whole;
      const sigma::Scalar value = event.scalars(field)[0];
      if (!leaf.empty() && !event.find(leaf)) event.add(leaf, value);
    }
  }
  if (event.find("EventID") && (event.find("Channel") || event.find("Provider_Name"))) {
    record.origin.product = "windows";
  }
}

}  // namespace

void read_json_lines(Reading& reading) {
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    if (line.text.find_first_not_of(" \t") == std::string_view::npos) continue;
    LogRecord record = reading.begin(line);
    if (auto parsed = read_nested_record(line.text, reading.event); parsed) {
      take_time(reading, record);
      if (const auto host = first_of(reading.event, kJsonHosts); !host.empty()) record.host = host;
      if (const auto message = first_of(reading.event, kJsonMessages); !message.empty())
        record.message = message;
      record.program = first_of(reading.event, kJsonPrograms);
      take_windows(reading, record);
      if (record.origin.product.empty()) take_web(reading, record);
    } else {
      reading.lose(line.offset, line.number, line.piece ? "a line longer than a MiB" : parsed.error().what);
      reading.field("message", record.message);
    }
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace firsthour::triage::logs
