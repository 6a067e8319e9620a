// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/pcapng_writer.h"

#include "tests/unit/traffic/pcapng_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace firsthour::collectors {
namespace {

constexpr Instant kStart = Instant::from_seconds(1'795'000'000, 123'456'789);

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

// One interface, three packets of odd lengths, the counters.
std::string sample() {
  std::string file;
  StringSink sink{file};
  PcapngWriter writer{sink};
  EXPECT_TRUE(writer.begin("Linux 6.1", "Firsthour"));
  EXPECT_EQ(writer.add(CaptureInterface{"eth0", 1, 262144, "udp"}).value(), 0u);
  EXPECT_TRUE(writer.add(CapturePacket{0, kStart, bytes(std::string(61, 'a')), 61}));
  EXPECT_TRUE(writer.add(CapturePacket{0, {kStart.nanoseconds + 1}, bytes(std::string(64, 'b')), 1500}));
  EXPECT_TRUE(writer.add(CapturePacket{0, {kStart.nanoseconds + 2}, bytes(std::string(62, 'c')), 62}));
  EXPECT_TRUE(writer.add(0, CaptureCounters{kStart, {kStart.nanoseconds + 9}, 5, 2, 3, std::nullopt}));
  EXPECT_TRUE(writer.flush());
  return file;
}

TEST(Pcapng, BeginsWithASectionInTheOrderOfThisMachine) {
  const auto blocks = blocks_of(sample());
  ASSERT_FALSE(blocks.empty());
  EXPECT_EQ(blocks[0].type, 0x0A0D0D0Au);
  EXPECT_EQ(blocks[0].at<std::uint32_t>(0), 0x1A2B3C4Du);
  EXPECT_EQ(blocks[0].at<std::uint16_t>(4), 1);
  EXPECT_EQ(blocks[0].at<std::int64_t>(8), -1);
  EXPECT_EQ(blocks[0].options(16).at(4), "Firsthour");
}

TEST(Pcapng, DescribesEachInterface) {
  const auto found = of_type(blocks_of(sample()), 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at<std::uint16_t>(0), 1) << "Ethernet";
  EXPECT_EQ(found[0].at<std::uint32_t>(4), 262144u);
  const auto options = found[0].options(8);
  EXPECT_EQ(options.at(2), "eth0");
  EXPECT_EQ(options.at(9), "\x09") << "nanoseconds";
  EXPECT_EQ(options.at(11), (std::string{'\0'} + "udp"));
}

TEST(Pcapng, KeepsStampsAndBothLengths) {
  const auto packets = of_type(blocks_of(sample()), 6);
  ASSERT_EQ(packets.size(), 3u);
  const auto stamp = [](const Block& b) {
    return static_cast<std::uint64_t>(b.at<std::uint32_t>(4)) << 32 | b.at<std::uint32_t>(8);
  };
  EXPECT_EQ(stamp(packets[0]), static_cast<std::uint64_t>(kStart.nanoseconds));
  EXPECT_EQ(packets[1].at<std::uint32_t>(12), 64u);
  EXPECT_EQ(packets[1].at<std::uint32_t>(16), 1500u);
  EXPECT_EQ(packets[2].body.substr(20), std::string(62, 'c') + std::string(2, '\0')) << "pad bytes are zero";
}

TEST(Pcapng, EndsWithTheCounters) {
  const auto found = of_type(blocks_of(sample()), 5);
  ASSERT_EQ(found.size(), 1u);
  const auto options = found[0].options(12);
  const auto number = [&](std::uint16_t code) {
    std::uint64_t value = 0;
    std::memcpy(&value, options.at(code).data(), sizeof value);
    return value;
  };
  EXPECT_EQ(number(6), 5u);
  EXPECT_EQ(number(7), 2u);
  EXPECT_EQ(number(8), 3u);
  EXPECT_FALSE(options.contains(5)) << "drops of the interface are unknown without promiscuous mode";
}

TEST(Pcapng, HandsOnAFailureToWrite) {
  struct Full final : ByteSink {
    Result<> write(std::span<const std::byte>) override { return fail(Errc::no_space, "full"); }
  } full;
  PcapngWriter writer{full};
  ASSERT_TRUE(writer.begin("x", "y"));
  const auto flushed = writer.flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, Errc::no_space);
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  char piece[4096];
  for (std::size_t n = 0; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) text.append(piece, n);
  ::pclose(pipe);
  return text;
}

// What others make of it.
class OtherReaders : public testing::Test {
 protected:
  void SetUp() override { std::ofstream{path, std::ios::binary} << sample(); }
  void TearDown() override { std::filesystem::remove(path); }
  std::string path =
      std::filesystem::temp_directory_path() / ("firsthour-" + std::to_string(::getpid()) + ".pcapng");
};

TEST_F(OtherReaders, CapinfosSeesNanosecondsNamesAndDrops) {
  if (std::system("command -v capinfos >/dev/null 2>&1") != 0) GTEST_SKIP() << "capinfos is not installed";
  const auto said = output_of("capinfos " + path + " 2>&1");
  EXPECT_THAT(said, testing::HasSubstr("Number of packets:   3"));
  EXPECT_THAT(said, testing::HasSubstr("nanoseconds (9)"));
  EXPECT_THAT(said, testing::HasSubstr("Name = eth0"));
  EXPECT_THAT(said, testing::HasSubstr("Capture application: Firsthour"));
}

TEST_F(OtherReaders, TcpdumpReadsEveryPacket) {
  if (std::system("command -v tcpdump >/dev/null 2>&1") != 0) GTEST_SKIP() << "tcpdump is not installed";
  const auto said = output_of("tcpdump -tt --nano -nr " + path + " 2>/dev/null");
  EXPECT_THAT(said, testing::HasSubstr("1795000000.123456789"));
  EXPECT_THAT(said, testing::HasSubstr("1795000000.123456790"));
  EXPECT_THAT(said, testing::HasSubstr("1795000000.123456791"));
}

}  // namespace
}  // namespace firsthour::collectors
