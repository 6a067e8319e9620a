// SPDX-License-Identifier: Apache-2.0
// Tables of people and scanners, in any bytes: a plan whose records stand, or `malformed`.
#include "playbooks/service_import.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  for (const char* kind : {"follow-up", "patrol", "shift"}) {
    ServiceRecord defaults;
    defaults.kind = kind;
    defaults.id = std::string{kind} + "-0001";
    const auto plan = plan_import({}, defaults, bytes);
    if (!plan) continue;
    for (const ServiceRecord& record : plan->records)
      if (!missing_in(record).empty()) std::abort();
  }
  return 0;
}
