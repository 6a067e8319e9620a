// SPDX-License-Identifier: Apache-2.0
// Chains as events of a ledger tell them: whatever JSON stands there, edges lead to nodes that are there.
#include "casefile/json.h"
#include "playbooks/reports/told_origin.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  std::vector<playbooks::ToldOrigin> told;
  playbooks::add_told_origin(*json, told);
  playbooks::add_told_origin(*json, told);
  for (const auto& chain : told) {
    for (const auto& edge : chain.edges)
      if (edge.from >= chain.nodes.size() || edge.to >= chain.nodes.size()) std::abort();
    if (chain.source && *chain.source >= chain.nodes.size()) std::abort();
  }
  return 0;
}
