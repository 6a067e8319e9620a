// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/read_log.h"

#include "triage/logs/readers.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

bool is_text(LogKind kind) {
  switch (kind) {
    case LogKind::empty:
    case LogKind::journal:
    case LogKind::logins:
    case LogKind::last_login:
    case LogKind::windows_events:
      return false;
    case LogKind::plain:
    case LogKind::syslog:
    case LogKind::audit:
    case LogKind::web_access:
    case LogKind::web_error:
    case LogKind::w3c:
    case LogKind::package:
    case LogKind::shell_history:
    case LogKind::json_lines:
      return true;
  }
  return false;
}

void read_as(LogKind kind, Reading& reading) {
  switch (kind) {
    case LogKind::empty:
      return;
    case LogKind::plain:
      return read_plain(reading);
    case LogKind::syslog:
      return read_syslog(reading);
    case LogKind::journal:
      return read_journal(reading);
    case LogKind::audit:
      return read_audit(reading);
    case LogKind::web_access:
      return read_web_access(reading);
    case LogKind::web_error:
      return read_web_error(reading);
    case LogKind::w3c:
      return read_w3c(reading);
    case LogKind::logins:
      return read_logins(reading);
    case LogKind::last_login:
      return read_last_login(reading);
    case LogKind::package:
      return read_package_log(reading);
    case LogKind::shell_history:
      return read_shell_history(reading);
    case LogKind::json_lines:
      return read_json_lines(reading);
    case LogKind::windows_events:
      return read_windows_events(reading);
  }
}

}  // namespace

LogSummary read_log(std::span<const std::byte> content, std::string_view name, const LogHints& hints,
                    const LogVisitor& visit) {
  return read_log_as(recognise_log(content, name), content, name, hints, visit);
}

LogSummary read_log_as(LogKind kind, std::span<const std::byte> content, std::string_view name,
                       const LogHints& hints, const LogVisitor& visit) {
  LogSummary summary;
  summary.kind = kind;
  Reading reading{content, name, hints, visit, summary};
  if (is_text(summary.kind)) {
    summary.encoding = encoding_text(content);
    if (!summary.encoding.starts_with("UTF-16")) {
      summary.zero_bytes =
          static_cast<std::uint64_t>(std::count(content.begin(), content.end(), std::byte{0}));
    }
  }
  read_as(summary.kind, reading);
  reading.finish();
  return summary;
}

}  // namespace firsthour::triage::logs
