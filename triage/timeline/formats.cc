// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/json_writer.h"
#include "triage/timeline.h"

namespace firsthour::triage {
namespace {

constexpr std::int64_t kMicrosecond = 1000, kSecond = 1'000'000'000;

void add(std::string& to, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  to += ',';
  append_json_string(to, key);
  to += ':';
  append_json_string(to, text);
}

void add(std::string& to, std::string_view key, std::uint64_t number) {
  to += ',';
  append_json_string(to, key);
  to += ':' + std::to_string(number);
}

std::int64_t floored(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

// A body file has no escapes: what would end a field or a line is written as the terminal shows it.
std::string body_text(std::string_view text) {
  std::string made = escape_for_terminal(text);
  for (char& c : made) {
    if (c == '|') c = '_';
  }
  return made;
}

}  // namespace

std::string timeline_json_line(const TimelineEntry& entry) {
  std::string line = "{\"message\":";
  append_json_string(line, entry.message.empty() ? entry.description : entry.message);
  // Timesketch reads RFC 3339; a zone as hours is what its own exports have.
  std::string time = rfc3339(entry.time);
  time.pop_back();
  add(line, "datetime", time + "+00:00");
  line += ",\"timestamp\":" + std::to_string(floored(entry.time.nanoseconds, kMicrosecond));
  add(line, "timestamp_desc", entry.description);
  add(line, "source_short", entry.source);
  add(line, "source_long", entry.kind);
  add(line, "time_basis", entry.basis);
  add(line, "hostname", entry.host);
  add(line, "username", entry.user);
  add(line, "item", entry.item);
  add(line, "display_name", entry.path);
  if (entry.length > 0) {
    add(line, "offset", entry.offset);
    add(line, "length", entry.length);
  }
  if (entry.line > 0) add(line, "line", entry.line);
  if (entry.file) {
    add(line, "file_mode", entry.file->mode);
    add(line, "inode", entry.file->inode);
    add(line, "file_uid", entry.file->uid);
    add(line, "file_gid", entry.file->gid);
    add(line, "file_size", entry.file->size);
    add(line, "sha256", entry.file->sha256);
  }
  if (!entry.tags.empty()) {
    line += ",\"tag\":[";
    for (std::size_t i = 0; i < entry.tags.size(); ++i) {
      if (i > 0) line += ',';
      append_json_string(line, entry.tags[i]);
    }
    line += ']';
  }
  return line + "}\n";
}

std::string timeline_body_line(const TimelineEntry& entry) {
  const auto seconds = [](const std::optional<Instant>& time) {
    return std::to_string(time ? floored(time->nanoseconds, kSecond) : 0);
  };
  if (entry.file) {
    const TimelineEntry::File& file = *entry.file;
    std::string line = "0|" + body_text(entry.path) + '|' + std::to_string(file.inode) + '|' + file.mode +
                       '|' + std::to_string(file.uid) + '|' + std::to_string(file.gid) + '|' +
                       std::to_string(file.size);
    for (const auto& time : file.times) line += '|' + seconds(time);
    return line + '\n';
  }
  const std::string time = seconds(entry.time);
  std::string text = "[" + entry.source + " " + entry.kind + "] " + entry.description + ": " + entry.message;
  if (!entry.host.empty()) text = "[" + entry.host + "] " + text;
  return "0|" + body_text(text) + "|0|----------|0|0|0|" + time + '|' + time + '|' + time + '|' + time + '\n';
}

}  // namespace firsthour::triage
