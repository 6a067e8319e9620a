// SPDX-License-Identifier: Apache-2.0
// What is hidden from those who read archives by the book, and what harms those who read too much.
#include "tests/unit/triage/unfold/collected.h"
#include "tests/unit/triage/unfold/made_archive.h"
#include "triage/unfold/container.h"

#include <gmock/gmock.h>

namespace firsthour::triage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string zip_of(const Files& files) { return made(files, archive_write_set_format_zip); }
std::string tar_of(const Files& files) { return made(files, archive_write_set_format_ustar); }

TEST(HostileArchives, ZipsOneBehindTheOtherAreBothRead) {
  const Collected found = unfolded(zip_of({{"first", "1"}}) + zip_of({{"second", "2"}}));
  EXPECT_EQ(found.contents, (Files{{"first", "1"}, {"second", "2"}}));
  EXPECT_THAT(found.losses, IsEmpty());
}

TEST(HostileArchives, WhatStandsBehindAZipIsReadToo) {
  EXPECT_EQ(unfolded(zip_of({{"first", "1"}}) + std::string(100'000, 'x')).contents, (Files{{"first", "1"}}));
  EXPECT_EQ(unfolded(zip_of({{"first", "1"}}) + gzipped(std::string(90'000, 'g')), "two.zip").contents,
            (Files{{"first", "1"}, {"two", std::string(90'000, 'g')}}));
}

TEST(HostileArchives, AZipBehindAPictureIsFound) {
  const std::string picture = "\x89PNG\r\n\x1a\n" + std::string(5000, 'p');
  EXPECT_EQ(unfolded(picture + zip_of({{"shell.php", "<?php"}})).contents, (Files{{"shell.php", "<?php"}}));
}

TEST(HostileArchives, ALongCommentHidesNothing) {
  std::string zip = zip_of({{"a", "b"}});
  zip.replace(zip.size() - 2, 2, little(60'000, 2));
  EXPECT_EQ(unfolded("JUNK" + zip + std::string(60'000, 'c')).contents, (Files{{"a", "b"}}));
}

TEST(HostileArchives, TooManyOneBehindTheOtherAreALoss) {
  std::string many;
  for (int i = 0; i < 70; ++i) many += zip_of({{"n" + std::to_string(i), "x"}});
  const Collected found = unfolded(many);
  EXPECT_EQ(found.contents.size(), 64u);
  EXPECT_THAT(found.losses, ElementsAre(HasSubstr("one behind the other")));
}

TEST(HostileArchives, TarsOneBehindTheOtherAreBothRead) {
  EXPECT_EQ(unfolded(tar_of({{"first", "1"}}) + tar_of({{"second", "2"}})).contents,
            (Files{{"first", "1"}, {"second", "2"}}));
}

TEST(HostileArchives, ADamagedHeaderOfATarIsPassedOverAndTold) {
  std::string tar = tar_of({{"first", "1"}, {"second", "2"}, {"third", "3"}});
  tar[1024] ^= 1;  // the name of the second
  const Collected found = unfolded(tar);
  EXPECT_EQ(found.contents, (Files{{"first", "1"}, {"third", "3"}}));
  EXPECT_THAT(found.losses, ElementsAre(HasSubstr("are no header")));
}

std::string cpio_entry(const std::string& name, const std::string& data, unsigned inode, unsigned links) {
  char head[111];
  std::snprintf(head, sizeof head, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", inode,
                0100644U, 0U, 0U, links, 0U, static_cast<unsigned>(data.size()), 0U, 0U, 0U, 0U,
                static_cast<unsigned>(name.size() + 1), 0U);
  std::string entry = head + name + '\0';
  entry.resize((entry.size() + 3) / 4 * 4);
  entry += data;
  entry.resize((entry.size() + 3) / 4 * 4);
  return entry;
}

// As GNU cpio writes links: all but the last are empty.
TEST(HostileArchives, TheLastOfTheLinksOfACpioHasTheBytes) {
  const std::string cpio =
      cpio_entry("one", "", 7, 2) + cpio_entry("two", "implant", 7, 2) + cpio_entry("TRAILER!!!", "", 0, 1);
  EXPECT_EQ(unfolded(cpio).contents, (Files{{"one", ""}, {"two", "implant"}}));
}

TEST(HostileArchives, AnInitialRamDiskIsReadBehindItsFirstPart) {
  const std::string first = cpio_entry("microcode", "m", 1, 1) + cpio_entry("TRAILER!!!", "", 0, 1);
  const std::string second = cpio_entry("init", "#!/bin/sh", 2, 1) + cpio_entry("TRAILER!!!", "", 0, 1);
  EXPECT_EQ(unfolded(first + std::string(512, '\0') + gzipped(second)).contents,
            (Files{{"microcode", "m"}, {"init", "#!/bin/sh"}}));
}

TEST(HostileArchives, ACompressedDiskThatBeginsWithZerosIsNoEmptyTar) {
  const std::string disk = std::string(4096, '\0') + "partition";
  EXPECT_EQ(unfolded(gzipped(disk), "disk.img.gz").contents, (Files{{"disk.img", disk}}));
}

TEST(HostileArchives, AStreamInAStreamIsOneStepEach) {
  const std::string inner = gzipped(gzipped("text"));
  EXPECT_EQ(unfolded(gzipped(inner), "a.gz").contents, (Files{{"a", inner}}));
}

TEST(HostileArchives, AGzipThatWasCutGivesWhatThereIs) {
  std::string log;
  for (unsigned i = 0, x = 1; i < 20'000; ++i) log += std::to_string(x = x * 1103515245U + 12345U) + "\n";
  for (const std::size_t lines : {std::size_t{100}, log.size()}) {
    std::string cut = gzipped(log.substr(0, lines));
    cut.resize(cut.size() - 20);
    const Collected found = unfolded(cut, "auth.log.gz");
    ASSERT_TRUE(found.contents.contains("auth.log"));
    const std::string& given = found.contents.at("auth.log");
    EXPECT_TRUE(log.starts_with(given));
    EXPECT_GT(given.size() + 100, lines);
    EXPECT_THAT(found.losses, ElementsAre(HasSubstr("damaged gzip")));
  }
}

TEST(HostileArchives, AnInstallerScriptWithItsArchiveIsRead) {
  const std::string tar = made({{"payload", "bytes"}}, [](archive* a) {
    archive_write_add_filter_gzip(a), archive_write_set_format_ustar(a);
  });
  EXPECT_EQ(unfolded("#!/bin/sh\ntail -n +3 \"$0\" | tar xz\n" + tar).contents,
            (Files{{"payload", "bytes"}}));
}

TEST(HostileArchives, ProgramsThatOnlyKnowSignaturesAreNone) {
  const std::string program = "\x7f" + ("ELF" + std::string(500, 'x')) + "PK\x05\x06" + std::string(60, 'y') +
                              "Rar!\x1a\x07" + std::string{"\0", 1} + "7z\xBC\xAF\x27\x1C" +
                              std::string(50, 'z');
  EXPECT_EQ(container_kind(std::as_bytes(std::span{program})), "");
  EXPECT_THAT(unfolded(program).losses, IsEmpty());
}

TEST(HostileArchives, AWrongSumIsToldAndTheBytesGiven) {
  std::string zip = made({{"a", "stored as it is"}}, [](archive* a) {
    archive_write_set_format_zip(a), archive_write_set_options(a, "zip:compression=store");
  });
  zip[zip.find("stored as")] = 'S';
  const Collected found = unfolded(zip);
  EXPECT_EQ(found.contents, (Files{{"a", "Stored as it is"}}));
  EXPECT_THAT(found.losses, ElementsAre(HasSubstr("bad CRC")));
}

TEST(HostileArchives, AMethodThatCannotBeReadIsNoDamage) {
  std::string zip = made({{"a", "stored as it is"}}, [](archive* a) {
    archive_write_set_format_zip(a), archive_write_set_options(a, "zip:compression=store");
  });
  zip[8] = 97;                            // WavPack, in the member's own header …
  zip[zip.find("PK\x01\x02") + 10] = 97;  // … and in the directory
  EXPECT_THAT(unfolded(zip).losses, ElementsAre(HasSubstr("a: a kind of zip that cannot be read")));
}

TEST(HostileArchives, OldZipEncryptionIsReportedByName) {
  const auto encrypted = [](archive* a) {
    archive_write_set_format_zip(a);
    archive_write_set_options(a, "zip:encryption=zipcrypt");
    archive_write_set_passphrase(a, "secret");
  };
  EXPECT_THAT(unfolded(made({{"plans.txt", "hidden"}}, encrypted)).losses,
              ElementsAre("plans.txt: encrypted"));
}

TEST(HostileArchives, EncryptedRar5MembersAreReportedByName) {
  // The extra record: size, type 1; version, flags, rounds, salt and vector.
  const std::string crypt = std::string{"\x24\x01\x00\x00\x0f", 5} + std::string(32, 's');
  const Collected found = unfolded(stored_rar5("plans.txt", "0123456789abcdef", crypt));
  EXPECT_THAT(found.losses, ElementsAre("plans.txt: encrypted"));
  EXPECT_THAT(found.contents, IsEmpty());
}

TEST(HostileArchives, ARar5WithEncryptedHeadersIsReported) {
  const std::string body = std::string{"\x15\x04\x00\x00\x00\x0f", 6} + std::string(16, 's');
  const std::string rar =
      "Rar!\x1a\x07" + std::string{"\x01\x00", 2} + little(crc_of(body), 4) + body + std::string(64, 'e');
  EXPECT_THAT(unfolded(rar).losses, ElementsAre(": encrypted"));
}

TEST(HostileArchives, ASparseFileIsWholeUpToItsLastHole) {
  std::string bytes(1U << 20U, '\0');
  std::size_t used = 0;
  archive* const writer = archive_write_new();
  archive_write_set_format_pax(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_pathname(entry, "disk");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, 300'000);
  archive_entry_sparse_add_entry(entry, 100'000, 4);
  archive_write_header(writer, entry);
  const std::string content = std::string(100'000, '\0') + "data" + std::string(199'996, '\0');
  archive_write_data(writer, content.data(), content.size());
  archive_entry_free(entry);
  archive_write_free(writer);
  bytes.resize(used);
  ASSERT_LT(bytes.size(), 50'000u);
  const Collected found = unfolded(bytes);
  EXPECT_EQ(found.contents.size(), 1u);
  EXPECT_TRUE(found.contents.contains("disk") && found.contents.at("disk") == content);
}

// Members that lie over each other: each quotes the header of the next in a stored block and goes on in its
// data, so that all end in the same few kilobytes (D. Fifield, "A better zip bomb", WOOT 2019).
std::string overlapping_zip(unsigned members) {
  const std::string whole = zip_of({{"k", std::string(1U << 20U, '\0')}});
  const std::size_t directory = whole.find("PK\x01\x02");
  const auto at = [&](std::size_t from, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(whole[from + i]);
    return value;
  };
  const std::size_t packed = at(directory + 20, 4), name = at(26, 2), extra = at(28, 2);
  std::string body = whole.substr(30 + name + extra, packed);  // of the last member, then of those before it
  std::vector<std::string> entries;
  for (unsigned i = 0; i < members; ++i) {
    const std::string fields = little(20, 2) + little(0, 2) + little(8, 2) + little(0, 4) + little(0, 4) +
                               little(body.size(), 4) + little(1U << 20U, 4) + little(4, 2) + little(0, 2);
    const std::string own = std::to_string(1000 + i), head = "PK\x03\x04" + fields + own;
    entries.push_back("PK\x01\x02" + little(20, 2) + fields + little(0, 10) + little(body.size(), 4) + own);
    body = head + body;  // begins with its header now
    if (i + 1 < members)
      body = std::string{'\0'} + little(head.size(), 2) + little(~head.size() & 0xFFFFU, 2) + body;
  }
  std::string list;
  for (std::string& entry : entries) {  // the offset of a header: what lies before it
    const std::size_t place = entry.size() - 8;
    std::uint64_t held = 0;
    for (std::size_t i = 4; i-- > 0;) held = held << 8U | static_cast<unsigned char>(entry[place + i]);
    entry.replace(place, 4, little(body.size() - held - 34, 4));
    list += entry;
  }
  return body + list + "PK\x05\x06" + little(0, 4) + little(members, 2) + little(members, 2) +
         little(list.size(), 4) + little(body.size(), 4) + little(0, 2);
}

TEST(HostileArchives, OverlappingMembersAreABomb) {
  const std::string bomb = overlapping_zip(200);
  ASSERT_LT(bomb.size(), 50'000u);
  UnfoldLimits limits;
  limits.ratio = 500;
  limits.ratio_from = 4U << 20U;
  const Collected found = unfolded(bomb, "it", limits);
  EXPECT_GT(found.contents.size(), 3u);
  EXPECT_LT(found.contents.size(), 40u);
  EXPECT_THAT(found.losses, testing::Contains(HasSubstr("a bomb")));
}

TEST(HostileArchives, AVisitorThatHadEnoughIsHeeded) {
  struct One final : InsideVisitor {
    int given = 0;
    bool content(const Inside&) override { return ++given, false; }
    void loss(std::string_view, std::string) override {}
  } one;
  UnfoldBudget budget{{}, std::chrono::steady_clock::now() + std::chrono::minutes{1}};
  const std::string two = zip_of({{"a", "1"}, {"b", "2"}}) + zip_of({{"c", "3"}});
  unfold(std::as_bytes(std::span{two}), "it", budget, one);
  EXPECT_EQ(one.given, 1);
}

}  // namespace
}  // namespace firsthour::triage
