// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/binary_format.h"
#include "collectors/kernel/hook_line.h"
#include "collectors/system/state_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view whole{reinterpret_cast<const char*>(data), size};
  if (parse_state_file(whole).size() > 256) std::abort();
  if (parse_binary_format(whole).interpreter.size() > size) std::abort();
  std::string_view text = whole;
  while (const auto line = next_line(text)) {
    if (const auto hook = parse_enabled_function(*line);
        hook && (hook->function.empty() || hook->flags.size() > 5))
      std::abort();
    if (const auto probe = parse_kprobe(*line); probe && probe->function.size() > line->size()) std::abort();
    if (const auto event = parse_probe_event(*line); event && event->target.empty()) std::abort();
    (void)direct_call_in(*line);
  }
  return 0;
}
