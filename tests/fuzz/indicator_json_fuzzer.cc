// SPDX-License-Identifier: Apache-2.0
// Any bytes as a STIX bundle and a MISP event: read, with problems named.
#include "casefile/json.h"
#include "triage/indicators/readers.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage;
  std::vector<RuleProblem> problems;
  Gathered gathered;
  gathered.problems = &problems;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  read_stix(*json, "fuzzed", gathered);
  read_misp(*json, "fuzzed", gathered);
  for (const Indicator& indicator : gathered.indicators)
    if (indicator.value.empty() && indicator.kind != IndicatorKind::stix) std::abort();
  return 0;
}
