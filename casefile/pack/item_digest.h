// SPDX-License-Identifier: Apache-2.0
// The digests of one item while its bytes pass: SHA-256 always, and each further algorithm whose name the
// caller put into Item::digests with an empty value.
#pragma once

#include "casefile/item.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::pack {

class ItemDigest {
 public:
  explicit ItemDigest(const Item& item) {
    for (const Algorithm a : {Algorithm::sm3, Algorithm::sha512, Algorithm::sha1, Algorithm::md5,
                              Algorithm::sha224, Algorithm::sha384}) {
      const auto asked = item.digests.find(std::string{name_of(a)});
      if (asked != item.digests.end() && asked->second.empty())
        further_.emplace_back(asked->first, Hasher{a});
    }
  }
  void update(std::span<const std::byte> bytes) {
    size_ += bytes.size();
    sha256_.update(bytes);
    for (auto& [name, hasher] : further_) hasher.update(bytes);
  }
  // Sets size, sha256 and the digests asked for.
  void finish(Item& item) {
    item.size = size_;
    item.sha256 = sha256_.finish();
    for (auto& [name, hasher] : further_) item.digests[name] = hasher.finish_hex();
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::uint64_t size_ = 0;
  Hasher sha256_{Algorithm::sha256};
  std::vector<std::pair<std::string, Hasher>> further_;
};

}  // namespace firsthour::pack
