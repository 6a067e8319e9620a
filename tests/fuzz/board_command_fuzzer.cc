// SPDX-License-Identifier: Apache-2.0
// What a browser sends as a command: any bytes give a command or a refusal.
#include "cli/serve/board_command.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto command = firsthour::cli::board_command_from({reinterpret_cast<const char*>(data), size});
  if (command && firsthour::cli::parts_under(*command).size() > 1) __builtin_trap();
  return 0;
}
