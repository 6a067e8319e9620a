// SPDX-License-Identifier: Apache-2.0
// The worker that reads captures may have been taken over by one: what is read of its words is what would be
// written.
#include "triage/engine/traffic_told.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::triage;
  const auto read = traffic_from({reinterpret_cast<const char*>(data), size});
  const auto again = traffic_from(to_message(read));
  if (again.has_value() != read.has_value()) std::abort();
  if (read && to_message(again) != to_message(read)) std::abort();
  return 0;
}
