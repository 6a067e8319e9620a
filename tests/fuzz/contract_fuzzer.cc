// SPDX-License-Identifier: Apache-2.0
// A contract written by people, in any bytes: a value or `malformed`, and a value comes back as it was.
#include "casefile/json.h"
#include "playbooks/contract.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto contract = parse_contract({reinterpret_cast<const char*>(data), size});
  if (!contract) return 0;
  const auto back = contract_from_json(to_json(*contract));
  if (!back || to_json(*back) != to_json(*contract)) std::abort();
  if (months_of(*contract).back().last != contract->last_day) std::abort();
  return 0;
}
