// SPDX-License-Identifier: Apache-2.0
// A small collection with one of everything.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/encoding.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace firsthour::testing {

inline Item named(std::string_view path, std::string_view kind = "file") {
  Item item;
  item.kind = kind;
  item.source = "test";
  item.path = path;
  return item;
}

inline std::string pattern(std::size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<char>(seed >> 24);
  }
  return bytes;
}

inline constexpr std::string_view kOutline = R"({"time":"2026-11-22T05:37:06Z","host":"web01"})";

inline std::unique_ptr<CollectionWriter> start(ByteSink& sink, bool compress = false) {
  auto writer = CollectionWriter::start(sink, {"web01-20261122T053706Z", compress}, kOutline);
  EXPECT_TRUE(writer) << (writer ? "" : writer.error().what);
  return std::move(*writer);
}

// Two small files, one of them with a name that is not UTF-8, one denied, a mark, a large file, a shrunk one,
// a stream in three parts with a small file between.
inline std::string sample_collection(bool compress = false, std::size_t large = 700) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink, compress);
  EXPECT_TRUE(writer->add(named("/etc/crontab"), as_bytes("* * * * * root true\n")));
  EXPECT_TRUE(writer->add(named("/tmp/\xff\xfe"), as_bytes("odd name")));
  Item denied = named("/root/.ssh/id_ed25519");
  denied.outcome = Outcome::denied;
  denied.reason = "permission denied";
  EXPECT_TRUE(writer->note(denied));
  EXPECT_TRUE(writer->mark("volatile-done"));
  const std::string bytes = pattern(large);
  MemorySource log{as_bytes(bytes)};
  EXPECT_TRUE(writer->add(named("/var/log/syslog"), log, bytes.size()));
  MemorySource shrunk{as_bytes("only this")};
  EXPECT_TRUE(writer->add(named("/var/log/shrunk"), shrunk, 1000));
  const auto capture = writer->open(named("eth0", "capture"));
  EXPECT_TRUE(capture->write(as_bytes("first packets")));
  EXPECT_TRUE(writer->add(named("/etc/hosts"), as_bytes("127.0.0.1 localhost\n")));
  EXPECT_TRUE(capture->finish(Outcome::complete, ""));
  EXPECT_TRUE(writer->finish(R"({"sources":{}})"));
  return stream;
}

// The smallest that still has a segment and a padded large item: for tests that go through every byte.
inline std::string tiny_collection(bool compress = false) {
  std::string stream;
  StringSink sink{stream};
  const auto writer = start(sink, compress);
  EXPECT_TRUE(writer->add(named("/etc/hosts"), as_bytes("127.0.0.1 localhost\n")));
  EXPECT_TRUE(writer->mark("m"));
  MemorySource shrunk{as_bytes("only this")};
  EXPECT_TRUE(writer->add(named("/var/log/shrunk"), shrunk, 40));
  EXPECT_TRUE(writer->finish("{}"));
  return stream;
}

}  // namespace firsthour::testing
