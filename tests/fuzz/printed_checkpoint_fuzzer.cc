// SPDX-License-Identifier: Apache-2.0
// A finished document that somebody brings back: as it is, and (to get past an archive's checksums) as the
// text of a Word file.
#include "playbooks/printed_checkpoint.h"
#include "playbooks/reports/zip_writer.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  (void)printed_checkpoint(input);
  ZipWriter zip;
  zip.add("word/document.xml", input);
  (void)printed_checkpoint(zip.finish());
  return 0;
}
