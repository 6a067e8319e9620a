// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/journal.h"

#include "casefile/bytes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;
using Records = std::map<std::uint64_t, std::string>;

class TriageJournal : public testing::Test {
 protected:
  void SetUp() override { fs::remove(path_); }
  void TearDown() override { fs::remove(path_); }
  Records reopen(const std::string& run, bool go_on = true) {
    Records records;
    auto journal =
        Journal::open(path_, run, go_on, [&](std::uint64_t place, std::string_view bytes) -> Result<> {
          records[place] = bytes;
          return {};
        });
    EXPECT_TRUE(journal);
    return records;
  }
  void write(const std::string& run) {
    auto journal =
        Journal::open(path_, run, false, [](std::uint64_t, std::string_view) -> Result<> { return {}; });
    ASSERT_TRUE(journal);
    ASSERT_TRUE(journal->append(3, "three"));
    ASSERT_TRUE(journal->append(1, std::string(70'000, 'x')));
    ASSERT_TRUE(journal->append(9, ""));
  }
  const std::string path_ = fs::temp_directory_path() / ("firsthour-journal-" + std::to_string(::getpid()));
};

TEST_F(TriageJournal, GivesBackWhatWasWrittenToTheSameRunOnly) {
  write("run");
  EXPECT_EQ(reopen("run"), (Records{{1, std::string(70'000, 'x')}, {3, "three"}, {9, ""}}));
  EXPECT_EQ(reopen("another run"), Records{});
  EXPECT_EQ(reopen("run"), Records{}) << "begun anew by the other run";
}

TEST_F(TriageJournal, CutAnywhereItKeepsWhatIsWholeAndGoesOnBehindIt) {
  write("run");
  const std::string whole = *read_file(path_, 1U << 20U);
  for (std::size_t size = 0; size < whole.size(); size += size < 70 || size > 70'000 ? 1 : 997) {
    std::ofstream{path_, std::ios::binary | std::ios::trunc} << whole.substr(0, size);
    const Records kept = reopen("run");
    for (const auto& [place, bytes] : kept) EXPECT_EQ(bytes, (reopen("run"), kept.at(place)));
    EXPECT_LT(kept.size(), 3u);
    EXPECT_LE(fs::file_size(path_), std::max<std::uintmax_t>(size, 40));
  }
}

TEST_F(TriageJournal, AFlippedByteEndsItThere) {
  write("run");
  std::string bytes = *read_file(path_, 1U << 20U);
  bytes[bytes.size() - 20] ^= 1;
  std::ofstream{path_, std::ios::binary | std::ios::trunc} << bytes;
  EXPECT_EQ(reopen("run").size(), 1u);
}

TEST_F(TriageJournal, IsNotOpenedTwice) {
  auto take = [](std::uint64_t, std::string_view) -> Result<> { return {}; };
  auto first = Journal::open(path_, "run", false, take);
  ASSERT_TRUE(first);
  auto second = Journal::open(path_, "run", true, take);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::busy);
}

}  // namespace
}  // namespace firsthour::triage
