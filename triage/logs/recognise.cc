// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "triage/logs/form_votes.h"
#include "triage/logs/login_layout.h"
#include "triage/logs/read_log.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::logs {
namespace {

std::string_view base_name(std::string_view name) {
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) {
    name.remove_prefix(slash + 1);
  }
  return name;
}

bool is_history_name(std::string_view base) {
  return base.ends_with("_history") || base == ".histfile" || base == ".zhistory" ||
         base.starts_with("fish_history");
}

std::optional<LogKind> by_first_bytes(std::string_view text) {
  if (text.starts_with(std::string_view{"ElfFile\0", 8})) return LogKind::windows_events;
  if (text.starts_with(std::string_view{"ElfChnk\0", 8})) return LogKind::windows_events;  // carved
  if (text.starts_with("LPKSHHRH")) return LogKind::journal;
  return std::nullopt;
}

std::optional<LogKind> by_name(std::string_view name, std::string_view content) {
  const std::string_view base = base_name(name);
  for (const std::string_view logins : {"utmp", "wtmp", "btmp"}) {
    if (base.starts_with(logins) && looks_like_logins(content)) return LogKind::logins;
  }
  if (base.starts_with("lastlog") && looks_like_last_login(content)) return LogKind::last_login;
  if (is_history_name(base)) return LogKind::shell_history;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(LogKind kind) {
  constexpr std::array<std::string_view, 14> kNames{
      "empty", "plain",  "syslog",     "journal", "audit",         "web-access", "web-error",
      "w3c",   "logins", "last-login", "package", "shell-history", "json-lines", "windows-events"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(TimeBasis basis) {
  constexpr std::array<std::string_view, 4> kNames{"stated", "zone-assumed", "year-inferred", "none"};
  return kNames.at(static_cast<std::size_t>(basis));
}

LogKind recognise_log(std::span<const std::byte> content, std::string_view name) {
  if (content.empty()) return LogKind::empty;
  const std::string_view text = as_text(content);
  if (const auto kind = by_first_bytes(text)) return *kind;
  if (const auto kind = by_name(name, text)) return *kind;
  return most_lines_are(content);
}

bool is_log(std::span<const std::byte> content, std::string_view name) {
  const LogKind kind = recognise_log(content, name);
  if (kind == LogKind::empty) return false;
  if (kind != LogKind::plain) return true;
  const std::string_view base = base_name(name);
  constexpr std::array<std::string_view, 8> kNames{"messages", "syslog", "secure", "maillog",
                                                   "dmesg",    "cron",   "kern",   "catalina"};
  const bool named = base.ends_with(".log") || base.find(".log.") != std::string_view::npos ||
                     base.ends_with(".out") ||
                     std::any_of(kNames.begin(), kNames.end(), [&](auto n) { return base.starts_with(n); });
  // A name alone makes no log of a picture.
  return named && as_text(content.first(std::min<std::size_t>(content.size(), 4096))).find('\n') !=
                      std::string_view::npos;
}

}  // namespace firsthour::triage::logs
