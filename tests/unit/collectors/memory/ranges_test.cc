// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/iomem.h"
#include "collectors/memory/physical_range.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

TEST(PhysicalRange, UnitesWhatTouchesAndDropsWhatIsEmpty) {
  EXPECT_EQ(united({{8, 9}, {1, 3}, {5, 5}, {3, 4}, {2, 3}}), (PhysicalRanges{{1, 4}, {8, 9}}));
}

TEST(PhysicalRange, SharesAndTakesAway) {
  const PhysicalRanges ram{{0, 10}, {20, 30}}, shown{{5, 22}, {28, 40}};
  EXPECT_EQ(common(ram, shown), (PhysicalRanges{{5, 10}, {20, 22}, {28, 30}}));
  EXPECT_EQ(without(ram, shown), (PhysicalRanges{{0, 5}, {22, 28}}));
  EXPECT_EQ(without(ram, ram), PhysicalRanges{});
  EXPECT_EQ(without(ram, {}), ram);
}

TEST(PhysicalRange, KeepsWholePagesOnly) {
  EXPECT_EQ(whole_pages({{0x1000, 0x9fc00}, {0xa0001, 0xa1fff}}, 0x1000),
            (PhysicalRanges{{0x1000, 0x9f000}}));
  EXPECT_EQ(whole_pages({{0x1000, 0x30000}}, 0x10000), (PhysicalRanges{{0x10000, 0x30000}}));
}

TEST(IoMemory, TakesTheLastByteOfARange) {
  const auto found = parse_iomem("00001000-0009fbff : System RAM\n");
  EXPECT_EQ(found.ram, (PhysicalRanges{{0x1000, 0x9fc00}}));
}

TEST(IoMemory, FindsMemoryThatWasPluggedInBelowItsDevice) {
  const auto found = parse_iomem(
      "100000000-13fffffff : System RAM\n"
      "140000000-1bfffffff : virtio0\n"
      "  140000000-14fffffff : System RAM (virtio_mem)\n"
      "200000000-2ffffffff : Persistent Memory\n"
      "  210000000-2ffffffff : dax0.0\n"
      "    210000000-2ffffffff : System RAM (kmem)\n");
  EXPECT_EQ(found.ram, (PhysicalRanges{{0x100000000, 0x150000000}, {0x210000000, 0x300000000}}));
}

TEST(IoMemory, KnowsWhereTheKernelIs) {
  const auto found = parse_iomem(
      "00100000-bfffffff : System RAM\n  01000000-022090c7 : Kernel code\n  03b34000-03c57fff : Kernel "
      "bss\n");
  EXPECT_EQ(found.kernel, (PhysicalRange{0x1000000, 0x3c58000}));
}

TEST(IoMemory, SaysWhenAddressesAreHidden) {
  const auto hidden = parse_iomem("00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n");
  EXPECT_TRUE(hidden.addresses_hidden);
  EXPECT_TRUE(hidden.ram.empty());
  EXPECT_FALSE(parse_iomem("00000000-00000fff : Reserved\n").addresses_hidden);
  EXPECT_FALSE(parse_iomem("").addresses_hidden);
}

TEST(IoMemory, CountsLinesThatAreNoResource) {
  const auto found =
      parse_iomem("nonsense\n9-1 : System RAM\n0-ffffffffffffffff : System RAM\n1000-1fff : System RAM\n");
  EXPECT_EQ(found.malformed, 3u);
  EXPECT_EQ(found.ram, (PhysicalRanges{{0x1000, 0x2000}}));
}

}  // namespace
}  // namespace firsthour::collectors
