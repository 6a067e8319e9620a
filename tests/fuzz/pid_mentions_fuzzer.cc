// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/pid_mentions.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto parse : {parse_pid_list, parse_lock_holders, parse_ipc_users}) {
    const auto pids = parse(text);
    if (pids.size() > size) std::abort();
    for (const Pid pid : pids)
      if (pid == 0) std::abort();
  }
  return 0;
}
