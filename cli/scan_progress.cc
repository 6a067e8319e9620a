// SPDX-License-Identifier: Apache-2.0
#include "cli/scan_progress.h"

#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <fmt/format.h>

#include <string>

namespace firsthour::cli {
namespace {

using Seconds = std::chrono::duration<double>;

// Small files cost by their number and large ones by their bytes: the part done is the mean of both.
double part_done(const triage::RunProgress& so_far) {
  const double items = so_far.all ? static_cast<double>(so_far.done) / static_cast<double>(so_far.all) : 1;
  if (so_far.all_bytes == 0) return items;
  return (items + static_cast<double>(so_far.done_bytes) / static_cast<double>(so_far.all_bytes)) / 2;
}

std::string time_left(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                      : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string line_of(const Terminal& terminal, const triage::RunProgress& so_far, Seconds spent) {
  std::string line = terminal.text(say::scanning, so_far.done, so_far.all, human_size(so_far.done_bytes),
                                   human_size(so_far.all_bytes));
  const double part = part_done(so_far);
  if (spent.count() < 2 || part < 0.01) return line;
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(so_far.done_bytes) / spent.count());
  return line +
         terminal.text(say::scanning_rate, human_size(rate), time_left(spent.count() * (1 - part) / part));
}

}  // namespace

std::function<bool(const triage::RunProgress&)> scan_progress(Terminal& terminal) {
  return [&terminal, start = std::chrono::steady_clock::now()](const triage::RunProgress& so_far) {
    terminal.progress(line_of(terminal, so_far, std::chrono::steady_clock::now() - start));
    return !stop_asked();
  };
}

}  // namespace firsthour::cli
