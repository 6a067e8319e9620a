// SPDX-License-Identifier: Apache-2.0
// Any JSON as an item record or a finding: read or refused; what was read comes back the same.
#include "casefile/finding.h"
#include "casefile/item.h"
#include "casefile/json.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

template <class Value, class Reader>
void check(const Value& value, Reader read) {
  const auto json = firsthour::to_json(value);
  const auto again = read(json);
  if (!again || firsthour::to_json(*again) != json) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = firsthour::parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  if (const auto item = firsthour::item_from_json(*json)) check(*item, firsthour::item_from_json);
  if (const auto finding = firsthour::finding_from_json(*json)) check(*finding, firsthour::finding_from_json);
  return 0;
}
