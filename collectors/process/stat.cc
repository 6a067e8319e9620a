// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/stat.h"

#include "collectors/host/kernel_text.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kKernelThreadFlag = 0x00200000;  // PF_KTHREAD of include/linux/sched.h
// Fields after the name, counted from the state as 0 (the manual counts the state as 3).
constexpr std::size_t kParent = 1, kGroup = 2, kSession = 3, kTty = 4, kFlags = 6, kThreads = 17, kStart = 19;

template <class N>
bool take(std::string_view field, N& into) {
  const auto value = number_from<N>(field);
  if (value) into = *value;
  return value.has_value();
}

}  // namespace

bool ProcessStat::kernel_thread() const { return (flags & kKernelThreadFlag) != 0; }

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  // The name is whatever the process likes, ") R 1" included: only the last bracket ends it.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  ProcessStat stat;
  if (!take(trimmed(text.substr(0, open)), stat.pid)) return std::nullopt;
  stat.name = text.substr(open + 1, close - open - 1);

  std::string_view rest = trimmed(text.substr(close + 1));
  std::array<std::string_view, kStart + 1> fields;
  for (auto& field : fields) field = next_field(rest);
  if (fields[0].size() != 1) return std::nullopt;
  stat.state = fields[0][0];
  const bool good = take(fields[kParent], stat.parent) && take(fields[kGroup], stat.group) &&
                    take(fields[kSession], stat.session) && take(fields[kTty], stat.tty) &&
                    take(fields[kFlags], stat.flags) && take(fields[kThreads], stat.threads) &&
                    take(fields[kStart], stat.start_ticks);
  if (!good) return std::nullopt;
  return stat;
}

std::string tty_name(std::int32_t device) {
  if (device == 0) return {};
  // The encoding of new_encode_dev(): minor in bits 0-7 and 20-31, major in bits 8-19.
  const auto bits = static_cast<std::uint32_t>(device);
  const std::uint32_t major = (bits >> 8) & 0xfff;
  const std::uint32_t minor = (bits & 0xff) | ((bits >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return "pts/" + std::to_string((major - 136) * 256 + minor);
  if (major == 4 && minor < 64) return "tty" + std::to_string(minor);
  if (major == 4) return "ttyS" + std::to_string(minor - 64);
  return std::to_string(major) + ":" + std::to_string(minor);
}

}  // namespace firsthour::collectors
