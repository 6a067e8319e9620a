// SPDX-License-Identifier: Apache-2.0
// Archives are made by libarchive's writers, and where it has none by the bytes of the format.
#include "tests/unit/triage/unfold/collected.h"
#include "tests/unit/triage/unfold/made_archive.h"
#include "triage/unfold/container.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace firsthour::triage {
namespace {

struct Writing {
  const char* kind;
  std::function<void(archive*)> set_up;
};

const Files kFiles{{"a.txt", "first"}, {"dir/b.bin", std::string(70'000, '\x7f')}, {"empty", ""}};

const std::vector<Writing>& writings() {
  static const std::vector<Writing> kAll{
      {"zip", archive_write_set_format_zip},
      {"7zip", archive_write_set_format_7zip},
      {"tar", archive_write_set_format_pax_restricted},
      {"tar", archive_write_set_format_v7tar},
      {"cpio", archive_write_set_format_cpio_newc},
      {"iso9660", archive_write_set_format_iso9660},
      {"gzip", [](archive* a) { archive_write_add_filter_gzip(a), archive_write_set_format_ustar(a); }},
      {"bzip2", [](archive* a) { archive_write_add_filter_bzip2(a), archive_write_set_format_ustar(a); }},
      {"xz", [](archive* a) { archive_write_add_filter_xz(a), archive_write_set_format_ustar(a); }},
      {"zstd", [](archive* a) { archive_write_add_filter_zstd(a), archive_write_set_format_ustar(a); }},
      {"lz4", [](archive* a) { archive_write_add_filter_lz4(a), archive_write_set_format_ustar(a); }},
      {"compress",
       [](archive* a) { archive_write_add_filter_compress(a), archive_write_set_format_ustar(a); }}};
  return kAll;
}

TEST(UnfoldArchive, GivesEveryMemberByteForByteWhateverTheFormat) {
  for (const Writing& writing : writings()) {
    const std::string bytes = made(kFiles, writing.set_up);
    EXPECT_EQ(container_kind(std::as_bytes(std::span{bytes})), writing.kind);
    const Collected found = unfolded(bytes);
    EXPECT_EQ(found.contents, kFiles) << writing.kind;
    EXPECT_THAT(found.losses, testing::IsEmpty()) << writing.kind;
  }
}

TEST(UnfoldArchive, ACompressedFileIsCalledWhatItWasCalledBefore) {
  const auto gzip = [](archive* a) { archive_write_add_filter_gzip(a), archive_write_set_format_raw(a); };
  EXPECT_EQ(unfolded(made({{"x", "log line"}}, gzip), "/var/log/auth.log.gz").contents,
            (Files{{"auth.log", "log line"}}));
  EXPECT_EQ(unfolded(made({{"x", "log line"}}, gzip), "/var/log/noname").contents,
            (Files{{"content", "log line"}}));
}

TEST(UnfoldArchive, AnArchiveBehindAProgramIsFound) {
  const std::string program = "\x7f" + ("ELF" + std::string(3000, 'x'));
  EXPECT_EQ(unfolded(program + made(kFiles, archive_write_set_format_zip)).contents, kFiles);
}

TEST(UnfoldArchive, EncryptedMembersAreReportedByName) {
  const auto encrypted = [](archive* a) {
    archive_write_set_format_zip(a);
    archive_write_set_options(a, "zip:encryption=aes256");
    archive_write_set_passphrase(a, "secret");
  };
  const Collected found = unfolded(made({{"plans.txt", "hidden"}}, encrypted));
  EXPECT_THAT(found.contents, testing::IsEmpty());
  EXPECT_THAT(found.losses, testing::ElementsAre("plans.txt: encrypted"));
}

TEST(UnfoldArchive, NamesAreBytesInWhateverEncoding) {
  // GBK, without the flag for UTF-8; then UTF-8 with it.
  std::string gbk = made({{"XXYY.php", "one"}}, archive_write_set_format_zip);
  for (std::size_t at = 0; (at = gbk.find("XXYY", at)) != std::string::npos;)
    gbk.replace(at, 4, "\xb2\xe2\xca\xd4");
  EXPECT_EQ(unfolded(gbk).contents, (Files{{"\xb2\xe2\xca\xd4.php", "one"}}));
  std::string utf8 = made({{"XXXYYY.php", "two"}}, archive_write_set_format_zip);
  for (std::size_t at = 0; (at = utf8.find("XXXYYY", at)) != std::string::npos;) utf8.replace(at, 6, "测试");
  EXPECT_EQ(unfolded(utf8).contents, (Files{{"测试.php", "two"}}));
}

TEST(UnfoldArchive, NamesThatClimbAreOnlyNames) {
  EXPECT_EQ(unfolded(made({{"../../etc/cron.d/x", "y"}}, archive_write_set_format_ustar)).contents,
            (Files{{"../../etc/cron.d/x", "y"}}));
}

TEST(UnfoldArchive, ABombIsStoppedByItsRatio) {
  UnfoldLimits limits;
  limits.ratio = 100;
  limits.ratio_from = 1U << 20U;
  const std::string bomb = made({{"zeros", std::string(40U << 20U, '\0')}}, archive_write_set_format_zip);
  ASSERT_LT(bomb.size(), 100'000u);
  const Collected found = unfolded(bomb, "it", limits);
  EXPECT_THAT(found.contents, testing::IsEmpty());
  EXPECT_THAT(found.losses, testing::ElementsAre(testing::HasSubstr("a bomb")));
}

TEST(UnfoldArchive, LimitsOfCountSizeAndSumAreTold) {
  const std::string three = made({{"a", std::string(900, 'a')}, {"b", std::string(900, 'b')}, {"c", "c"}},
                                 archive_write_set_format_ustar);
  UnfoldLimits few;
  few.contents = 2;
  EXPECT_THAT(unfolded(three, "it", few).losses,
              testing::ElementsAre(testing::HasSubstr("more than 2 contents")));
  UnfoldLimits small;
  small.member = 500;
  EXPECT_THAT(
      unfolded(three, "it", small).losses,
      testing::ElementsAre(testing::HasSubstr("a: larger than"), testing::HasSubstr("b: larger than")));
  EXPECT_EQ(unfolded(three, "it", small).contents, (Files{{"c", "c"}}));
  UnfoldLimits little;
  little.bytes = 1000;
  EXPECT_THAT(unfolded(three, "it", little).losses,
              testing::ElementsAre(testing::HasSubstr("b: all that is inside")));
}

TEST(UnfoldArchive, NoTimeLeftIsALossNotAHang) {
  Collected found;
  UnfoldBudget budget{{}, std::chrono::steady_clock::now() - std::chrono::seconds{1}};
  const std::string bytes = made(kFiles, archive_write_set_format_ustar);
  unfold(std::as_bytes(std::span{bytes}), "it", budget, found);
  EXPECT_THAT(found.losses, testing::ElementsAre(testing::HasSubstr("no time was left")));
}

// Flipped, cut and doubled: whatever comes is a prefix of the truth or a loss, and it ends.
TEST(UnfoldArchive, DamagedArchivesEndAndSaySo) {
  std::mt19937 random{7};
  for (const Writing& writing : writings()) {
    const std::string whole = made({{"a.txt", "first"}, {"b.txt", std::string(3000, 'b')}}, writing.set_up);
    for (int round = 0; round < 40; ++round) {
      std::string bytes = whole;
      if (round % 2)
        bytes.resize(random() % bytes.size());
      else
        bytes[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
      UnfoldLimits limits;
      limits.member = 1U << 20U;
      const Collected found = unfolded(bytes, "it", limits);
      EXPECT_LE(found.contents.size() + found.losses.size(), 10u) << writing.kind;
    }
  }
}

TEST(UnfoldArchive, ReadsRar5) {
  const Collected found = unfolded(stored_rar5("note.txt", "kept as it is"));
  EXPECT_EQ(found.contents, (Files{{"note.txt", "kept as it is"}})) << testing::PrintToString(found.losses);
}

TEST(UnfoldArchive, OrdinaryFilesAreNoContainers) {
  for (const std::string text : {"", "P", "PK", "plain text", "BZhello", "\x1f\x8b", "070-not-cpio"})
    EXPECT_EQ(container_kind(std::as_bytes(std::span{text})), "") << text;
}

}  // namespace
}  // namespace firsthour::triage
