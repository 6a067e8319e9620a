// SPDX-License-Identifier: Apache-2.0
// Time stamp requests, replies and tokens: no bytes crash their readers.
#include "casefile/timestamp.h"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  static_cast<void>(parse_timestamp_request(bytes));
  if (const auto token = token_in_reply(bytes)) {
    static_cast<void>(read_timestamp(*token));
    static_cast<void>(check_timestamp(*token, {}));
  }
  return 0;
}
