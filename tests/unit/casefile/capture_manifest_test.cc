// SPDX-License-Identifier: Apache-2.0
// The manifest of a capture in a ring holds as it was written, and does not when anything of it was changed.
#include "casefile/capture_manifest.h"

#include "casefile/digest.h"
#include "casefile/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

CapturedFile file(std::uint64_t number) {
  CapturedFile made;
  made.number = number;
  made.name = "00000" + std::to_string(number) + ".pcapng";
  made.bytes = 100 * number;
  made.packets = number;
  made.first = Instant{1'700'000'000'000'000'000};
  made.last = Instant{1'700'000'001'000'000'000};
  made.because = "size";
  made.sha256 = sha256("file " + std::to_string(number)).hex();
  made.interfaces = {{"eth0", number, number + 1, 1, 2}};
  return made;
}

std::string manifest() {
  CaptureManifestWriter writer;
  std::string text = writer.opening({{"host", "web01"}});
  CapturedFile one = file(1), two = file(2);
  text += writer.closed(one);
  text += writer.closed(two);
  text += writer.deleted(one);
  return text + writer.ending("signal", Instant{1'700'000'002'000'000'000}, 7, {{"eth0", 3, 5, 2, {}}});
}

TEST(CaptureManifest, IsReadAsItWasWritten) {
  const auto read = read_capture_manifest(manifest());
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_THAT(read->problems, IsEmpty());
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_TRUE(read->files[0].deleted);
  EXPECT_EQ(read->files[1].previous_sha256, read->files[0].sha256);
  EXPECT_EQ(read->files[1].interfaces[0].dropped_by_interface, 2U);
  EXPECT_EQ(read->ended, "signal");
  EXPECT_EQ(read->not_written, 7U);
  EXPECT_EQ(read->torn, 0U);
}

TEST(CaptureManifest, CutAnywhereHoldsToItsLastWholeLine) {
  const std::string whole = manifest();
  for (std::size_t size = whole.find('\n') + 1; size < whole.size(); ++size) {
    const auto read = read_capture_manifest(whole.substr(0, size));
    ASSERT_TRUE(read);
    EXPECT_THAT(read->problems, IsEmpty()) << size;
    EXPECT_EQ(read->torn, size - whole.rfind('\n', size - 1) - 1);
  }
}

TEST(CaptureManifest, DoesNotHoldWithAnyByteChanged) {
  const std::string whole = manifest();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string altered = whole;
    altered[at] = altered[at] == '7' ? '8' : '7';
    if (altered == whole || at + 1 == whole.size()) continue;
    const auto read = read_capture_manifest(altered);
    // The last line has no line behind it: whoever alters it is caught by the digest on paper only.
    if (at > whole.rfind('\n', whole.size() - 2)) continue;
    EXPECT_TRUE(!read || !read->problems.empty()) << at << ": " << altered.substr(at, 20);
  }
}

TEST(CaptureManifest, LinesTakenOutPutInOrSwappedAreNamed) {
  std::vector<std::string> lines;
  std::string text = manifest();
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find('\n') + 1));
    text.erase(0, lines.back().size());
  }
  EXPECT_THAT(read_capture_manifest(lines[0] + lines[2] + lines[3] + lines[4])->problems,
              Contains(HasSubstr("does not follow the line before")));
  EXPECT_THAT(read_capture_manifest(lines[0] + lines[1] + lines[1])->problems,
              Contains(HasSubstr("is not the next file's")));
  EXPECT_THAT(read_capture_manifest(lines[0] + lines[2] + lines[1])->problems, testing::Not(IsEmpty()));
}

TEST(CaptureManifest, AFileThatLeavesTheFolderIsNone) {
  CaptureManifestWriter writer;
  std::string text = writer.opening({});
  CapturedFile evil = file(1);
  evil.name = "../../etc/shadow";
  text += writer.closed(evil);
  const auto read = read_capture_manifest(text);
  EXPECT_THAT(read->problems, Contains(HasSubstr("names no file of this folder")));
  EXPECT_THAT(read->files, IsEmpty());
}

TEST(CaptureManifest, OfSomethingElseIsRefused) {
  for (const char* other :
       {"", "{}", "{\"type\":\"capture\",\"v\":2}\n", "not json\n", "{\"type\":\"summary\"}\n"})
    EXPECT_FALSE(read_capture_manifest(other)) << other;
}

}  // namespace
}  // namespace firsthour
