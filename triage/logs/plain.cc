// SPDX-License-Identifier: Apache-2.0
// Lines of any program, and the error logs of web servers. A time is taken where one of the known forms
// stands at the start; lines that go on from the one before (stack traces) have none.
#include "triage/logs/plain_stamp.h"
#include "triage/logs/readers.h"

namespace firsthour::triage::logs {
namespace {

// "[client 10.0.0.1:5]" of Apache, ", client: 10.0.0.1," of nginx.
void take_client(Reading& reading, std::string_view line) {
  constexpr std::string_view kApache = "[client ", kNginx = ", client: ";
  if (const std::size_t at = line.find(kApache); at != std::string_view::npos) {
    const std::string_view rest = line.substr(at + kApache.size());
    const std::string_view peer = rest.substr(0, rest.find(']'));
    const std::size_t colon = peer.rfind(':');
    reading.field("c-ip", peer.substr(0, colon));
  } else if (const std::size_t nginx = line.find(kNginx); nginx != std::string_view::npos) {
    const std::string_view rest = line.substr(nginx + kNginx.size());
    reading.field("c-ip", rest.substr(0, rest.find(',')));
  }
}

void read_lines(Reading& reading, bool web) {
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    if (line.text.empty()) continue;
    LogRecord record = reading.begin(line);
    record.origin.product = web ? (line.text.starts_with('[') ? "apache" : "nginx") : "";
    record.origin.service = web ? "error" : "";
    if (const auto stamp = plain_stamp(line.text)) {
      reading.set_time(record, *stamp);
      record.message.remove_prefix(stamp->length);
      while (record.message.starts_with(' ')) record.message.remove_prefix(1);
    }
    if (web) take_client(reading, line.text);
    reading.field("message", record.message);
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace

std::optional<Stamp> plain_stamp(std::string_view line) {
  std::size_t before = 0;
  if (line.starts_with('[')) before = 1;
  const std::string_view text = line.substr(before);
  std::optional<Stamp> stamp = iso_stamp(text);
  if (!stamp) stamp = ctime_stamp(text);
  if (!stamp) stamp = clf_stamp(text);
  if (!stamp) return std::nullopt;
  stamp->length += before;
  if (before == 1) {
    if (stamp->length >= line.size() || line[stamp->length] != ']') return std::nullopt;
    ++stamp->length;
  }
  return stamp;
}

void read_plain(Reading& reading) { read_lines(reading, false); }
void read_web_error(Reading& reading) { read_lines(reading, true); }

}  // namespace firsthour::triage::logs
