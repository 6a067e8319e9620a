// SPDX-License-Identifier: Apache-2.0
// Any bytes as wtmp and lastlog: entries inside the content, or named losses.
#include "tests/fuzz/any_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using firsthour::triage::logs::LogKind;
  firsthour::fuzz::any_log(LogKind::logins, "wtmp", data, size);
  firsthour::fuzz::any_log(LogKind::last_login, "lastlog", data, size);
  return 0;
}
