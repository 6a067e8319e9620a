// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/case_pack_form.h"

#include "casefile/encoding.h"

#include <algorithm>

namespace firsthour::pack {
namespace {

constexpr std::string_view kObjects = "objects/";

}  // namespace

bool is_case_folder(std::string_view name) {
  if (name.empty() || name.size() > 100 || !is_utf8(name)) return false;
  if (name[0] == '.' || name[0] == '-' || name[0] == '~') return false;
  return std::none_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '/';
  });
}

std::string object_entry(const Sha256& digest) {
  const std::string hex = digest.hex();
  return std::string{kObjects} + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::optional<Sha256> parse_object_entry(std::string_view name) {
  if (name.size() != kObjects.size() + 65) return std::nullopt;
  const auto digest = Sha256::from_hex(std::string{name.substr(kObjects.size(), 2)} +
                                       std::string{name.substr(kObjects.size() + 3)});
  if (!digest || object_entry(*digest) != name) return std::nullopt;
  return digest;
}

}  // namespace firsthour::pack
