// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/mapped_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::SizeIs;

TEST(MappedFiles, AreThoseThatMayBeGoneOrAreInMemoryOnly) {
  const auto found = mapped_files(
      "1000-2000 r--p 00000000 fe:00 7 /usr/lib/alive.so\n"
      "2000-3000 r--p 00000000 fe:00 8 /usr/lib/gone.so (deleted)\n"
      "3000-4000 r-xp 00001000 fe:00 8 /usr/lib/gone.so (deleted)\n"
      "4000-5000 rw-s 00000000 00:01 9 /memfd:x (deleted)\n"
      "5000-6000 rw-s 00000000 00:01 10 /SYSV00000000 (deleted)\n"
      "6000-7000 rw-s 00000000 00:01 11 /dev/zero (deleted)\n"
      "7000-8000 rw-s 00000000 00:01 12 /dev/shm/ordinary\n"
      "8000-9000 r-xs 00000000 00:01 13 /dev/shm/code\n"
      "9000-a000 rw-s 00000000 00:01 14 /secretmem (deleted)\n"
      "a000-b000 rwxp 00000000 00:00 0 \n");
  ASSERT_THAT(found.files, SizeIs(6));
  EXPECT_EQ(found.files[0].as, MappedAs::file);
  EXPECT_TRUE(found.files[0].executable);
  EXPECT_EQ(map_file_name(found.files[0].first), "3000-4000") << "the executable region of it";
  EXPECT_THAT(found.files[0].regions, SizeIs(2));
  EXPECT_EQ(found.files[1].as, MappedAs::memfd);
  EXPECT_FALSE(found.files[1].executable);
  EXPECT_EQ(found.files[2].as, MappedAs::system_v);
  EXPECT_EQ(found.files[3].as, MappedAs::shared_anonymous);
  EXPECT_EQ(found.files[4].as, MappedAs::shared_memory);
  EXPECT_EQ(found.files[4].first.inode, 13u);
  EXPECT_EQ(found.files[5].as, MappedAs::secret);
}

TEST(MappedFiles, HoweverManyOnlySoManyAreKeptAndTheRestIsCounted) {
  std::string maps;
  for (std::size_t i = 0; i < kMostMappedFiles + 5; ++i)
    maps += "1000-2000 r--p 00000000 00:01 " + std::to_string(i + 1) + " /memfd:x (deleted)\n";
  const auto found = mapped_files(maps);
  EXPECT_THAT(found.files, SizeIs(kMostMappedFiles));
  EXPECT_EQ(found.left_out, 5u);
}

}  // namespace
}  // namespace firsthour::collectors
