// SPDX-License-Identifier: Apache-2.0
// Any bytes as syslog, a plain log and a package manager's log: entries inside the content, or named losses.
#include "tests/fuzz/any_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using firsthour::triage::logs::LogKind;
  firsthour::fuzz::any_log(LogKind::syslog, "auth.log", data, size);
  firsthour::fuzz::any_log(LogKind::plain, "app.log", data, size);
  firsthour::fuzz::any_log(LogKind::package, "dpkg.log", data, size);
  return 0;
}
