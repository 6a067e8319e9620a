// SPDX-License-Identifier: Apache-2.0
// Tar headers and names under data/: what is taken has one form only.
#include "casefile/verify/payload.h"
#include "casefile/verify/record.h"
#include "casefile/verify/tar.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (size == 512)
    if (const auto read = read_tar_header(text))
      if (tar_header(read->first, read->second) != text) std::abort();
  if (const auto name = read_payload_name(text))
    if (name->text() != text) std::abort();
  static_cast<void>(read_record_line(text));
  return 0;
}
