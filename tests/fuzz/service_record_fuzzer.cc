// SPDX-License-Identifier: Apache-2.0
// Bodies of `service` events of any writer: a record that comes back as it was, and its problems, or a
// refusal.
#include "casefile/json.h"
#include "playbooks/service_due.h"
#include "playbooks/service_year.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::playbooks;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto record = service_record_from_json(*json);
  if (!record) return 0;
  const auto back = service_record_from_json(to_json(*record));
  if (!back || to_json(*back) != to_json(*record)) std::abort();
  ServiceYear year;
  year.records = {*record};
  year.places[record->id] = 0;
  (void)problems_in(year, *record);
  (void)watch_cover(year, *record);
  (void)watch_days(year);
  (void)service_dues(year, WorkingDays::built_in(), Instant::from_seconds(1'795'325'826));
  return 0;
}
