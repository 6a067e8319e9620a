// SPDX-License-Identifier: Apache-2.0
// Answers written by people, in any bytes: a value or `malformed`, and a value comes back as it was.
#include "casefile/json.h"
#include "playbooks/incident.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto answers = parse_answers({reinterpret_cast<const char*>(data), size});
  if (!answers) return 0;
  const auto json = to_json(*answers);
  const auto back = answers_from_json(json);
  if (!back || to_json(*back) != json) std::abort();
  return 0;
}
