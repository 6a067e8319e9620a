// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/pid_mentions.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

void add(std::vector<Pid>& pids, std::string_view field) {
  if (const auto pid = number_from<Pid>(field); pid && *pid != 0) pids.push_back(*pid);
}

}  // namespace

std::vector<Pid> parse_pid_list(std::string_view text) {
  std::vector<Pid> pids;
  while (auto line = next_line(text))
    for (auto field = next_field(*line); !field.empty(); field = next_field(*line)) add(pids, field);
  return pids;
}

// "1: POSIX  ADVISORY  WRITE 812 08:01:1234 0 EOF"; a waiting one has "->" behind its number.
std::vector<Pid> parse_lock_holders(std::string_view text) {
  std::vector<Pid> pids;
  while (auto line = next_line(text)) {
    const auto number = next_field(*line);
    auto kind = next_field(*line);
    if (kind == "->") kind = next_field(*line);
    const auto advice = next_field(*line), access = next_field(*line);
    if (number.ends_with(':') && !kind.empty() && !advice.empty() && !access.empty())
      add(pids, next_field(*line));
  }
  return pids;
}

std::vector<Pid> parse_ipc_users(std::string_view text) {
  std::vector<std::size_t> columns;
  auto header = next_line(text);
  if (!header) return {};
  std::size_t column = 0;
  for (auto field = next_field(*header); !field.empty(); field = next_field(*header), ++column)
    if (field.ends_with("pid")) columns.push_back(column);
  std::vector<Pid> pids;
  while (auto line = next_line(text)) {
    column = 0;
    for (auto field = next_field(*line); !field.empty(); field = next_field(*line), ++column)
      if (std::find(columns.begin(), columns.end(), column) != columns.end()) add(pids, field);
  }
  return pids;
}

}  // namespace firsthour::collectors
