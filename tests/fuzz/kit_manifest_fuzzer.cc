// SPDX-License-Identifier: Apache-2.0
// A manifest that is taken is exactly the one that its files give; program headers never lead outside.
#include "casefile/encoding.h"
#include "cli/kit/manifest.h"
#include "cli/kit/program_image.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto files = firsthour::cli::parse_manifest(text);
  if (files && firsthour::cli::manifest_text(*files) != text) std::abort();
  static_cast<void>(firsthour::cli::read_program_image(firsthour::as_bytes(text)));
  return 0;
}
