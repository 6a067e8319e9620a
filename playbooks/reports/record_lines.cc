// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/record_lines.h"

#include "casefile/json.h"
#include "casefile/mask_secrets.h"
#include "playbooks/reports/printable.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestValue = 240, kMostLines = 14;

constexpr std::array<std::string_view, 19> kIdentifying{
    "process.pid",      "process.name",    "process.executable", "process.command_line",
    "process.start",    "user.name",       "file.path",          "file.mode",
    "file.mtime",       "source.ip",       "source.port",        "destination.ip",
    "destination.port", "socket.state",    "module.name",        "bpf.program.id",
    "bpf.program.type", "key.fingerprint", "login.time"};

// "selection.process.executable" names process.executable.
bool is_matched(const Finding& finding, std::string_view key) {
  return std::any_of(finding.matches.begin(), finding.matches.end(), [&](const FindingMatch& match) {
    const std::string_view name = match.string;
    return name == key || (name.ends_with(key) && name[name.size() - key.size() - 1] == '.');
  });
}

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string record_lines(const Finding& finding) {
  const auto record = parse_json(finding.record);
  if (!record || !record->is_object()) return {};
  std::string lines;
  std::size_t count = 0;
  for (const auto& [key, value] : record->items()) {
    const bool identifying = std::find(kIdentifying.begin(), kIdentifying.end(), key) != kIdentifying.end();
    if (!identifying && !is_matched(finding, key)) continue;
    if (++count > kMostLines) break;
    if (!lines.empty()) lines += '\n';
    // Key and value together: a field that is called a password hides its value.
    lines += evidence_text(mask_secrets(key + " = " + value_text(value)), kLongestValue);
  }
  return lines;
}

}  // namespace firsthour::playbooks
