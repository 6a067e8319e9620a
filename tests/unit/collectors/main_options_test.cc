// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_options.h"

#include "casefile/size_text.h"
#include "collectors/main_recipients.h"
#include "collectors/main_selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Options> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "collect");
  return parse_options(static_cast<int>(words.size()), words.data());
}

constexpr const char* kRecipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

TEST(Recipients, TheNameSaysThatACollectionIsEncrypted) {
  const std::vector<AgeRecipient> one{*AgeRecipient::parse(kRecipient)};
  EXPECT_EQ(*name_for("x.tar.zst", one, false), "x.tar.zst.age");
  EXPECT_EQ(*name_for("x.tar.age", one, false), "x.tar.age");
  EXPECT_EQ(*name_for("-", one, false), "-");
  EXPECT_EQ(*name_for("x.tar", {}, false), "x.tar");
  EXPECT_EQ(name_for("x.tar.age", {}, false).error().code, Errc::usage);
  EXPECT_TRUE(is_compressed_name("x.tar.zst.age"));
  EXPECT_FALSE(is_compressed_name("x.tar.age"));
}

TEST(Recipients, WhatIsSentInTheClearNeedsAReason) {
  const std::vector<AgeRecipient> one{*AgeRecipient::parse(kRecipient)};
  EXPECT_EQ(name_for("tcp://192.0.2.7:1", {}, false).error().code, Errc::usage);
  EXPECT_EQ(*name_for("tcp://192.0.2.7:1", {}, true), "tcp://192.0.2.7:1");
  EXPECT_EQ(*name_for("tcp://192.0.2.7:1", one, false), "tcp://192.0.2.7:1");
  EXPECT_EQ(*name_for("tls://192.0.2.7:1", {}, false), "tls://192.0.2.7:1");
}

TEST(Options, AConnectionNeedsItsCodeAndIsOneStream) {
  EXPECT_EQ(parsed({"--out", "tls://192.0.2.7:1", "--code", "01234-56789-abcde-fghjk"})->code,
            "0123456789ABCDEFGHJK");
  EXPECT_EQ(parsed({"--out", "tls://192.0.2.7:1"}).error().code, Errc::usage);
  EXPECT_EQ(parsed({"--out", "x.tar", "--code", "01234-56789-abcde-fghjk"}).error().code, Errc::usage);
  EXPECT_EQ(parsed({"--out", "listen://192.0.2.7:1"}).error().code, Errc::usage);
  EXPECT_EQ(parsed({"--out", "tcp://192.0.2.7:1", "--split", "10M"}).error().code, Errc::usage);
}

TEST(Options, ACaptureOfOthersTrafficNeedsAPermission) {
  EXPECT_THAT(parsed({"--ring", "r"}).error().what, HasSubstr("--permission"));
  EXPECT_THAT(parsed({"--promiscuous", "--permission", " "}).error().what, HasSubstr("--permission"));
  EXPECT_TRUE(parsed({"--promiscuous", "--answers", "site.json"}));
  EXPECT_EQ(parsed({"--ring", "r", "--permission", "Wang"})->capture.permission, "Wang");
}

TEST(Options, OfARingHaveBoundsAndNeedOne) {
  const auto ring = [](std::vector<const char*> more) {
    more.insert(more.begin(), {"--ring", "r", "--permission", "Wang"});
    return parsed(std::move(more));
  };
  const auto good = ring(
      {"--file-size", "64M", "--file-time", "15m", "--files", "4", "--digest", "sm3,md5", "--buffer", "8M"});
  ASSERT_TRUE(good) << good.error().what;
  EXPECT_EQ(good->capture.file_size, 64U << 20);
  EXPECT_EQ(good->capture.file_time, std::chrono::minutes{15});
  EXPECT_THAT(good->capture.digests, ElementsAre(Algorithm::sm3, Algorithm::md5));
  for (const auto& [option, value] : {std::pair{"--file-size", "1K"},
                                      {"--files", "0"},
                                      {"--files", "-1"},
                                      {"--digest", "crc32"},
                                      {"--buffer", "2G"},
                                      {"--snap-length", "300000"},
                                      {"--file-time", "soon"},
                                      {"--packets", "many"}})
    EXPECT_EQ(ring({option, value}).error().code, Errc::usage) << option << " " << value;
  EXPECT_THAT(parsed({"--files", "4"}).error().what, HasSubstr("needs --ring"));
}

TEST(Options, CeilingsAreNumbers) {
  EXPECT_EQ(parsed({"--cpu-share", "50"})->cpu_share, 50U);
  EXPECT_EQ(parsed({"--cpu-share", "0"})->cpu_share, 0U);
  EXPECT_EQ(parsed({"--io-rate", "20M"})->io_rate, 20ull << 20);
  for (const char* wrong : {"-1", "50%", "", "many"}) EXPECT_FALSE(parsed({"--cpu-share", wrong})) << wrong;
}

TEST(Recipients, PlainNeedsAReasonAndExcludesRecipients) {
  EXPECT_EQ(parsed({"--plain", " "}).error().code, Errc::usage);
  EXPECT_EQ(parsed({"--plain", "asked for", "--encrypt-to", kRecipient}).error().code, Errc::usage);
  const auto plain = parsed({"--plain", "asked for"});
  ASSERT_TRUE(plain);
  EXPECT_TRUE(recipients_for(*plain, "/nowhere")->empty());
  EXPECT_EQ(recipients_for(*parsed({"--encrypt-to", kRecipient}), "/nowhere")->size(), 1u);
  EXPECT_FALSE(recipients_for(*parsed({"--encrypt-to", "/nowhere/list"}), "/nowhere"));
}

TEST(Options, ReadsTheContract) {
  const auto options = parsed({"host",          "files",
                               "--out",         "x.tar",
                               "--profile",     "standard",
                               "--split",       "4G",
                               "--only",        "host.process,files.log",
                               "--interface",   "eth0",
                               "--seconds",     "30",
                               "--budget",      "700M",
                               "--deadline",    "15m",
                               "--allow-local", "the lab",
                               "--root",        "/mnt"});
  ASSERT_TRUE(options) << options.error().what;
  EXPECT_THAT(options->kinds, ElementsAre("host", "files"));
  EXPECT_EQ(options->profile, Profile::standard);
  EXPECT_EQ(options->split, 4ull << 30);
  EXPECT_THAT(options->only, ElementsAre("host.process", "files.log"));
  EXPECT_EQ(options->budget, 700ull << 20);
  EXPECT_EQ(options->deadline, std::chrono::minutes{15});
  EXPECT_EQ(options->allow_local, "the lab");
}

TEST(Options, RefusesWrongWordsWithUsage) {
  const std::vector<std::vector<const char*>> wrong{
      {"--profile", "fast"},           {"--split", "4X"}, {"--split", "1"},
      {"--deadline", "soon"},          {"--no-such"},     {"--allow-local", " "},
      {"--out", "-", "--split", "1G"}, {"--all", "x"},    {"--out"}};
  for (const auto& words : wrong) {
    const auto options = parsed(words);
    ASSERT_FALSE(options) << words[0];
    EXPECT_EQ(options.error().code, Errc::usage) << words[0];
  }
}

TEST(Sizes, AreIn1024s) {
  EXPECT_EQ(parse_size("1000"), 1000u);
  EXPECT_EQ(parse_size("4k"), 4096u);
  EXPECT_EQ(parse_size("2GiB"), 2ull << 30);
  EXPECT_EQ(parse_size("2GB"), 2ull << 30);
  for (const char* bad : {"", "G", "-1", "1Q", "1.5G", "99999999999999999999", "20000000000G"}) {
    EXPECT_FALSE(parse_size(bad)) << bad;
  }
}

TEST(Selection, QuickTakesVolatileStateAndPersistenceButNoLogs) {
  const Program program{"collect", {"host", "files"}};
  const auto chosen = select_sources(program, Options{}, Profile::quick);
  ASSERT_TRUE(chosen);
  std::vector<std::string_view> names;
  int volatility = 0;
  for (const Collector* each : chosen->collectors) {
    names.push_back(each->name);
    EXPECT_GE(each->volatility, volatility) << each->name << " is out of order";
    volatility = each->volatility;
  }
  EXPECT_THAT(names,
              ::testing::IsSupersetOf({"host.process", "host.socket", "files.persistence", "host.login"}));
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("files.log")));
}

TEST(Selection, TakesNamesKindsAndNothingElse) {
  const Program program{"collect", {"host", "files"}};
  Options options;
  options.only = {"files.log"};
  const auto one = select_sources(program, options, Profile::quick);
  ASSERT_TRUE(one);
  ASSERT_EQ(one->collectors.size(), 1u) << "a source named in full is wanted whatever the profile";
  options.only = {"no.such"};
  EXPECT_THAT(select_sources(program, options, Profile::quick).error().what, HasSubstr("no such source"));
  options.only = {};
  options.kinds = {"memory"};
  EXPECT_EQ(select_sources(program, options, Profile::quick).error().code, Errc::usage);
}

}  // namespace
}  // namespace firsthour::collectors
