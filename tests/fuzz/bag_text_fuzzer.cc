// SPDX-License-Identifier: Apache-2.0
// Every text of a bag: bagit.txt, manifests, bag-info.txt, fetch.txt, in every encoding.
#include "casefile/encoding.h"
#include "casefile/pack/bag_text.h"
#include "casefile/pack/name_folding.h"

#include <cstdlib>

namespace {

using namespace firsthour;

void read_texts(std::string_view text) {
  static_cast<void>(pack::parse_bag_info(text));
  for (const bool percent : {false, true}) {
    if (const auto names = pack::parse_fetch(text, percent))
      for (const std::string& name : *names) static_cast<void>(pack::stays_inside(name));
    const auto lines = pack::parse_manifest(text, percent);
    if (!lines) continue;
    for (const pack::ManifestLine& line : *lines) {
      if (line.digest.empty() || line.path.empty()) std::abort();
      static_cast<void>(pack::folded_name(line.path));
      // What stays inside has no component that leads out.
      if (pack::stays_inside(line.path) && ("/" + line.path + "/").find("/../") != std::string::npos)
        std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = as_text(std::as_bytes(std::span{data, size}));
  static_cast<void>(pack::parse_bag_declaration(bytes));
  for (const char* encoding : {"UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1"}) {
    const auto text = pack::decode_tag_text(bytes, encoding);
    if (!text) continue;
    if (!is_utf8(*text)) std::abort();
    read_texts(*text);
  }
  read_texts(bytes);
  return 0;
}
