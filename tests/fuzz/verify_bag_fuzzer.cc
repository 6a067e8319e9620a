// SPDX-License-Identifier: Apache-2.0
// Tag files of bags: no name leads out of the bag.
#include "casefile/verify/bag_text.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const bool version_1 : {false, true}) {
    const BagDeclaration declaration{version_1, "UTF-8"};
    if (const auto lines = read_manifest(text, "md5", declaration))
      for (const auto& line : *lines)
        if (line.name.starts_with("/") || ("/" + line.name + "/").find("/../") != std::string::npos)
          std::abort();
    static_cast<void>(read_fetch(text, declaration));
  }
  static_cast<void>(read_bag_declaration(text));
  static_cast<void>(read_oxum(text));
  static_cast<void>(decoded(text, "UTF-16"));
  return 0;
}
