// SPDX-License-Identifier: Apache-2.0
// What a server answers, and the address it is asked at.
#include "casefile/http_reply.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  static_cast<void>(reply_is_whole(bytes));
  if (const auto body = body_of_reply(bytes, "application/timestamp-reply"))
    if (body->size() > bytes.size()) std::abort();
  if (const auto url = parse_http_url(bytes))
    if (url->host.empty() || url->path.find_first_of("\r\n ") != std::string::npos) std::abort();
  return 0;
}
