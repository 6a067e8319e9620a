// SPDX-License-Identifier: Apache-2.0
// Any text as a STIX pattern: parsed or refused; what was parsed is tried on one observation.
#include "casefile/json.h"
#include "triage/indicators/stix_pattern.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage::stix;
  static const Json kObjects =
      Json::array({{{"type", "file"}, {"name", "a"}, {"size", 3}, {"hashes", {{"MD5", "x"}}}}});
  const auto pattern = parse_pattern({reinterpret_cast<const char*>(data), size});
  if (!pattern) return 0;
  const Observation seen[] = {{1.0, &kObjects}, {2.0, &kObjects}};
  static_cast<void>(matches(*pattern, seen));
  return 0;
}
