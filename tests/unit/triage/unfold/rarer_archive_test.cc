// SPDX-License-Identifier: Apache-2.0
// Formats that no free library writes: each made by its own description, with one stored member.
#include "tests/unit/triage/unfold/made_archive.h"

#include <gmock/gmock.h>

namespace firsthour::triage {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kName = "evil.txt", kText = "what stands in the member";

std::string be(std::uint64_t value, unsigned bytes) {
  std::string text;
  while (bytes-- > 0) text.push_back(static_cast<char>(value >> (8 * bytes)));
  return text;
}

void expect_member(const std::string& archive, const std::string& kind) {
  const Collected all = unfolded(archive, "it");
  ASSERT_TRUE(all.contents.contains(kName))
      << kind << ": " << (all.losses.empty() ? "no loss" : all.losses[0]);
  EXPECT_EQ(all.contents.at(kName), kText);
  EXPECT_EQ(all.kinds.at(kName), kind);
  EXPECT_THAT(all.losses, IsEmpty());
}

// technote.txt of the format's third version: the marker, an archive header, one stored file, an end.
std::string rar4(std::uint16_t flags = 0x8000) {
  const auto header = [](const std::string& body) { return little(crc_of(body) & 0xFFFFU, 2) + body; };
  const std::string size = little(kText.size(), 4);
  const std::string file = "\x74" + little(flags, 2) + little(32 + kName.size(), 2) + size + size + '\3' +
                           little(crc_of(kText), 4) + little(0x5A210000, 4) + '\x14' + '\x30' +
                           little(kName.size(), 2) + little(0x81A4, 4) + kName;
  return std::string{"Rar!\x1A\x07\0", 7} +
         header("\x73" + little(0, 2) + little(13, 2) + std::string(6, '\0')) + header(file) + kText +
         header("\x7B" + little(0x4000, 2) + little(7, 2));
}

TEST(RarerArchives, Rar4IsRead) { expect_member(rar4(), "rar"); }

TEST(RarerArchives, AnEncryptedMemberOfARar4IsReportedByName) {
  const Collected all = unfolded(rar4(0x8004), "it");
  EXPECT_THAT(all.contents, IsEmpty());
  ASSERT_FALSE(all.losses.empty());
  EXPECT_EQ(all.losses[0], kName + ": encrypted");
}

// [MS-CAB]: one folder without compression, one file, one block of data without a sum.
TEST(RarerArchives, CabinetsAreRead) {
  const std::string file = little(kText.size(), 4) + little(0, 4) + little(0, 2) + little(0x5A21, 2) +
                           little(0, 2) + little(0x20, 2) + kName + '\0';
  const std::string data = little(0, 4) + little(kText.size(), 2) + little(kText.size(), 2) + kText;
  const std::size_t head = 36, folder = 8, size = head + folder + file.size() + data.size();
  const std::string cabinet =
      "MSCF" + little(0, 4) + little(size, 4) + little(0, 4) + little(head + folder, 4) + little(0, 4) +
      "\3\1" + little(1, 2) + little(1, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
      little(head + folder + file.size(), 4) + little(1, 2) + little(0, 2) + file + data;
  expect_member(cabinet, "cab");
}

// A header of level 0: its size and sum, method -lh0-, sizes, DOS time, name, CRC-16 of the bytes.
TEST(RarerArchives, LhaIsRead) {
  std::uint16_t crc = 0;
  for (const char c : kText) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>(crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1);
  }
  const std::string size = little(kText.size(), 4);
  const std::string head = "-lh0-" + size + size + little(0x5A210000, 4) + '\x20' + '\0' +
                           static_cast<char>(kName.size()) + kName + little(crc, 2);
  std::uint8_t sum = 0;
  for (const char c : head) sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(c));
  expect_member(std::string{static_cast<char>(head.size())} + static_cast<char>(sum) + head + kText + '\0',
                "lha");
}

// A lead, an empty signature and an empty header, and the payload, a cpio in gzip: the cpio is a step of its
// own.
TEST(RarerArchives, PackagesOfRpmAreRead) {
  const std::string lead = "\xED\xAB\xEE\xDB" + std::string{"\3\0", 2} + be(0, 2) + be(1, 2) +
                           std::string(66, '\0') + be(1, 2) + be(5, 2) + std::string(16, '\0');
  const std::string empty = std::string{"\x8E\xAD\xE8\1\0\0\0\0", 8} + be(0, 4) + be(0, 4);
  const std::string cpio = made({{kName, kText}}, [](archive* a) {
    archive_write_add_filter_none(a);
    archive_write_set_format_cpio_newc(a);
  });
  expect_member(lead + empty + empty + gzipped(cpio), "rpm");
}

TEST(RarerArchives, LzipIsRead) {
  const std::string bytes = made({{kName, kText}}, [](archive* a) {
    archive_write_add_filter_lzip(a);
    archive_write_set_format_raw(a);
  });
  const Collected all = unfolded(bytes, "evil.txt.lz");
  EXPECT_EQ(all.contents.at(kName), kText);
  EXPECT_EQ(all.kinds.at(kName), "lzip");
}

TEST(RarerArchives, PackagesOfDebianAreReadInTwoSteps) {
  const std::string tar = made({{kName, kText}}, [](archive* a) {
    archive_write_add_filter_xz(a);
    archive_write_set_format_pax_restricted(a);
  });
  const std::string deb = made({{"debian-binary", "2.0\n"}, {"data.tar.xz", tar}}, [](archive* a) {
    archive_write_add_filter_none(a);
    archive_write_set_format_ar_svr4(a);
  });
  const Collected outer = unfolded(deb, "it.deb");
  ASSERT_TRUE(outer.contents.contains("data.tar.xz"));
  EXPECT_EQ(unfolded(outer.contents.at("data.tar.xz"), "data.tar.xz").contents.at(kName), kText);
}

TEST(RarerArchives, CutInTheMidstTheyEndAndSaySo) {
  std::string bytes = rar4();
  bytes.resize(bytes.size() - 20);
  EXPECT_THAT(unfolded(bytes, "it").losses, Not(IsEmpty()));
}

}  // namespace
}  // namespace firsthour::triage
