// SPDX-License-Identifier: Apache-2.0
// Events of the ledger: what is taken has a number, a type and a time.
#include "casefile/verify/database.h"
#include "casefile/verify/event.h"
#include "casefile/verify/time_text.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto event = read_event(text))
    if (event->type.empty() || !is_time(event->time)) std::abort();
  static_cast<void>(read_database_header(text));
  return 0;
}
