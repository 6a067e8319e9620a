// SPDX-License-Identifier: Apache-2.0
// A table of duties in any bytes: clocks for an incident at any time, or `malformed`.
#include "casefile/json.h"
#include "playbooks/deadlines.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const auto table = playbooks::DutyTable::parse({reinterpret_cast<const char*>(data), size});
  if (!table) return 0;
  playbooks::Incident incident;
  incident.reported = Instant{1'795'325'826'000'000'000};
  incident.closed = Instant{INT64_MAX};
  for (const auto& clock : table->deadlines(incident, nullptr, *incident.reported)) {
    (void)playbooks::margin_words(clock);
    (void)to_json(clock).dump();
  }
  return 0;
}
