// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/form_votes.h"

#include "triage/logs/audit_line.h"
#include "triage/logs/lines.h"
#include "triage/logs/package_line.h"
#include "triage/logs/plain_stamp.h"
#include "triage/logs/syslog.h"
#include "triage/logs/web_line.h"

#include <array>

namespace firsthour::triage::logs {
namespace {

constexpr int kSample = 64;
constexpr std::size_t kSampleBytes = 1U << 20;  // of content: pictures have long lines

bool is_history_stamp(std::string_view text) {
  if (text.size() < 9 || text.size() > 12 || text[0] != '#') return false;
  return text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool is_web_error(std::string_view text) {
  const auto stamp = plain_stamp(text);
  if (!stamp) return false;
  const std::string_view rest = text.substr(stamp->length);
  // "[…] [core:error] [pid 12] …" of Apache, "… [error] 12#12: …" of nginx.
  if (text.starts_with('[')) return rest.starts_with(" [") && rest.find("] [pid ") != std::string_view::npos;
  const std::size_t close = rest.find("] ");
  return rest.starts_with(" [") && close != std::string_view::npos &&
         rest.find('#', close) != std::string_view::npos;
}

LogKind form_of(std::string_view text) {
  if (text.starts_with('{') && text.ends_with('}')) return LogKind::json_lines;
  if (parse_audit_line(text)) return LogKind::audit;
  if (parse_web_line(text)) return LogKind::web_access;
  if (is_web_error(text)) return LogKind::web_error;
  if (is_package_line(text)) return LogKind::package;
  if (is_history_stamp(text)) return LogKind::shell_history;
  if (const auto parsed = parse_syslog(text)) {
    // "2026-11-23 05:11:28 INFO …" has a stamp too; syslog has a program, or a stamp without a year.
    const bool sure = parsed->stamp.year == 0 || parsed->priority || !parsed->program.empty();
    if (sure && !parsed->host.empty()) return LogKind::syslog;
  }
  return LogKind::plain;
}

}  // namespace

LogKind most_lines_are(std::span<const std::byte> content) {
  std::array<int, 16> votes{};
  int lines_seen = 0;
  Lines lines{content.first(std::min(content.size(), kSampleBytes))};
  for (Line line; lines_seen < kSample && lines.next(line);) {
    if (line.text.empty()) continue;
    ++lines_seen;
    if (line.text.starts_with("#Fields:") && line.text.size() > 8) return LogKind::w3c;
    ++votes[static_cast<std::size_t>(form_of(line.text))];
  }
  LogKind most = LogKind::plain;
  int best = lines_seen / 8;
  for (std::size_t kind = 0; kind < votes.size(); ++kind) {
    if (kind == static_cast<std::size_t>(LogKind::plain)) continue;
    if (votes[kind] > best) {
      best = votes[kind];
      most = static_cast<LogKind>(kind);
    }
  }
  return most;
}

}  // namespace firsthour::triage::logs
