// SPDX-License-Identifier: Apache-2.0
// Pictures of others: a size, or nothing.
#include "playbooks/reports/image_size.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = firsthour::playbooks::image_size({reinterpret_cast<const char*>(data), size});
  if (read && (read->width == 0 || read->height == 0)) std::abort();
  return 0;
}
