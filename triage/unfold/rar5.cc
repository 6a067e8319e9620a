// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/rar5.h"

#include "casefile/encoding.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostMembers = 100'000;

// The format's numbers: seven bits a byte, the lowest first, the eighth says that more follow.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : left_{bytes} {}

  std::optional<std::uint64_t> number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && !left_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(left_[0]);
      left_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (!(byte & 0x80U)) return value;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string_view left() const { return left_; }

  std::optional<std::string_view> take(std::uint64_t size) {
    if (size > left_.size()) return std::nullopt;
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view left_;
};

constexpr std::uint64_t kFile = 2, kEndOfArchive = 5, kHasExtra = 1, kHasData = 2, kCrypt = 1;

// The extra area: records of a size and a type.
bool has_crypt_record(std::string_view extra) {
  for (Fields records{extra};;) {
    const auto size = records.number();
    const auto record = size ? records.take(*size) : std::nullopt;
    if (!record) return false;
    if (Fields{*record}.number() == kCrypt) return true;
  }
}

struct Header {
  std::uint64_t type = 0, extra = 0, data = 0;
};

std::optional<Header> header_of(std::string_view bytes) {
  Fields fields{bytes};
  const auto type = fields.number(), flags = type ? fields.number() : std::nullopt;
  if (!flags) return std::nullopt;
  Header header{*type};
  if (*flags & kHasExtra) {
    const auto extra = fields.number();
    if (!extra || *extra > bytes.size()) return std::nullopt;
    header.extra = *extra;
  }
  if (*flags & kHasData) {
    const auto data = fields.number();
    if (!data) return std::nullopt;
    header.data = *data;
  }
  return header;
}

}  // namespace

std::vector<bool> encrypted_rar5_members(std::span<const std::byte> archive) {
  constexpr auto kSignature = "Rar!\x1A\x07\x01\0"sv;
  std::string_view text = as_text(archive);
  std::vector<bool> members;
  if (!text.starts_with(kSignature)) return members;
  text.remove_prefix(kSignature.size());
  while (text.size() > 4 && members.size() < kMostMembers) {
    Fields block{text.substr(4)};  // behind the sum of the header
    const auto size = block.number();
    const auto bytes = size ? block.take(*size) : std::nullopt;
    const auto header = bytes ? header_of(*bytes) : std::nullopt;
    if (!header || header->type == kEndOfArchive) break;
    if (header->type == kFile)
      members.push_back(has_crypt_record(bytes->substr(bytes->size() - header->extra)));
    if (header->data > block.left().size()) break;
    text = block.left().substr(header->data);
  }
  return members;
}

}  // namespace firsthour::triage
