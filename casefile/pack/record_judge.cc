// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/record_judge.h"

#include "casefile/pack/payload_name.h"

namespace firsthour::pack {

std::string_view judge_slice(const Item& item, std::string_view name, std::string_view content,
                             std::size_t expected_offset) {
  if (!has_bytes(item)) return {};
  if (item.stored.size() != 1 || item.stored[0] != name || !item.sha256) return "names other bytes";
  if (item.stored_offset != expected_offset || item.stored_offset > content.size() ||
      item.size > content.size() - item.stored_offset) {
    return "names a range that does not fit";
  }
  const auto bytes =
      content.substr(static_cast<std::size_t>(item.stored_offset), static_cast<std::size_t>(item.size));
  if (sha256(bytes) != *item.sha256) return "SHA-256 of the content differs from its record";
  return {};
}

std::string_view judge_content(const Item& item, std::uint32_t number, const PaddedDigest& content) {
  const std::string name = PayloadName{PayloadKind::content, number, 0}.text();
  if (item.stored.size() != 1 || item.stored[0] != name || item.stored_offset != 0)
    return "names other bytes";
  if (item.size > content.size()) return "names more bytes than there are";
  const bool shrunk = item.outcome == Outcome::changed || item.outcome == Outcome::partial;
  if (item.size < content.size() && !shrunk) return "names fewer bytes than there are";
  const auto digest = content.of_first(item.size);
  if (!digest) return "the content goes on after its size";
  if (item.sha256 != *digest) return "SHA-256 of the content differs from its record";
  return {};
}

std::string_view judge_parts(const Item& item, std::uint32_t number, const PartsSoFar& parts) {
  if (item.stored.size() != parts.parts || item.stored_offset != 0) return "names other parts than there are";
  for (std::uint32_t i = 0; i < parts.parts; ++i) {
    if (item.stored[i] != PayloadName{PayloadKind::part, number, i + 1}.text()) return "names other parts";
  }
  if (item.size != parts.size) return "its size is not that of its parts";
  if (item.sha256 != parts.digest.clone().finish()) return "SHA-256 of the parts differs from the record";
  return {};
}

}  // namespace firsthour::pack
