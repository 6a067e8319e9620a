// SPDX-License-Identifier: Apache-2.0
// Events of a ledger that someone else wrote, and the items they bring.
#include "casefile/json.h"
#include "casefile/store/case_view.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  Json body;
  const auto event = read_event(bytes, &body);
  if (!event) return 0;
  if (event->event.bytes != bytes || !body.is_object()) std::abort();
  // No folder: a record that stands in an object gives an error, never a file from elsewhere.
  if (const auto item = item_of_event(-1, *event, body))
    if (item->id.empty() || item->event != event->event.sequence) std::abort();
  return 0;
}
