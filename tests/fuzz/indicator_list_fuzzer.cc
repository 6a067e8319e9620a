// SPDX-License-Identifier: Apache-2.0
// Any bytes as a list of indicators: read, with problems named.
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
  read_indicator_list({reinterpret_cast<const char*>(data), size}, "fuzzed", gathered);
  for (const Indicator& indicator : gathered.indicators)
    if (indicator.value.empty() && indicator.kind != IndicatorKind::stix) std::abort();
  return 0;
}
