// SPDX-License-Identifier: Apache-2.0
// Buffers as an honest kernel fills them, and as two ways of hiding an entry leave them.
#include "collectors/host/directory.h"
#include "collectors/host/directory_record.h"
#include "collectors/host/listing_watch.h"
#include "tests/support/made_root.h"

#include <dirent.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/magic.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace firsthour::collectors {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Records one behind the other, as the kernel writes them into `into`; what they take.
std::size_t write_records(std::span<std::byte> into, const std::vector<std::string>& names) {
  std::size_t at = 0;
  for (const auto& name : names) {
    const std::uint64_t inode = 1000 + at;
    const auto length = static_cast<std::uint16_t>(directory_record_length(name.size()));
    std::memcpy(&into[at], &inode, sizeof inode);
    std::memset(&into[at + 8], 0, 8);
    std::memcpy(&into[at + 16], &length, sizeof length);
    into[at + 18] = std::byte{DT_REG};
    std::memcpy(&into[at + 19], name.c_str(), name.size() + 1);
    at += length;
  }
  return at;
}

// A listing of one buffer that `tamper` may change before we see it; it returns the new length.
Listing listing_of(const std::vector<std::string>& names,
                   const std::function<long(std::span<std::byte>, long)>& tamper) {
  bool given = false;
  auto listing = read_directory([&](std::span<std::byte> buffer) -> long {
    if (std::exchange(given, true)) return 0;
    return tamper(buffer, static_cast<long>(write_records(buffer, names)));
  });
  EXPECT_TRUE(listing);
  return std::move(*listing);
}

std::vector<std::string> names_of(const Listing& listing) {
  std::vector<std::string> names;
  for (const auto& entry : listing.entries) names.push_back(entry.name);
  return names;
}

long leave(std::span<std::byte>, long filled) { return filled; }

TEST(DirectoryBuffer, AnHonestListingHasNoFaults) {
  const auto listing = listing_of({".", "..", "a", "bin", "1234567", std::string(255, 'x')}, leave);
  EXPECT_EQ(listing.entries.size(), 4u);
  EXPECT_THAT(listing.faults, IsEmpty());
}

TEST(DirectoryBuffer, AnEntryMergedIntoTheOneBeforeItIsReadInTheSlack) {
  const auto listing =
      listing_of({"first", "hidden_door", "last"}, [](std::span<std::byte> buffer, long filled) {
        const auto both =
            static_cast<std::uint16_t>(directory_record_length(5) + directory_record_length(11));
        std::memcpy(&buffer[16], &both, sizeof both);
        return filled;
      });
  EXPECT_THAT(names_of(listing), ElementsAre("first", "last"));
  ASSERT_EQ(listing.faults.size(), 1u);
  EXPECT_EQ(listing.faults[0].kind, BufferFaultKind::record_length);
  EXPECT_EQ(listing.faults[0].offset, directory_record_length(5));
  EXPECT_THAT(listing.faults[0].names, ElementsAre("hidden_door"));
}

TEST(DirectoryBuffer, RecordsMovedOverAnEntryLeaveBytesBehindTheEnd) {
  const auto listing =
      listing_of({"first", "hidden_door", "last"}, [](std::span<std::byte> buffer, long filled) -> long {
        const std::size_t at = directory_record_length(5), gone = directory_record_length(11);
        std::memmove(&buffer[at], &buffer[at + gone], static_cast<std::size_t>(filled) - at - gone);
        return filled - static_cast<long>(gone);
      });
  EXPECT_THAT(names_of(listing), ElementsAre("first", "last"));
  ASSERT_EQ(listing.faults.size(), 1u);
  EXPECT_EQ(listing.faults[0].kind, BufferFaultKind::bytes_after_end);
}

TEST(DirectoryBuffer, AnEntryCutOffTheEndIsReadBehindIt) {
  const auto listing = listing_of({"first", "hidden_door"}, [](std::span<std::byte>, long) -> long {
    return static_cast<long>(directory_record_length(5));
  });
  EXPECT_THAT(names_of(listing), ElementsAre("first"));
  ASSERT_EQ(listing.faults.size(), 1u);
  EXPECT_THAT(listing.faults[0].names, ElementsAre("hidden_door"));
}

TEST(DirectoryBuffer, AFolderThatIsSaidToBeEmptyIsLookedAtToo) {
  bool given = false;
  const auto listing = read_directory([&](std::span<std::byte> buffer) -> long {
    if (!std::exchange(given, true)) write_records(buffer, {"hidden_door"});
    return 0;
  });
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->faults.size(), 1u);
  EXPECT_THAT(listing->faults[0].names, ElementsAre("hidden_door"));
}

TEST(DirectoryBuffer, AFaultOfOneBufferIsNotBlamedOnTheNext) {
  int call = 0;
  const auto listing = read_directory([&](std::span<std::byte> buffer) -> long {
    if (++call > 3) return 0;
    const auto filled = static_cast<long>(write_records(buffer, {"a", "b"}));
    return call == 1 ? filled / 2 : filled;
  });
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->faults.size(), 1u);
}

TEST(DirectoryBuffer, AnErrorOfTheKernelIsAnError) {
  const auto listing = read_directory([](std::span<std::byte>) -> long {
    errno = EIO;
    return -1;
  });
  EXPECT_FALSE(listing);
}

// What this machine has of file systems, through the real calls.
TEST(DirectoryBuffer, TheFoldersOfThisMachineHaveNoFaults) {
  const auto host = open_host("/").value();
  for (const char* folder : {"/", "/proc", "/proc/self", "/proc/self/task", "/proc/sys/net", "/sys",
                             "/sys/class", "/dev", "/dev/shm", "/tmp", "/etc", "/usr/bin", "/usr/lib"})
    static_cast<void>(host->list(folder));
  ASSERT_NE(host->listings(), nullptr);
  EXPECT_GE(host->listings()->totals().folders, 8u);
  EXPECT_EQ(host->listings()->totals().buffer_faults, 0u);
}

FileFacts facts_with(std::uint64_t links, std::int64_t changed = 1) {
  FileFacts facts;
  facts.links = links;
  facts.changed = Instant{changed};
  return facts;
}

Subfolders folders_among(const std::vector<DirectoryEntry>& entries) {
  Subfolders folders;
  folders.add(entries);
  return folders;
}

TEST(LinkCount, CountsASubfolderThatTheListingLeavesOut) {
  const auto listed = folders_among({{"a", DT_DIR, 1}, {"file", DT_REG, 2}});
  const auto fits = link_count(EXT4_SUPER_MAGIC, facts_with(3), facts_with(3), listed);
  ASSERT_TRUE(fits);
  EXPECT_TRUE(fits->fits());
  const auto hides = link_count(EXT4_SUPER_MAGIC, facts_with(4), facts_with(4), listed);
  ASSERT_TRUE(hides);
  EXPECT_FALSE(hides->fits());
}

TEST(LinkCount, IsNotAskedWhereItSaysNothing) {
  const auto listed = folders_among({{"a", DT_DIR, 1}}), unknown = folders_among({{"a", DT_UNKNOWN, 1}});
  EXPECT_FALSE(link_count(EXT4_SUPER_MAGIC, facts_with(1), facts_with(1), listed)) << "too many to count";
  EXPECT_FALSE(link_count(OVERLAYFS_SUPER_MAGIC, facts_with(4), facts_with(4), listed));
  EXPECT_FALSE(link_count(BTRFS_SUPER_MAGIC, facts_with(4), facts_with(4), listed));
  EXPECT_FALSE(link_count(EXT4_SUPER_MAGIC, facts_with(4), facts_with(4), unknown));
  EXPECT_FALSE(link_count(EXT4_SUPER_MAGIC, facts_with(4, 1), facts_with(4, 2), listed)) << "it changed";
}

TEST(LinkCount, AMadeFolderFits) {
  const tests::MadeRoot root;
  root.folder("/one/two");
  root.folder("/one/three");
  root.file("/one/file", "x");
  const auto host = root.host();
  ASSERT_TRUE(host->list("/one"));
  EXPECT_EQ(host->listings()->totals().link_faults, 0u);
}

TEST(Listing, OfAFolderThatOutgrowsMemoryComesInPieces) {
  const tests::MadeRoot root;
  for (int i = 0; i < 5'000; ++i) root.file("/many/" + std::string(20, 'n') + std::to_string(i), "");
  const auto host = root.host();
  std::size_t seen = 0, pieces = 0;
  ASSERT_TRUE(host->list_in_pieces("/many", [&](const std::vector<DirectoryEntry>& entries) {
    seen += entries.size();
    ++pieces;
    return true;
  }));
  EXPECT_EQ(seen, 5'000u);
  EXPECT_GT(pieces, 2u);
  pieces = 0;
  ASSERT_TRUE(
      host->list_in_pieces("/many", [&](const std::vector<DirectoryEntry>&) { return ++pieces == 0; }));
  EXPECT_EQ(pieces, 1u) << "who has seen enough is asked no more";
}

TEST(NamespaceFacts, SaysKindAndOwner) {
  const auto host = open_host("/").value();
  const auto facts = host->namespace_facts("/proc/self/ns/user");
  ASSERT_TRUE(facts) << facts.error().what;
  EXPECT_EQ(facts->kind, "user");
  EXPECT_EQ("user:[" + std::to_string(facts->inode) + "]", host->read_link("/proc/self/ns/user").value());
  EXPECT_FALSE(host->namespace_facts("/etc/passwd"));
  EXPECT_FALSE(host->namespace_facts("/dev/null"));
}

}  // namespace
}  // namespace firsthour::collectors
