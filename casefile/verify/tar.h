// SPDX-License-Identifier: Apache-2.0
// The tar stream of a collection: regular files only, each header exactly as its writer must write it.
#pragma once

#include "casefile/verify/stream.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::verify {

struct TarEntry {
  std::string folder, name;  // "web01-…", "data/items-000001.jsonl"
  std::uint64_t size = 0;
  std::uint64_t time = 0;  // modification, seconds since 1970
};

// The 512 bytes of a ustar header. `type` is '0' (file) or 'x' (pax).
[[nodiscard]] std::string tar_header(const TarEntry& entry, char type);

// What a header of 512 bytes says, when it is byte for byte the one tar_header writes.
[[nodiscard]] Result<std::pair<TarEntry, char>> read_tar_header(std::string_view block);

class TarStream {
 public:
  explicit TarStream(PlainStream& plain) : plain_{plain} {}
  // The next entry; nothing behind the end mark. The content of the one before was read.
  Read<std::optional<TarEntry>> next();
  // Hands out the content of the entry and checks its padding.
  Read<> content(const TarEntry& entry, const std::function<void(std::string_view)>& each);

 private:
  Read<std::string> exactly(std::size_t count);
  Read<std::optional<TarEntry>> at_end();

  PlainStream& plain_;
};

}  // namespace firsthour::verify
