// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/direct_map.h"

#include "tests/unit/collectors/memory/made_memory.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using tests::kDirect;
using tests::Kernel;
using tests::kMadePage;
using tests::kMadeRam;

CoreHead head_of(Kernel kernel) {
  const std::string bytes = tests::made_core_head(kernel);
  const auto size = core_head_size(std::as_bytes(std::span{bytes}.first(kCoreIdentity)));
  EXPECT_TRUE(size) << size.error().what;
  const auto head = parse_core_head(std::as_bytes(std::span{bytes}.first(*size)));
  EXPECT_TRUE(head) << head.error().what;
  return *head;
}

class EveryKernel : public ::testing::TestWithParam<Kernel> {};

TEST_P(EveryKernel, FindsTheDirectMapAndNeitherTextNorVmalloc) {
  const auto map = direct_map_of(head_of(GetParam()), kMadeRam, kMadePage);
  ASSERT_TRUE(map) << map.error().what;
  EXPECT_EQ(map->covers(), kMadeRam);
  EXPECT_EQ(map->virtual_offset, kDirect);
  ASSERT_EQ(map->pieces.size(), 2u);
  EXPECT_EQ(map->pieces[1].offset, ((kDirect + 0x100000) & 0x7fffffffffff) + kMadePage);
}

TEST_P(EveryKernel, BearsALastPageThatIsNotWhole) {
  const PhysicalRanges ram{{0x1000, 0x9fc00}, {0x100000, 0x300000}};
  const auto map = direct_map_of(head_of(GetParam()), ram, kMadePage);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->covers(), kMadeRam);
}

TEST_P(EveryKernel, RefusesSegmentsThatDoNotLieOverTheRam) {
  const auto map = direct_map_of(head_of(GetParam()), {{0x40000000, 0x80000000}}, kMadePage);
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().code, Errc::malformed);
}

INSTANTIATE_TEST_SUITE_P(PPaddr, EveryKernel,
                         ::testing::Values(Kernel::with_p_paddr, Kernel::before_p_paddr));

TEST(DirectMap, SaysHowItKnows) {
  EXPECT_EQ(direct_map_of(head_of(Kernel::with_p_paddr), kMadeRam, kMadePage)->basis, "p_paddr");
  EXPECT_EQ(direct_map_of(head_of(Kernel::with_p_paddr), kMadeRam, kMadePage)->aliases, 1u);
  EXPECT_EQ(direct_map_of(head_of(Kernel::before_p_paddr), kMadeRam, kMadePage)->basis, "derived");
}

TEST(DirectMap, NeedsNoRangesWhereSegmentsHaveAddresses) {
  const auto map = direct_map_of(head_of(Kernel::with_p_paddr), {}, kMadePage);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->covers(), kMadeRam);
  EXPECT_FALSE(direct_map_of(head_of(Kernel::before_p_paddr), {}, kMadePage));
}

// As arm64 before Linux 5.4: vmalloc lies below the direct map, so the lowest segment is not RAM.
TEST(DirectMap, IsFoundAboveVmallocToo) {
  CoreHead head;
  head.segments = {{0x1000, 0xffff000008000000, 0, 0x7dffbfff0000},
                   {0x2000, 0xffff800000000000, 0, 0x40000000},
                   {0x3000, 0xffff7e0000000000, 0, 0x1000000}};
  const auto map = direct_map_of(head, {{0x40000000, 0x80000000}}, 65536);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->virtual_offset, 0xffff800000000000 - 0x40000000);
  EXPECT_EQ(map->covers(), (PhysicalRanges{{0x40000000, 0x80000000}}));
}

// Five levels of page tables: the direct map begins at another place and offsets use more bits.
TEST(DirectMap, WorksWithFiveLevels) {
  CoreHead head;
  head.segments = {{0x11000000001000, 0xff11000000001000, 0x1000, 0x9e000},
                   {0x11000000100000, 0xff11000000100000, 0x100000, 0x200000},
                   {0x20000000000000, 0xffa0000000000000, UINT64_MAX, 0x1fffffffffffff}};
  const auto map = direct_map_of(head, kMadeRam, kMadePage);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->covers(), kMadeRam);
}

TEST(CoreHead, RefusesWhatIsNoCoreOf64Bits) {
  std::string bytes = tests::made_core_head(Kernel::with_p_paddr);
  const auto size_of = [](const std::string& text) { return core_head_size(std::as_bytes(std::span{text})); };
  EXPECT_EQ(size_of("short").error().code, Errc::malformed);
  EXPECT_EQ(size_of(std::string(64, 'x')).error().code, Errc::malformed);
  std::string of_32 = bytes, big = bytes, program = bytes;
  of_32[EI_CLASS] = ELFCLASS32;
  big[EI_DATA] = ELFDATA2MSB;
  program[16] = ET_EXEC;
  EXPECT_EQ(size_of(of_32).error().code, Errc::unsupported);
  EXPECT_EQ(size_of(big).error().code, Errc::unsupported);
  EXPECT_EQ(size_of(program).error().code, Errc::malformed);
}

TEST(CoreHead, DropsSegmentsThatCannotBe) {
  std::string bytes = tests::made_core_head(Kernel::with_p_paddr);
  const std::uint64_t behind_all = UINT64_MAX - 1;
  std::memcpy(bytes.data() + 64 + 56 + offsetof(Elf64_Phdr, p_offset), &behind_all, 8);
  const auto head = parse_core_head(std::as_bytes(std::span{bytes}));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->dropped, 1u);
  EXPECT_EQ(head->segments.size(), 3u);
}

TEST(CoreHead, HasVmcoreinfoAmongItsNotes) {
  const std::string bytes = tests::made_core_head(Kernel::with_p_paddr);
  const auto head = head_of(Kernel::with_p_paddr);
  ASSERT_TRUE(head.notes);
  const auto text =
      vmcoreinfo_of(std::as_bytes(std::span{bytes}.subspan(head.notes->offset, head.notes->length)));
  ASSERT_TRUE(text);
  EXPECT_EQ(vmcoreinfo_value(*text, "PAGESIZE"), "4096");
  EXPECT_EQ(vmcoreinfo_value(*text, "OSRELEASE"), "6.1.0-made");
  EXPECT_FALSE(vmcoreinfo_value(*text, "PAGE"));
}

}  // namespace
}  // namespace firsthour::collectors
