// SPDX-License-Identifier: Apache-2.0
// Small collections for tests.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/encoding.h"

#include <gtest/gtest.h>

#include <string>

namespace firsthour {

inline Item collected_file(const std::string& path) {
  Item item;
  item.kind = "file";
  item.source = "test";
  item.path = path;
  item.started = item.finished = Instant::from_seconds(1'800'000'000);
  return item;
}

// Writes a collection with what `fill` adds.
template <class Fill>
std::string make_collection(Fill fill, bool compress = false) {
  std::string bytes;
  StringSink sink{bytes};
  auto writer = CollectionWriter::start(sink, {"web01-20261122T053706Z", compress}, R"({"host":"web01"})");
  EXPECT_TRUE(writer) << writer.error().what;
  fill(**writer);
  const auto finished = (*writer)->finish(R"({"complete":true})");
  EXPECT_TRUE(finished) << finished.error().what;
  return bytes;
}

// `count` files of `size` bytes, each with other content.
inline std::string collection_of(int count, std::size_t size) {
  return make_collection([&](CollectionWriter& writer) {
    for (int i = 0; i < count; ++i) {
      std::string content = "file " + std::to_string(i) + "\n";
      content.resize(std::max(size, content.size()), static_cast<char>('a' + i % 26));
      EXPECT_TRUE(writer.add(collected_file("/srv/" + std::to_string(i)), as_bytes(content)));
      if (i != count / 2) continue;
      EXPECT_TRUE(writer.mark("volatile-done"));
    }
  });
}

}  // namespace firsthour
