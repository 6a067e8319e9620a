// SPDX-License-Identifier: Apache-2.0
// Instants, digests, encodings, byte streams.
#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/instant.h"
#include "tests/unit/casefile/folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <random>

namespace firsthour::testing {
namespace {

TEST(Instant, HasThreeForms) {
  const Instant t = Instant::from_seconds(1795325826, 123456789);
  EXPECT_EQ(rfc3339(t), "2026-11-22T05:37:06.123456789Z");
  EXPECT_EQ(beijing_time(t), "2026-11-22 13:37:06");
  EXPECT_EQ(compact_utc(t), "20261122T053706Z");
  EXPECT_EQ(rfc3339(Instant{-1}), "1969-12-31T23:59:59.999999999Z");
}

TEST(Instant, ReadsOffsetsAndShortForms) {
  const Instant t = Instant::from_seconds(1795325820);
  for (const char* text : {"2026-11-22T05:37:00Z", "2026-11-22T13:37+08:00", "2026-11-22 13:37:00.000+08:00",
                           "2026-11-22t00:07:00-05:30", "2026-11-22T05:37Z"}) {
    EXPECT_EQ(parse_rfc3339(text), t) << text;
  }
  EXPECT_EQ(parse_rfc3339("2026-11-22T05:37:00.5Z"), (Instant{t.nanoseconds + 500'000'000}));
  EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00Z"));
}

TEST(Instant, RefusesWhatIsNoTimeOrHasNoOffset) {
  for (const char* text :
       {"", "2026-11-22T05:37:06", "2026-13-01T00:00Z", "2025-02-29T00:00Z", "2026-11-22T24:00Z",
        "2026-11-22T05:60Z", "2026-11-22T05:37:06.Z", "2026-11-22T05:37:06.1234567891Z",
        "2026-11-22T05:37:06Zx", "26-11-22T05:37Z", "9999-01-01T00:00Z", "1600-01-01T00:00Z",
        "2026-11-22T05:37:06+24:00", "+026-11-22T05:37Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(Instant, TextComesBackOverTheWholeRange) {
  std::mt19937_64 random{7};
  for (int i = 0; i < 2000; ++i) {
    const Instant t{static_cast<std::int64_t>(random())};
    if (t.nanoseconds > INT64_MAX - 2'000'000'000 || t.nanoseconds < INT64_MIN + 3'000'000'000) continue;
    ASSERT_EQ(parse_rfc3339(rfc3339(t)), t) << rfc3339(t);
  }
}

// FIPS 180-4 and GB/T 32905-2016 give these for "abc".
TEST(Digest, KnowsThePublishedValues) {
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Hasher sm3{Algorithm::sm3};
  sm3.update("a");
  Hasher copy = sm3.clone();
  sm3.update("bc");
  EXPECT_EQ(sm3.finish_hex(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  copy.update("bc");
  EXPECT_EQ(copy.finish().hex(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  Hasher md5{Algorithm::md5};
  md5.update("abc");
  EXPECT_EQ(md5.finish_hex(), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5.finish_hex(), "d41d8cd98f00b204e9800998ecf8427e") << "the hasher starts anew";
  EXPECT_EQ(Sha256::from_hex(sha256("abc").hex()), sha256("abc"));
  EXPECT_EQ(Sha256::from_hex("abcd"), std::nullopt);
}

TEST(Process, LosesTheLeversOfItsEnvironment) {
  ::setenv("OPENSSL_CONF", "/tmp/evil.cnf", 1);
  ::setenv("LD_PRELOAD_TEST", "x", 1);
  ::setenv("GCONV_PATH", "/tmp", 1);
  ::setenv("HONEST", "stays", 1);
  harden_process();
  EXPECT_EQ(std::getenv("OPENSSL_CONF"), nullptr);
  EXPECT_EQ(std::getenv("LD_PRELOAD_TEST"), nullptr);
  EXPECT_EQ(std::getenv("GCONV_PATH"), nullptr);
  EXPECT_STREQ(std::getenv("HONEST"), "stays");
}

TEST(Encoding, DigestsAreShownInGroups) {
  EXPECT_EQ(in_groups("0123456789"), "0123 4567 89");
  EXPECT_EQ(in_groups("0123456789", 8), "01234567 89");
  EXPECT_EQ(in_groups(""), "");
}

TEST(Encoding, HexAndBase64ComeBack) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const auto raw = as_bytes(bytes);
    EXPECT_TRUE(std::ranges::equal(from_hex(to_hex(raw)).value(), raw));
    EXPECT_TRUE(std::ranges::equal(from_base64(to_base64(raw)).value(), raw));
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(to_base64(as_bytes("any carnal pleas")), "YW55IGNhcm5hbCBwbGVhcw==");
}

TEST(Encoding, RefusesOtherTexts) {
  for (const char* text : {"A", "AA", "AAA", "AA=A", "=AAA", "AAAA====", "AB==", "AAB=", "AA A", "A*AA"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_hex("abc"), std::nullopt);
  EXPECT_EQ(from_hex("zz"), std::nullopt);
}

TEST(Encoding, KnowsUtf8) {
  for (const char* text : {"", "abc", "中文", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"\xff", "\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "a\xc3"}) {
    EXPECT_FALSE(is_utf8(text));
    EXPECT_TRUE(is_utf8(display_utf8(text)));
  }
  EXPECT_EQ(display_utf8("a\xff中\xe4\xb8"), "a\xef\xbf\xbd中\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Encoding, TerminalTextCannotMoveTheCursorOrReorder) {
  EXPECT_EQ(escape_for_terminal("a\nb\x1b[31m\x7f"), "a\\nb\\x1b[31m\\x7f");
  EXPECT_EQ(escape_for_terminal("exe.\xe2\x80\xaegpj"), "exe.\\u202egpj");
  EXPECT_EQ(escape_for_terminal("\xc2\x9b\xff"), "\\u009b\\xff");
  EXPECT_EQ(escape_for_terminal("日志 ok"), "日志 ok");
}

TEST(Bytes, DescriptorsCarryEverything) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const auto source = source_from_fd(ends[0]);
  {
    const auto sink = sink_to_fd(ends[1]);
    ASSERT_TRUE(sink->write(as_bytes("through the pipe")));
  }
  EXPECT_EQ(*read_all(*source, 100), "through the pipe");
}

TEST(Bytes, FailuresNameTheirKind) {
  const Folder folder;
  folder.write("x", "12345");
  EXPECT_EQ(*read_file(folder.path("x"), 5), "12345");
  EXPECT_EQ(read_file(folder.path("x"), 4).error().code, Errc::no_space);
  EXPECT_EQ(read_file(folder.path("y"), 4).error().code, Errc::not_found);
  const auto full = sink_to_fd(::open("/dev/full", O_WRONLY));
  EXPECT_EQ(full->write(as_bytes("x")).error().code, Errc::no_space);
}

}  // namespace
}  // namespace firsthour::testing
