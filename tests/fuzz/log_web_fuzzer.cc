// SPDX-License-Identifier: Apache-2.0
// Any bytes as access and error logs of web servers: entries inside the content, or named losses.
#include "tests/fuzz/any_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using firsthour::triage::logs::LogKind;
  firsthour::fuzz::any_log(LogKind::web_access, "access.log", data, size);
  firsthour::fuzz::any_log(LogKind::web_error, "error.log", data, size);
  firsthour::fuzz::any_log(LogKind::w3c, "u_ex.log", data, size);
  return 0;
}
