// SPDX-License-Identifier: Apache-2.0
// Bodies of `cosigned` events: what is read is written back as the same body, and checking it is total.
#include "casefile/cosignature.h"
#include "casefile/json.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const auto body = parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  const auto read = cosignature_from_json(*body);
  if (!read) return 0;
  const auto again = cosignature_from_json(to_json(*read));
  if (!again || again->line != read->line || again->time != read->time || again->size != read->size)
    std::abort();
  constexpr std::string_view kNote =
      "firsthour.case/x\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\xe2\x80\x94 k AAAAAGFiYw==\n";
  if (check_cosignature(*read, kNote)) std::abort();  // nobody signed this note
  return 0;
}
