// SPDX-License-Identifier: Apache-2.0
// A table of working days in any bytes: a table that answers for every day, or `malformed`.
#include "playbooks/calendar.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto days = WorkingDays::parse({reinterpret_cast<const char*>(data), size});
  if (!days) return 0;
  const Day first{2026, 1, 1};
  if (days->plus_working_days(first, 3) <= first) std::abort();
  return 0;
}
