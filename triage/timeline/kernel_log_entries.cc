// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/kernel_log_entries.h"

#include "casefile/number.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::int64_t kLongest = std::int64_t{1} << 52;  // microseconds: 142 years

// "6,339,5140900,-;text"
std::optional<KernelLogLine> record_line(std::string_view line) {
  const std::size_t semicolon = line.find(';');
  const std::size_t first = line.find(',');
  const std::size_t second = first == line.npos ? line.npos : line.find(',', first + 1);
  if (semicolon == line.npos || second == line.npos || second > semicolon) return std::nullopt;
  const std::string_view rest = line.substr(second + 1, semicolon - second - 1);
  const auto microseconds = number_from<std::int64_t>(rest.substr(0, rest.find(',')));
  if (!microseconds || *microseconds < 0 || *microseconds > kLongest) return std::nullopt;
  KernelLogLine made;
  made.nanoseconds = *microseconds * 1000;
  made.text = line.substr(semicolon + 1);
  return made;
}

// "<6>[    5.140900] text"
std::optional<KernelLogLine> console_line(std::string_view line) {
  if (line.starts_with('<')) line.remove_prefix(std::min(line.size(), line.find('>') + 1));
  const std::size_t close = line.find(']');
  if (!line.starts_with('[') || close == line.npos) return std::nullopt;
  std::string_view stamp = line.substr(1, close - 1);
  stamp.remove_prefix(std::min(stamp.size(), stamp.find_first_not_of(' ')));
  const std::size_t dot = stamp.find('.');
  if (dot == stamp.npos || stamp.size() - dot != 7) return std::nullopt;
  const auto seconds = number_from<std::uint32_t>(stamp.substr(0, dot));
  const auto microseconds = number_from<std::uint32_t>(stamp.substr(dot + 1));
  if (!seconds || !microseconds) return std::nullopt;
  KernelLogLine made;
  made.nanoseconds = (std::int64_t{*seconds} * 1'000'000 + *microseconds) * 1000;
  made.text = line.substr(close + 1);
  made.text.remove_prefix(std::min(made.text.size(), made.text.find_first_not_of(' ')));
  return made;
}

}  // namespace

std::uint64_t each_kernel_log_line(std::string_view log,
                                   const std::function<bool(const KernelLogLine&)>& visit) {
  std::uint64_t without_time = 0, number = 0;
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t end = std::min(log.find('\n', at), log.size());
    const std::string_view line = log.substr(at, end - at);
    ++number;
    if (!line.empty() && !line.starts_with(' ')) {
      auto read = record_line(line);
      if (!read) read = console_line(line);
      if (!read) {
        ++without_time;
      } else {
        read->offset = at;
        read->length = line.size();
        read->line = number;
        if (!visit(*read)) return without_time;
      }
    }
    at = end + 1;
  }
  return without_time;
}

}  // namespace firsthour::triage
