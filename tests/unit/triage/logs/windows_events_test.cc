// SPDX-License-Identifier: Apache-2.0
#include "casefile/bytes.h"
#include "tests/unit/triage/logs/made_windows_log.h"
#include "tests/unit/triage/logs/read_all_of.h"
#include "triage/logs/windows_value.h"

#include <gmock/gmock.h>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace firsthour::triage::logs {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::uint64_t kThen = 133'444'736'001'234'567;  // 2023-11-14 22:13:20.1234567

MadeWindowsLog three_records() {
  MadeWindowsLog made;
  made.record(1, "pc1", "whoami /all", kThen);
  made.record(2, "pc1", "cmd.exe /c \"x\"", kThen + 10'000'000);
  made.record(3, "pc1", "", kThen + 20'000'000);
  return made;
}

TEST(WindowsEvents, FieldsHaveTheirOwnNames) {
  const ReadAll read = read_all_of(three_records().bytes(), "x.evtx");
  ASSERT_EQ(read.summary.kind, LogKind::windows_events);
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.summary.losses, 0u);
  const ReadEntry& entry = read.entries[0];
  EXPECT_EQ(entry.product, "windows");
  EXPECT_EQ(entry["Provider_Name"], "Microsoft-Windows-Sysmon");
  EXPECT_EQ(entry["EventID"], "1");
  EXPECT_EQ(entry["CommandLine"], "whoami /all");
  EXPECT_EQ(entry.host, "pc1");
  EXPECT_EQ(entry.time, "2023-11-14T22:13:20.123456700Z");
  EXPECT_EQ(entry.offset, 4096u + 512u);
  EXPECT_TRUE(read.entries[2].fields.contains("CommandLine"));
  EXPECT_EQ(read.entries[2]["CommandLine"], "");
}

TEST(WindowsEvents, CutAndCarvedFilesGiveWhatTheyHold) {
  const std::string whole = three_records().bytes();
  const ReadAll all = read_all_of(whole, "x.evtx");
  const ReadAll cut = read_all_of(std::string_view{whole}.substr(0, all.entries[2].offset + 20), "x.evtx");
  EXPECT_THAT(cut.entries, SizeIs(2));
  EXPECT_GE(cut.summary.losses, 1u);
  const ReadAll carved = read_all_of(std::string_view{whole}.substr(4096), "x");
  EXPECT_THAT(carved.entries, SizeIs(3));
  const ReadAll shifted = read_all_of(whole.substr(0, 4096) + "garbage" + whole.substr(4096), "x.evtx");
  EXPECT_THAT(shifted.entries, SizeIs(3));
  EXPECT_EQ(shifted.summary.losses, 1u);
}

TEST(WindowsEvents, MissingRecordsAndChangedBytesShow) {
  MadeWindowsLog made;
  made.record(1, "pc1", "a", kThen);
  made.record(5, "pc1", "b", kThen);
  EXPECT_EQ(read_all_of(made.bytes(), "x.evtx").summary.missing, 3u);
  std::string changed = three_records().bytes();
  changed[changed.find("w\0h\0o\0"sv)] = 'W';
  const ReadAll read = read_all_of(changed, "x.evtx");
  EXPECT_EQ(read.entries.at(0)["CommandLine"], "Whoami /all");
  EXPECT_EQ(read.summary.first_losses.at(0).what, "the checksum of the chunk's records does not hold");
}

TEST(WindowsEvents, RecordsSwallowedByTheOneBeforeAreFound) {
  std::string bytes = three_records().bytes();
  const ReadAll before = read_all_of(bytes, "x.evtx");
  const std::size_t first = before.entries[0].offset, third = before.entries[2].offset;
  const std::uint64_t size = third - first;
  MadeWindowsLog::put(bytes, first + 4, size, 4);
  MadeWindowsLog::put(bytes, third - 4, size, 4);
  const ReadAll read = read_all_of(bytes, "x.evtx");
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.entries[1]["CommandLine"], "cmd.exe /c \"x\"");
  bool told = false;
  for (const LogLoss& loss : read.summary.first_losses)
    told |= loss.what == "a record is hidden inside another";
  EXPECT_TRUE(told);
}

TEST(WindowsValues, AreWrittenAsTheEventViewerDoes) {
  const auto text = [](std::uint8_t type, std::string_view bytes) {
    return windows_value_texts(type, bytes).at(0);
  };
  EXPECT_EQ(text(0x03, "\xFF"), "-1");
  EXPECT_EQ(text(0x08, "\x01\x02\x00\x00"sv), "513");
  EXPECT_EQ(text(0x0D, "\x01\x00\x00\x00"sv), "true");
  EXPECT_EQ(text(0x0E, "\xAB\x01"), "AB01");
  EXPECT_EQ(text(0x14, "\xE7\x03\x00\x00"sv), "0x3e7");
  EXPECT_EQ(text(0x13, "\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00"sv), "S-1-5-18");
  EXPECT_EQ(text(0x0F, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10"),
            "{04030201-0605-0807-090A-0B0C0D0E0F10}");
  EXPECT_THAT(windows_value_texts(0x81, "a\0\0\0b\0\0\0"sv), ElementsAre("a", "b"));
  EXPECT_THAT(windows_value_texts(0x86, "\x01\x00\x02\x00"sv), ElementsAre("1", "2"));
  EXPECT_EQ(text(0x08, "\x01"), "01");  // too short for its type
  EXPECT_EQ(text(0x7F, "\x01"), "01");
}

// libevtx reads the same files: the oracle. FIRSTHOUR_EVTX_SAMPLES names a folder of real logs, which this
// tree may not hold; every record that evtxexport finds must be among ours, by its number.
TEST(WindowsEvents, AgreeWithEvtxexport) {
  const char* folder = std::getenv("FIRSTHOUR_EVTX_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "FIRSTHOUR_EVTX_SAMPLES names no folder of event logs";
  if (std::system("command -v evtxexport >/dev/null") != 0) GTEST_SKIP() << "this machine has no evtxexport";
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".evtx") continue;
    ++files;
    FILE* tool = ::popen(("evtxexport '" + file.path().string() + "' 2>/dev/null").c_str(), "r");
    std::set<std::string> theirs, ours;
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), line.size(), tool) != nullptr) {
      std::uint64_t number = 0;
      if (std::sscanf(line.data(), "Event number : %" SCNu64, &number) == 1)
        theirs.insert(std::to_string(number));
    }
    ::pclose(tool);
    const std::string content = *read_file(file.path(), std::uint64_t{1} << 30);
    for (const ReadEntry& entry : read_all_of(content, file.path().string()).entries) {
      ours.insert(std::to_string(entry.line));
    }
    for (const std::string& number : theirs)
      EXPECT_TRUE(ours.contains(number)) << file.path() << ' ' << number;
  }
  EXPECT_GT(files, 0u);
}

}  // namespace
}  // namespace firsthour::triage::logs
