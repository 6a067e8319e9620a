// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON Lines: entries inside the content, or named losses.
#include "tests/fuzz/any_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using firsthour::triage::logs::LogKind;
  firsthour::fuzz::any_log(LogKind::json_lines, "x.json", data, size);
  return 0;
}
