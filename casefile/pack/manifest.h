// SPDX-License-Identifier: Apache-2.0
// The texts that make a bag of a collection (BagIt 1.0, RFC 8493), and what they are made from: name and
// digest of every payload file, 40 bytes each.
#pragma once

#include "casefile/digest.h"
#include "casefile/pack/payload_name.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::pack {

inline constexpr std::string_view kBagit = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

struct ManifestEntry {
  PayloadName name;
  Sha256 digest;
};

struct Manifest {
  std::vector<ManifestEntry> files;  // in the order of the stream
  std::uint64_t bytes = 0;
  void add(PayloadName name, std::uint64_t size, const Sha256& digest) {
    files.push_back({name, digest});
    bytes += size;
  }
  [[nodiscard]] std::string oxum() const {
    return std::to_string(bytes) + "." + std::to_string(files.size());
  }
};

// "<hex>  <name>\n", as sha256sum(1) writes and checks it.
[[nodiscard]] inline std::string manifest_line(const Sha256& digest, std::string_view name) {
  return digest.hex() + "  " + std::string{name} + "\n";
}

// The files beside `data/`, in the order of the stream.
using TagFiles = std::vector<std::pair<std::string, Sha256>>;
[[nodiscard]] inline std::string tag_manifest(const TagFiles& files) {
  std::string text;
  for (const auto& [name, digest] : files) text += manifest_line(digest, name);
  return text;
}

}  // namespace firsthour::pack
