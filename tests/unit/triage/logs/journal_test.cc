// SPDX-License-Identifier: Apache-2.0
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "tests/unit/triage/logs/made_journal.h"
#include "tests/unit/triage/logs/read_all_of.h"
#include "triage/logs/journal_payload.h"

#include <gmock/gmock.h>
#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

constexpr std::uint64_t kNow = 1'700'000'000'123'456;

std::string small_journal(bool compact) {
  MadeJournal made{compact};
  const auto host = made.data("_HOSTNAME=web1"), program = made.data("SYSLOG_IDENTIFIER=sshd"),
             pid = made.data("_PID=812");
  const auto message = made.data("MESSAGE=Accepted password for root from 203.0.113.5 port 22 ssh2");
  made.entry(7, kNow, {host, program, pid, message});
  made.entry(8, kNow + 1'000'000, {host, made.data("MESSAGE=two")});
  return made.bytes();
}

TEST(Journal, EntriesOfBothLayouts) {
  for (const bool compact : {false, true}) {
    const ReadAll read = read_all_of(small_journal(compact), "system.journal");
    ASSERT_EQ(read.summary.kind, LogKind::journal);
    ASSERT_THAT(read.entries, SizeIs(2)) << compact;
    EXPECT_EQ(read.summary.losses, 0u);
    const ReadEntry& entry = read.entries[0];
    EXPECT_EQ(entry.time, "2023-11-14T22:13:20.123456000Z");
    EXPECT_EQ(entry.basis, TimeBasis::stated);
    EXPECT_EQ(entry.host, "web1");
    EXPECT_EQ(entry.service, "sshd");
    EXPECT_EQ(entry.pid, 812);
    EXPECT_EQ(entry["source.ip"], "203.0.113.5");
    EXPECT_EQ(entry["_HOSTNAME"], "web1");
    EXPECT_EQ(entry.line, 7u);
  }
}

std::string zstd_of(const std::string& text) {
  std::string made(ZSTD_compressBound(text.size()), '\0');
  made.resize(ZSTD_compress(made.data(), made.size(), text.data(), text.size(), 3));
  return made;
}
std::string lz4_of(const std::string& text) {
  std::string made(8 + static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(text.size()))), '\0');
  for (std::size_t i = 0; i < 8; ++i) made[i] = static_cast<char>(text.size() >> (8 * i));
  made.resize(8 + static_cast<std::size_t>(LZ4_compress_default(text.data(), made.data() + 8,
                                                                static_cast<int>(text.size()),
                                                                static_cast<int>(made.size() - 8))));
  return made;
}
std::string xz_of(const std::string& text) {
  std::string made(text.size() + 1024, '\0');
  std::size_t size = 0;
  EXPECT_EQ(
      lzma_easy_buffer_encode(0, LZMA_CHECK_NONE, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                              text.size(), reinterpret_cast<std::uint8_t*>(made.data()), &size, made.size()),
      LZMA_OK);
  made.resize(size);
  return made;
}

TEST(Journal, CompressedFields) {
  const std::string message = "MESSAGE=" + std::string(200'000, 'a');
  for (const auto& [flag, payload] : {std::pair<std::uint8_t, std::string>{1, xz_of(message)},
                                      {2, lz4_of(message)},
                                      {4, zstd_of(message)}}) {
    MadeJournal made;
    made.entry(1, kNow, {made.data(payload, flag)});
    const ReadAll read = read_all_of(made.bytes(), "x.journal");
    EXPECT_EQ(read.entries.at(0).message.size(), 200'000u) << int{flag};
    EXPECT_EQ(read.summary.losses, 0u);

    MadeJournal broken;
    broken.entry(1, kNow, {broken.data(payload.substr(0, payload.size() / 2), flag)});
    EXPECT_GE(read_all_of(broken.bytes(), "x.journal").summary.losses, 1u) << int{flag};
  }
}

TEST(Journal, BombsStopAtTheLimit) {
  const std::string large(8U << 20, 'a');
  for (const auto& [how, payload] : {std::pair{JournalCompression::xz, xz_of(large)},
                                     {JournalCompression::lz4, lz4_of(large)},
                                     {JournalCompression::zstd, zstd_of(large)}}) {
    EXPECT_FALSE(expanded_payload(payload, how, 1U << 20)) << static_cast<int>(how);
    EXPECT_TRUE(expanded_payload(payload, how, 8U << 20)) << static_cast<int>(how);
  }
}

TEST(Journal, DamageCostsOnlyWhatItHits) {
  MadeJournal made;
  const auto first = made.data("MESSAGE=one");
  made.entry(1, kNow, {first});
  const auto damaged = made.data("MESSAGE=two");
  made.entry(2, kNow + 1, {first});
  made.bytes().replace(damaged, 16, 16, '\xFF');
  const ReadAll read = read_all_of(made.bytes(), "x.journal");
  EXPECT_THAT(read.entries, SizeIs(2));
  EXPECT_EQ(read.summary.losses, 1u);
  EXPECT_EQ(read.summary.first_losses.at(0).offset, damaged);
}

TEST(Journal, FieldsThatAreNotThereAreNamed) {
  MadeJournal made;
  const auto entry = made.entry(1, kNow, {8, 1U << 30, made.data("noname")});
  const ReadAll read = read_all_of(made.bytes(), "x.journal");
  EXPECT_THAT(read.entries, SizeIs(1));
  EXPECT_EQ(read.summary.losses, 3u);
  EXPECT_EQ(read.summary.first_losses.at(0).offset, entry);
}

// A real journal, read by journalctl too: the oracle. Also cut in the middle.
TEST(Journal, AgreesWithJournalctl) {
  constexpr const char* kRemote = "/lib/systemd/systemd-journal-remote";
  if (!std::filesystem::exists(kRemote) || std::system("command -v journalctl >/dev/null") != 0) {
    GTEST_SKIP() << "this machine has no systemd-journal-remote or journalctl";
  }
  const std::string folder = testing::TempDir() + "/journal";
  std::filesystem::create_directories(folder);
  const std::string exported = folder + "/export", journal = folder + "/remote.journal";
  std::filesystem::remove(journal);
  {
    std::ofstream out{exported, std::ios::binary};
    for (int i = 0; i < 200; ++i) {
      out << "__REALTIME_TIMESTAMP=" << kNow + static_cast<std::uint64_t>(i)
          << "\n__MONOTONIC_TIMESTAMP=" << 1000 + i
          << "\n_BOOT_ID=aaaabbbbccccddddaaaabbbbccccdddd\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=app\n_PID=" << i
          << "\nMESSAGE=message " << i << ' ' << std::string(static_cast<std::size_t>(i) * 20, 'z') << "\n\n";
    }
  }
  const std::string make = std::string{kRemote} + " -o " + journal + " - <" + exported + " 2>/dev/null";
  ASSERT_EQ(std::system(make.c_str()), 0);
  const std::string say =
      "journalctl -q --file " + journal + " -o json --all >" + folder + "/json 2>/dev/null";
  ASSERT_EQ(std::system(say.c_str()), 0);
  const std::string content = *read_file(journal, 64U << 20);
  const ReadAll read = read_all_of(content, journal);
  EXPECT_EQ(read.summary.losses, 0u);
  std::ifstream said{folder + "/json"};
  std::string line;
  std::size_t at = 0;
  for (; std::getline(said, line); ++at) {
    const auto json = parse_json(line);
    ASSERT_TRUE(json);
    const ReadEntry& entry = read.entries.at(at);
    for (const char* key : {"MESSAGE", "_PID", "_HOSTNAME", "SYSLOG_IDENTIFIER"}) {
      EXPECT_EQ(entry[key], (*json)[key].get<std::string>());
    }
  }
  EXPECT_EQ(at, 200u);
  EXPECT_THAT(read.entries, SizeIs(200));
  // The last entry starts somewhere before the tail: a cut in front of it loses what is behind.
  const ReadAll cut =
      read_all_of(std::string_view{content}.substr(0, read.entries[100].offset + 10), journal);
  EXPECT_THAT(cut.entries, SizeIs(100));
  EXPECT_GE(cut.summary.losses, 1u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace firsthour::triage::logs
