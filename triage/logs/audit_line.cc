// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/audit_line.h"

#include "casefile/number.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::logs {
namespace {

// Texts that the kernel writes in quotes, or in hexadecimal when a byte of them is a blank, a quote or no
// ASCII.
constexpr auto kTexts = std::to_array<std::string_view>(
    {"acct",     "cmd", "comm", "cwd",      "data",      "dir",      "exe",    "file",
     "grp",      "key", "name", "new-disk", "ocomm",     "old-disk", "path",   "proctitle",
     "root_dir", "sw",  "vm",   "watch",    "new_group", "op_data",  "device", "cgroup"});

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_argument(std::string_view key) {
  return key.size() >= 2 && key[0] == 'a' && key[1] >= '0' && key[1] <= '9';
}

}  // namespace

std::optional<AuditLine> parse_audit_line(std::string_view line) {
  AuditLine made;
  if (line.starts_with("node=")) {
    const std::size_t end = line.find(' ');
    if (end == std::string_view::npos) return std::nullopt;
    made.node = line.substr(5, end - 5);
    line.remove_prefix(end + 1);
  }
  if (!line.starts_with("type=")) return std::nullopt;
  const std::size_t type_end = line.find(' ');
  if (type_end == std::string_view::npos) return std::nullopt;
  made.type = line.substr(5, type_end - 5);
  line.remove_prefix(type_end + 1);
  constexpr std::string_view kMark = "msg=audit(";
  if (!line.starts_with(kMark)) return std::nullopt;
  line.remove_prefix(kMark.size());
  const std::size_t dot = line.find('.'), colon = line.find(':'), close = line.find(')');
  if (close == std::string_view::npos || dot > colon || colon > close) return std::nullopt;
  const auto seconds = number_from<std::int64_t>(line.substr(0, dot));
  const auto milliseconds = number_from<std::int64_t>(line.substr(dot + 1, colon - dot - 1));
  const auto serial = number_from<std::uint64_t>(line.substr(colon + 1, close - colon - 1));
  if (!seconds || !milliseconds || !serial || *milliseconds < 0 || *milliseconds > 999) return std::nullopt;
  made.seconds = *seconds;
  made.milliseconds = *milliseconds;
  made.serial = *serial;
  line.remove_prefix(close + 1);
  if (line.starts_with(':')) line.remove_prefix(1);
  made.body = line;
  return made;
}

void each_audit_value(std::string_view body,
                      const std::function<void(std::string_view, std::string_view, bool)>& visit) {
  constexpr std::string_view kBlanks = " \x1D,'";
  while (true) {
    const std::size_t start = body.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return;
    body.remove_prefix(start);
    const std::size_t equals = body.find_first_of("= \x1D");
    if (equals == std::string_view::npos) return;
    if (body[equals] != '=') {  // a word without a value
      body.remove_prefix(equals);
      continue;
    }
    const std::string_view key = body.substr(0, equals);
    body.remove_prefix(equals + 1);
    if (body.starts_with('\'')) {  // msg='op=login acct="root"': its inside is read on as keys
      body.remove_prefix(1);
      continue;
    }
    if (body.starts_with('"')) {
      const std::size_t end = body.find('"', 1);
      visit(key, body.substr(1, end == std::string_view::npos ? end : end - 1), true);
      body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
      continue;
    }
    const std::size_t end = std::min(body.find_first_of(" \x1D'"), body.size());
    visit(key, body.substr(0, end), false);
    body.remove_prefix(end);
  }
}

std::optional<std::string> decoded_audit_value(std::string_view type, std::string_view key,
                                               std::string_view value) {
  const bool argument = type == "EXECVE" && is_argument(key) && key.find("_len") == std::string_view::npos;
  if (!argument && std::find(kTexts.begin(), kTexts.end(), key) == kTexts.end()) return std::nullopt;
  if (value.empty() || value.size() % 2 != 0) return std::nullopt;
  std::string text;
  text.reserve(value.size() / 2);
  for (std::size_t i = 0; i < value.size(); i += 2) {
    const int high = hex(value[i]), low = hex(value[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
  }
  if (key == "proctitle") std::replace(text.begin(), text.end(), '\0', ' ');
  // Several keys of one rule are joined by the byte 1.
  if (key == "key") std::replace(text.begin(), text.end(), '\1', ',');
  return text;
}

}  // namespace firsthour::triage::logs
