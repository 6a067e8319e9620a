// SPDX-License-Identifier: Apache-2.0
// The body of a drill's event in any bytes: what is read is written as it was read, and is applied or
// refused.
#include "casefile/json.h"
#include "playbooks/drill.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto body = firsthour::parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  const auto event = drill_event_from(*body);
  if (!event) return 0;
  const auto again = drill_event_from(body_of(*event));
  if (!again || body_of(*again) != body_of(*event)) std::abort();
  Drill drill{Scenario{}};
  (void)drill.apply(*event);
  return 0;
}
