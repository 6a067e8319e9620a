// SPDX-License-Identifier: Apache-2.0
// From windows to the bytes of an image: gaps, windows that stand in for each other, and both formats.
#include "collectors/memory/image_layout.h"
#include "collectors/memory/physical_reader.h"
#include "tests/unit/collectors/memory/made_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using tests::kMadePage;
using tests::kMadeRam;
using tests::MadeWindow;

constexpr std::uint64_t kStart = 0x100000, kSize = 0x100000;

class Reading : public ::testing::Test {
 protected:
  std::string read(std::vector<MemoryWindow*> windows) {
    reader_.emplace(std::move(windows), kMadePage);
    std::string block(kSize, '?');
    reader_->read(kStart, std::as_writable_bytes(std::span{block}));
    return block;
  }
  [[nodiscard]] std::string truth(std::vector<std::uint64_t> gaps = {}) const {
    std::string block = ram_.substr(kStart, kSize);
    for (const std::uint64_t page : gaps) block.replace(page - kStart, kMadePage, kMadePage, '\0');
    return block;
  }

  const std::string ram_ = tests::made_ram();
  MadeWindow kcore_{"/proc/kcore", ram_, kMadeRam}, mem_{"/dev/mem", ram_, kMadeRam};
  std::optional<PhysicalReader> reader_;
};

TEST_F(Reading, IsOneCallWhereNothingFails) {
  EXPECT_TRUE(read({&kcore_}) == truth());
  EXPECT_EQ(kcore_.calls, 1u);
  ASSERT_EQ(reader_->runs().size(), 1u);
  EXPECT_EQ(reader_->gap_bytes(), 0u);
}

TEST_F(Reading, MakesABadPageZerosAndAGapAndNoMore) {
  kcore_.fail_at(0x123000);
  EXPECT_TRUE(read({&kcore_}) == truth({0x123000}));
  const auto runs = reader_->runs();
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].range, (PhysicalRange{kStart, 0x123000}));
  EXPECT_EQ(runs[1].range, (PhysicalRange{0x123000, 0x124000}));
  EXPECT_EQ(runs[1].window, -1);
  EXPECT_EQ(runs[1].error, "/proc/kcore: Input/output error");
  EXPECT_EQ(runs[2].range, (PhysicalRange{0x124000, 0x200000}));
  EXPECT_EQ(reader_->gap_bytes(), kMadePage);
}

TEST_F(Reading, JoinsBadPagesThatTouch) {
  for (const std::uint64_t page : {0x100000, 0x101000, 0x1ff000}) kcore_.fail_at(page);
  EXPECT_TRUE(read({&kcore_}) == truth({0x100000, 0x101000, 0x1ff000}));
  const auto runs = reader_->runs();
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].range, (PhysicalRange{0x100000, 0x102000}));
  EXPECT_EQ(runs[2].range, (PhysicalRange{0x1ff000, 0x200000}));
}

TEST_F(Reading, AsksTheNextWindowForWhatOneDoesNotGive) {
  kcore_.fail_at(0x123000);
  kcore_.fail_at(0x150000);
  mem_.fail_at(0x150000);
  EXPECT_TRUE(read({&kcore_, &mem_}) == truth({0x150000}));
  const auto runs = reader_->runs();
  ASSERT_EQ(runs.size(), 5u);
  EXPECT_EQ(runs[1].range, (PhysicalRange{0x123000, 0x124000}));
  EXPECT_EQ(runs[1].window, 1);
  EXPECT_EQ(runs[3].window, -1);
  EXPECT_EQ(runs[3].error, "/proc/kcore: Input/output error");
}

TEST_F(Reading, AsksTheNextWindowForWhatOneDoesNotCover) {
  MadeWindow half{"/proc/kcore", ram_, {{0x100000, 0x180000}}};
  EXPECT_TRUE(read({&half, &mem_}) == truth());
  ASSERT_EQ(reader_->runs().size(), 2u);
  EXPECT_EQ(reader_->runs()[1].window, 1);
}

TEST_F(Reading, GoesPageByPageWhereAWindowGivesNoMore) {
  mem_.most_in_one_read = kMadePage;
  EXPECT_TRUE(read({&mem_}) == truth());
  EXPECT_EQ(mem_.calls, kSize / kMadePage);
  EXPECT_EQ(reader_->runs().size(), 1u);
}

TEST_F(Reading, AsksAWindowThatDiedAfterTheOthers) {
  for (std::uint64_t page = 0; page < ram_.size(); page += kMadePage) kcore_.fail_at(page);
  read({&kcore_, &mem_});
  std::string block(kSize, '?');
  for (int i = 0; i < 4; ++i) reader_->read(kStart, std::as_writable_bytes(std::span{block}));
  const std::size_t before = kcore_.calls;
  reader_->read(kStart, std::as_writable_bytes(std::span{block}));
  EXPECT_EQ(kcore_.calls, before);
  EXPECT_TRUE(block == truth());
}

TEST_F(Reading, MakesAllAGapWhereNoWindowIsLeft) {
  for (std::uint64_t page = 0; page < ram_.size(); page += kMadePage) kcore_.fail_at(page);
  EXPECT_TRUE(read({&kcore_}) == std::string(kSize, '\0'));
  EXPECT_EQ(reader_->gap_bytes(), kSize);
  EXPECT_EQ(reader_->runs().size(), 1u);
}

TEST(LimeLayout, IsByteForByteVersion1) {
  const auto layout = lime_layout({{0x1000, 0x9f000}, {0x100000000, 0x640000000}});
  ASSERT_EQ(layout.parts.size(), 4u);
  using namespace std::string_literals;
  EXPECT_EQ(std::get<std::string>(layout.parts[0]),
            "EMiL\x01\0\0\0\0\x10\0\0\0\0\0\0\xff\xef\x09\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(std::get<std::string>(layout.parts[2]),
            "EMiL\x01\0\0\0\0\0\0\0\x01\0\0\0\xff\xff\xff\x3f\x06\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(layout.size(), 64 + 0x9e000 + 0x540000000);
}

TEST(ElfLayout, IsReadBackWithAddressesAndVmcoreinfo) {
  const auto layout = elf_layout(kMadeRam, {EM_X86_64, "OSRELEASE=6.1.0-made\n", tests::kDirect});
  ASSERT_TRUE(layout);
  const auto& bytes = std::get<std::string>(layout->parts[0]);
  EXPECT_NE(bytes.size() % kMadePage, 0u);  // else crash(8) reads it as something else
  const auto head = parse_core_head(std::as_bytes(std::span{bytes}));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->machine, EM_X86_64);
  ASSERT_EQ(head->segments.size(), 2u);
  EXPECT_EQ(head->segments[1].physical_address, 0x100000u);
  EXPECT_EQ(head->segments[1].virtual_address, tests::kDirect + 0x100000);
  EXPECT_EQ(head->segments[1].offset, bytes.size() + 0x9e000);
  EXPECT_EQ(vmcoreinfo_of(std::as_bytes(std::span{bytes}.subspan(head->notes->offset, head->notes->length))),
            "OSRELEASE=6.1.0-made\n");
}

TEST(ElfLayout, ServesHalfATerabyte) {
  const auto layout = elf_layout({{0x100000000, 0x8100000000}}, {EM_AARCH64, "", 0});
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->size(), 64 + 56 + 0x8000000000);
}

}  // namespace
}  // namespace firsthour::collectors
