// SPDX-License-Identifier: Apache-2.0
// A plan comes from outside with --plan: any text gives a plan or `malformed`.
#include "casefile/encoding.h"
#include "collectors/artifacts/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = firsthour::as_text(std::as_bytes(std::span{data, size}));
  const auto plan = firsthour::collectors::parse_plan(text);
  if (!plan) return 0;
  for (const auto& entry : plan->entries) {
    for (const auto& path : entry.paths) {
      if (!firsthour::collectors::check_pattern(path)) __builtin_trap();
    }
  }
  return 0;
}
