// SPDX-License-Identifier: Apache-2.0
// Any bytes as instructions of both sets: a line for each, and none is empty.
#include "collectors/kernel/bpf_listing.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view code{reinterpret_cast<const char*>(data), size};
  const auto text = list_bpf(code, {{5, "bpf_ktime_get_ns"}});
  if (text.empty() != (size < 8) || (!text.empty() && text.back() != '\n')) std::abort();
  for (const auto& line : list_classic_bpf(code))
    if (line.empty()) std::abort();
  return 0;
}
