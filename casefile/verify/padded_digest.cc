// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/collection.h"

#include <algorithm>

namespace firsthour::verify {
namespace {

void add_zeros(Digest& digest, std::uint64_t count) {
  static constexpr std::array<char, 4096> kZeros{};
  for (; count > 0; count -= std::min<std::uint64_t>(count, kZeros.size()))
    digest.update({kZeros.data(), static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeros.size()))});
}

}  // namespace

void PaddedDigest::update(std::string_view bytes) {
  const std::size_t last = bytes.find_last_not_of('\0');
  if (last == std::string_view::npos) {
    zeros_ += bytes.size();
    return;
  }
  add_zeros(digest_, zeros_);
  digest_.update(bytes.substr(0, last + 1));
  size_ += zeros_ + last + 1;
  zeros_ = bytes.size() - last - 1;
}

std::optional<std::string> PaddedDigest::of_first(std::uint64_t size) const {
  if (size < size_ || size > size_ + zeros_) return std::nullopt;
  Digest digest{digest_};
  add_zeros(digest, size - size_);
  return digest.finish();
}

}  // namespace firsthour::verify
