// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/log_entries.h"

#include "casefile/encoding.h"

#include <array>
#include <span>

namespace firsthour::triage {
namespace {

using logs::LogKind;
using logs::LogRecord;
using logs::TimeBasis;

constexpr std::size_t kLongestText = 2048;  // of a message; the log itself has the rest

struct KindText {
  LogKind kind;
  std::string_view source, description;
};
constexpr std::array kKinds =
    std::to_array<KindText>({{LogKind::web_access, "log", "Request Received"},
                             {LogKind::w3c, "log", "Request Received"},
                             {LogKind::logins, "login", "Login Recorded"},
                             {LogKind::last_login, "login", "Last Login"},
                             {LogKind::package, "log", "Package Changed"},
                             {LogKind::shell_history, "shell", "Command Executed"}});

// What is worth reading in an event of Windows, by the names that its events use.
constexpr auto kWindowsNames = std::to_array<std::string_view>(
    {"CommandLine", "Image", "NewProcessName", "ParentImage", "TargetUserName", "SubjectUserName",
     "IpAddress", "LogonType", "TargetFilename", "TargetObject", "ServiceName", "ImagePath",
     "ScriptBlockText", "TaskName", "DestinationIp", "QueryName", "Data"});

void add(std::string& to, std::string_view part) {
  if (part.empty()) return;
  if (!to.empty()) to += ' ';
  to += part;
}

std::string windows_text(const LogRecord& record) {
  std::string text;
  add(text, record.event->text("Provider_Name"));
  add(text, record.event->text("EventID"));
  for (const std::string_view name : kWindowsNames) {
    const std::string_view value = record.event->text(name);
    if (value.empty()) continue;
    add(text, name);
    text += '=';
    text += value;
  }
  return text;
}

std::string web_text(const LogRecord& record) {
  const sigma::Event& event = *record.event;
  if (event.text("sc-status").empty()) return std::string{record.message};
  std::string text{event.text("c-ip")};
  for (const std::string_view key : {"cs-method", "cs-host", "cs-uri"}) add(text, event.text(key));
  if (event.text("cs-uri").empty()) {
    add(text, event.text("cs-uri-stem"));
    if (const auto query = event.text("cs-uri-query"); !query.empty()) (text += '?') += query;
  }
  add(text, event.text("sc-status"));
  add(text, event.text("cs-user-agent"));
  return text;
}

std::string_view user_of(const sigma::Event& event) {
  for (const std::string_view key : {"user.name", "cs-username", "TargetUserName", "User", "acct", "AUID"}) {
    if (const auto text = event.text(key); !text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string log_entry_text(const LogRecord& record, LogKind kind) {
  std::string text;
  if (kind == LogKind::windows_events) {
    text = windows_text(record);
  } else if (kind == LogKind::web_access || kind == LogKind::w3c || record.origin.category == "webserver") {
    text = web_text(record);
  } else {
    text = record.program;
    if (record.pid && !record.program.empty()) text += "[" + std::to_string(*record.pid) + "]";
    if (!text.empty() && !record.message.empty()) text += ": ";
    text += record.message;
  }
  if (text.size() > kLongestText) text = text.substr(0, kLongestText) + "…";
  return display_utf8(text);
}

Result<> take_log(std::span<const std::byte> content, std::string_view name, const logs::LogHints& hints,
                  const std::string& item, const std::string& path, Gatherer& into) {
  Result<> failed;
  TimelineLog log;
  log.item = item;
  log.path = path;
  const LogKind kind = logs::recognise_log(content, name);
  std::string_view source = "log", description = "Event Logged";
  for (const KindText& known : kKinds) {
    if (known.kind != kind) continue;
    source = known.source;
    description = known.description;
  }
  const logs::LogSummary summary =
      logs::read_log_as(kind, content, name, hints, [&](const LogRecord& record) {
        if (record.derived) return true;
        if (record.basis == TimeBasis::none) {
          ++log.without_time;
          return true;
        }
        ++log.entries;
        TimelineEntry entry;
        entry.time = record.time;
        entry.basis = name_of(record.basis);
        entry.source = source;
        entry.description = description;
        entry.kind = name_of(kind);
        entry.host = display_utf8(record.host);
        entry.user = display_utf8(user_of(*record.event));
        entry.message = log_entry_text(record, kind);
        entry.item = item;
        entry.path = path;
        entry.offset = record.offset;
        entry.length = record.length;
        entry.line = record.line;
        failed = into.take(std::move(entry));
        return failed.has_value();
      });
  if (!failed) return failed;
  log.kind = name_of(summary.kind);
  log.zone = summary.zone;
  log.encoding = summary.encoding;
  log.losses = summary.losses;
  log.backwards = summary.backwards;
  into.report().without_time += log.without_time;
  into.report().logs.push_back(std::move(log));
  return {};
}

}  // namespace firsthour::triage
