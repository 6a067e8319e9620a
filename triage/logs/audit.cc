// SPDX-License-Identifier: Apache-2.0
// The audit log: records of one event have one serial number and are handed over one by one, as Sigma's rules
// name them, each with what the others of its event say besides. A program that was started gives a derived
// record of category process_creation.
#include "triage/logs/audit_line.h"
#include "triage/logs/readers.h"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kOpenEvents = 4;     // records of different events stand among each other
constexpr std::size_t kMostRecords = 256;  // of one event; further ones begin a new one
constexpr std::size_t kMostArguments = 4096;

struct Value {
  std::string_view key, text;
};

struct AuditRecord {
  AuditLine parsed;
  Line line;
  std::vector<Value> values;
};

struct AuditEvent {
  std::uint64_t serial = 0;
  std::int64_t seconds = 0;
  std::string_view node;
  std::vector<AuditRecord> records;
  std::deque<std::string> decoded;  // what values point to; moves nothing when it grows
  std::string arguments;            // of EXECVE, joined by blanks
};

std::string_view value_of(const AuditRecord& record, std::string_view key) {
  for (const Value& value : record.values) {
    if (value.key == key) return value.text;
  }
  return {};
}

class AuditReader {
 public:
  explicit AuditReader(Reading& reading)
      : reading_{reading},
        wide_{encoding_of(reading.content()) == Encoding::utf16_little ||
              encoding_of(reading.content()) == Encoding::utf16_big} {}

  void read() {
    Lines lines{reading_.content()};
    for (Line line; !stopped_ && lines.next(line);) {
      ++reading_.summary().lines;
      if (line.text.empty()) continue;
      if (const auto parsed = parse_audit_line(line.text)) {
        take(*parsed, line);
      } else {
        give_unknown(line);
      }
    }
    while (!stopped_ && !open_.empty()) close(0);
    reading_.summary().long_lines = lines.long_lines();
  }

 private:
  void give_unknown(const Line& line) {
    // A marker of ausearch ("----", "time->…") is no loss.
    if (!line.text.starts_with("----") && !line.text.starts_with("time->") && !line.piece) {
      reading_.lose(line.offset, line.number, "not a record of the audit log");
    }
    LogRecord record = reading_.begin(line);
    record.origin = {"linux", "", "auditd", ""};
    reading_.field("message", record.message);
    if (!reading_.give(record)) stopped_ = true;
  }

  void take(AuditLine parsed, Line line) {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& open) {
      const AuditEvent& event = *open;
      return event.serial == parsed.serial && event.seconds == parsed.seconds && event.node == parsed.node &&
             event.records.size() < kMostRecords;
    });
    AuditEvent* event = found == open_.end() ? nullptr : found->get();
    if (event == nullptr) {
      if (open_.size() == kOpenEvents) close(0);
      if (stopped_) return;
      event = open_.emplace_back(std::make_unique<AuditEvent>()).get();
      event->serial = parsed.serial;
      event->seconds = parsed.seconds;
      event->node = parsed.node;
    }
    if (wide_) {  // the line's text is gone with the next line
      line.text = event->decoded.emplace_back(line.text);
      parsed = parse_audit_line(line.text).value_or(AuditLine{});
      event->node = parsed.node;
    }
    add(*event, parsed, line);
    if (parsed.type == "EOE" || parsed.type == "PROCTITLE") {
      close_event(event);
    }
  }

  static void add(AuditEvent& event, const AuditLine& parsed, const Line& line) {
    AuditRecord& record = event.records.emplace_back(AuditRecord{parsed, line, {}});
    each_audit_value(parsed.body, [&](std::string_view key, std::string_view text, bool quoted) {
      if (record.values.size() >= kMostArguments) return;
      if (!quoted) {
        if (auto decoded = decoded_audit_value(parsed.type, key, text)) {
          text = event.decoded.emplace_back(std::move(*decoded));
        }
      }
      record.values.push_back({key, text});
    });
    if (parsed.type == "EXECVE") join_arguments(event, record);
  }

  // a0, a1 … in order; an argument too long for a record comes in pieces a1[0], a1[1], also over several
  // records.
  static void join_arguments(AuditEvent& event, const AuditRecord& record) {
    for (const Value& value : record.values) {
      const bool argument =
          value.key.size() >= 2 && value.key[0] == 'a' && value.key[1] >= '0' && value.key[1] <= '9';
      if (!argument || value.key.find("_len") != std::string_view::npos) continue;
      const std::size_t bracket = value.key.find('[');
      const bool goes_on = bracket != std::string_view::npos && value.key.substr(bracket) != "[0]";
      if (!event.arguments.empty() && !goes_on) event.arguments += ' ';
      event.arguments += value.text;
    }
  }

  void close_event(const AuditEvent* event) {
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (open_[i].get() == event) return close(i);
    }
  }

  void close(std::size_t which) {
    const std::unique_ptr<AuditEvent> closed = std::move(open_[which]);
    const AuditEvent& event = *closed;
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(which));
    for (const AuditRecord& record : event.records) {
      if (stopped_) return;
      if (record.parsed.type == "EOE") continue;
      give(event, record);
    }
    if (!stopped_ && !event.arguments.empty()) give_process(event);
  }

  LogRecord begin(const AuditEvent& event, const AuditRecord& from) {
    LogRecord record = reading_.begin(from.line);
    record.origin = {"linux", "", "auditd", ""};
    if (!event.node.empty()) record.host = event.node;
    Reading::set_epoch(record, from.parsed.seconds, from.parsed.milliseconds * 1'000'000);
    return record;
  }

  void give(const AuditEvent& event, const AuditRecord& from) {
    LogRecord record = begin(event, from);
    record.program = context(event, "comm");
    reading_.field("type", from.parsed.type);
    reading_.event.add_number("serial", static_cast<std::int64_t>(from.parsed.serial));
    for (const Value& value : from.values) {
      if (!reading_.event.find(value.key)) reading_.field(value.key, value.text);
    }
    constexpr auto kShared = std::to_array<std::string_view>(
        {"exe", "comm", "pid", "ppid", "auid", "uid", "euid", "tty", "ses", "success", "syscall", "SYSCALL",
         "key", "cwd", "proctitle", "AUID", "UID"});
    if (event.records.size() > 1) {
      for (const std::string_view key : kShared) {
        if (!reading_.event.find(key)) reading_.field(key, context(event, key));
      }
    }
    reading_.field("message", record.message);
    if (!reading_.give(record)) stopped_ = true;
  }

  static std::string_view context(const AuditEvent& event, std::string_view key) {
    for (const AuditRecord& record : event.records) {
      const std::string_view type = record.parsed.type;
      if (type != "SYSCALL" && type != "CWD" && type != "PROCTITLE") continue;
      if (const std::string_view text = value_of(record, key); !text.empty()) return text;
    }
    return {};
  }

  void give_process(const AuditEvent& event) {
    LogRecord record = begin(event, event.records.front());
    record.derived = true;
    record.origin.category = "process_creation";
    record.program = context(event, "comm");
    record.message = event.arguments;
    const std::string_view user = context(event, "UID");
    reading_.field("Image", context(event, "exe"));
    reading_.field("CommandLine", event.arguments);
    reading_.field("CurrentDirectory", context(event, "cwd"));
    reading_.field("ProcessId", context(event, "pid"));
    reading_.field("ParentProcessId", context(event, "ppid"));
    reading_.field("User", user.empty() ? context(event, "uid") : user);
    reading_.field("LogonId", context(event, "ses"));
    reading_.field("success", context(event, "success"));
    reading_.event.add_number("serial", static_cast<std::int64_t>(event.serial));
    if (!reading_.give(record)) stopped_ = true;
  }

  Reading& reading_;
  bool wide_;
  std::vector<std::unique_ptr<AuditEvent>> open_;  // views point into them: they stay where they are
  bool stopped_ = false;
};

}  // namespace

void read_audit(Reading& reading) { AuditReader{reading}.read(); }

}  // namespace firsthour::triage::logs
