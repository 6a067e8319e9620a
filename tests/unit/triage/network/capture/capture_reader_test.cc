// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/capture_reader.h"

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "tests/support/conformance.h"
#include "triage/network/capture/pcapng_reader.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

namespace firsthour::triage::network {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Read {
  struct One {
    std::int64_t time;
    bool has_time;
    std::uint16_t link;
    std::uint32_t interface, original;
    std::string data;
    bool operator==(const One&) const = default;
  };
  std::vector<One> packets;
  std::vector<CaptureLoss> losses;
  CaptureCounts counts;
  std::vector<CaptureInterface> interfaces;
  std::string error;
};

Read read(std::string_view file) {
  MemorySource source{as_bytes(file)};
  auto reader = CaptureReader::open(source);
  Read all;
  if (!reader) {
    all.error = reader.error().what;
    return all;
  }
  Packet packet;
  for (;;) {
    const auto more = (*reader)->next(packet);
    EXPECT_TRUE(more);
    if (!more || !*more) break;
    all.packets.push_back({packet.time, packet.has_time, packet.link_type, packet.interface,
                           packet.original_length, std::string{text_of(packet.data)}});
  }
  all.losses = (*reader)->losses();
  all.counts = (*reader)->counts();
  all.interfaces = (*reader)->interfaces();
  return all;
}

std::string three_packets() {
  MadeCapture made;
  for (const char* text : {"one", "two", "three"}) made.udp("10.0.0.1", 1000, "10.0.0.2", 2000, text);
  return made.pcap();
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(PcapReader, GivesStampsLengthsAndBytes) {
  const Read all = read(three_packets());
  ASSERT_EQ(all.packets.size(), 3u);
  EXPECT_EQ(all.packets[1].time, 1'795'392'000'001'000'000);
  EXPECT_EQ(all.packets[2].original, 47u);
  EXPECT_THAT(all.packets[2].data, testing::EndsWith("three"));
  EXPECT_EQ(all.counts.losses, 0u);
}

TEST(PcapReader, TakesACutTailAsALossWithItsPlace) {
  const std::string file = three_packets();
  const Read all = read(std::string_view{file}.substr(0, file.size() - 2));
  EXPECT_EQ(all.packets.size(), 2u);
  ASSERT_EQ(all.losses.size(), 1u);
  EXPECT_EQ(all.losses[0].offset, 24u + 16 + 45 + 16 + 45);
  EXPECT_EQ(all.losses[0].bytes, 61u);
}

TEST(PcapReader, GoesOnBehindDamage) {
  std::string file = three_packets();
  file.replace(24 + 16 + 45 + 8, 4, "\xff\xff\xff\xff");  // the second one's captured length
  const Read all = read(file);
  ASSERT_EQ(all.packets.size(), 2u);
  EXPECT_THAT(all.packets[1].data, testing::EndsWith("three"));
  ASSERT_EQ(all.losses.size(), 1u);
  EXPECT_EQ(all.losses[0].offset, 24u + 16 + 45);
  EXPECT_EQ(all.losses[0].bytes, 61u);
}

TEST(PcapReader, ReadsTheOtherByteOrderMicrosecondsAndTheModifiedForm) {
  const std::string micro = little32(0xa1b2c3d4) + std::string("\2\0\4\0", 4) + little32(0) + little32(0) +
                            little32(96) + little32(101) + little32(5) + little32(7) + little32(2) +
                            little32(9) + "ab";
  Read all = read(micro);
  ASSERT_EQ(all.packets.size(), 1u);
  EXPECT_EQ(all.packets[0].time, 5'000'007'000);
  EXPECT_EQ(all.packets[0].original, 9u);
  EXPECT_EQ(all.packets[0].link, 101);
  EXPECT_EQ(all.counts.cut, 1u);
  const std::string modified = big32(0xa1b2cd34) + big16(2) + big16(4) + big32(0) + big32(0) + big32(96) +
                               big32(1) + big32(0xfffffffe) + big32(1) + big32(2) + big32(2) + big32(3) +
                               big32(4) + "cd";
  all = read(modified);
  ASSERT_EQ(all.packets.size(), 1u);
  EXPECT_EQ(all.packets[0].data, "cd");
  EXPECT_EQ(all.packets[0].time, 4'294'967'294'000'001'000) << "seconds are unsigned";
}

TEST(PcapReader, TakesMoreCapturedThanOriginalAndCountsIt) {
  const std::string file = big32(0xa1b2c3d4) + big16(2) + big16(4) + big32(0) + big32(0) + big32(96) +
                           big32(1) + big32(1) + big32(1) + big32(4) + big32(2) + "abcd";
  const Read all = read(file);
  ASSERT_EQ(all.packets.size(), 1u);
  EXPECT_EQ(all.packets[0].original, 4u);
  EXPECT_EQ(all.counts.longer_than_original, 1u);
}

TEST(CaptureReader, RefusesWhatIsNone) {
  EXPECT_THAT(read("").error, HasSubstr("empty"));
  EXPECT_THAT(read("no").error, HasSubstr("2 bytes"));
  EXPECT_THAT(read("hello, world").error, HasSubstr("68656c6c"));
  EXPECT_THAT(read(big32(0xa1b2c3d4) + "abc").error, HasSubstr("offset 7"));
}

TEST(PcapngTime, HasNoTrapInAnyResolution) {
  EXPECT_EQ(pcapng_time(1'500'000, 6, 0), 1'500'000'000);
  EXPECT_EQ(pcapng_time(1'500'000, 6, -1), 500'000'000);
  EXPECT_EQ(pcapng_time(3, 0, 0), 3'000'000'000);
  EXPECT_EQ(pcapng_time(1024, 0x8a, 0), 1'000'000'000);
  EXPECT_EQ(pcapng_time(12'345, 12, 0), 12);
  EXPECT_EQ(pcapng_time(UINT64_MAX, 0x9f, 0), static_cast<std::int64_t>(8'589'934'591'999'999'999LL));
  EXPECT_EQ(pcapng_time(UINT64_MAX, 0, INT64_MAX), INT64_MAX);
  EXPECT_EQ(pcapng_time(0, 127, INT64_MIN), INT64_MIN);
  EXPECT_EQ(pcapng_time(UINT64_MAX, 0xff, 0), 0);
}

// Some megabytes of interfaces, packed, unpacked to gigabytes that were kept.
TEST(CaptureReader, TextsOfInterfacesAreCut) {
  const auto option = [](std::uint32_t code, const std::string& value) {
    std::string out = big16(code) + big16(static_cast<std::uint32_t>(value.size())) + value;
    out.resize((out.size() + 3) / 4 * 4);
    return out;
  };
  const auto block = [](std::uint32_t type, const std::string& body) {
    const std::string length = big32(static_cast<std::uint32_t>(body.size()) + 12);
    return big32(type) + length + body + length;
  };
  std::string file = block(0x0a0d0d0a, big32(0x1a2b3c4d) + big16(1) + big16(0) + std::string(8, '\xff'));
  const std::string name(50'000, 'n');
  for (int i = 0; i < 6'000; ++i)
    file += block(1, big16(1) + big16(0) + big32(0) + option(2, i < 10 ? name : name.substr(0, 1024)));
  MemorySource source{as_bytes(file)};
  auto reader = CaptureReader::open(source);
  ASSERT_TRUE(reader);
  Packet packet;
  EXPECT_FALSE((*reader)->next(packet).value());
  std::size_t kept = 0;
  for (const CaptureInterface& one : (*reader)->interfaces()) kept += one.name.size();
  EXPECT_EQ((*reader)->interfaces().size(), 6'000u);
  EXPECT_EQ((*reader)->interfaces()[0].name.size(), 1024u);
  EXPECT_EQ(kept, std::size_t{4} << 20);
  EXPECT_EQ((*reader)->counts().texts_cut, 10u + 6'000u - 4'096u);
}

// The table of the suite's README: sections, interfaces and packets of each file.
const std::map<std::string, std::array<unsigned, 3>> kPublicFiles{
    {"001", {1, 1, 4}}, {"002", {1, 0, 0}}, {"003", {1, 1, 0}}, {"004", {1, 2, 4}}, {"005", {1, 2, 4}},
    {"006", {1, 2, 5}}, {"007", {1, 1, 1}}, {"008", {1, 2, 4}}, {"009", {1, 1, 2}}, {"010", {1, 1, 4}},
    {"011", {1, 1, 4}}, {"012", {1, 1, 4}}, {"013", {1, 1, 0}}, {"014", {1, 3, 0}}, {"015", {1, 1, 0}},
    {"016", {1, 1, 4}}, {"017", {1, 0, 0}}, {"018", {1, 1, 4}}, {"100", {1, 3, 5}}, {"101", {1, 3, 4}},
    {"102", {1, 3, 5}}, {"200", {3, 3, 0}}, {"201", {3, 5, 4}}, {"202", {3, 5, 8}}};

TEST(PcapngReader, ReadsThePublicFilesOfBothByteOrdersAlike) {
  NEED_CONFORMANCE_SUITE(suite, "pcapng");
  std::map<std::string, std::vector<Read::One>> seen;
  unsigned files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{*suite}) {
    if (entry.path().extension() != ".pcapng") continue;
    ++files;
    const std::string name = entry.path().stem().string().substr(4);
    SCOPED_TRACE(entry.path().string());
    const Read all = read(file_bytes(entry.path()));
    EXPECT_EQ(all.error, "");
    EXPECT_EQ(all.counts.sections, kPublicFiles.at(name)[0]);
    EXPECT_EQ(all.interfaces.size(), kPublicFiles.at(name)[1]);
    EXPECT_EQ(all.packets.size(), kPublicFiles.at(name)[2]);
    EXPECT_EQ(all.counts.losses, 0u);
    const auto [other, first] = seen.emplace(name, all.packets);
    if (!first) {
      EXPECT_TRUE(other->second == all.packets) << "the byte orders differ";
    }
  }
  EXPECT_EQ(files, 48u);
}

TEST(PcapngReader, EndsCleanlyWhereverAFileIsCut) {
  NEED_CONFORMANCE_SUITE(suite, "pcapng");
  const std::string whole = file_bytes(*suite / "output_le" / "difficult" / "test202.pcapng");
  const std::size_t packets = read(whole).packets.size();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Read part = read(std::string_view{whole}.substr(0, cut));
    ASSERT_LE(part.packets.size(), packets);
  }
}

TEST(PcapngReader, PassesOverADamagedBlock) {
  const auto block = [](std::uint32_t type, std::string body) {
    const auto size = static_cast<std::uint32_t>(body.size() + 12);
    return big32(type) + big32(size) + body + big32(size);
  };
  const std::string section =
      block(0x0a0d0d0a, big32(0x1a2b3c4d) + big16(1) + big16(0) + std::string(8, '\xff'));
  const std::string interface = block(1, big16(1) + big16(0) + big32(0));
  const auto packet = [&](std::string_view four) {
    return block(6, big32(0) + big32(0) + big32(7) + big32(4) + big32(4) + std::string{four});
  };
  std::string file = section + interface + packet("aaaa") + packet("bbbb") + packet("cccc");
  const std::size_t second = section.size() + interface.size() + 36;
  file[second + 7] = '\x21';  // the length of the second packet's block
  const Read all = read(file);
  ASSERT_EQ(all.packets.size(), 2u);
  EXPECT_EQ(all.packets[1].data, "cccc");
  ASSERT_EQ(all.losses.size(), 1u);
  EXPECT_EQ(all.losses[0].offset, second);
  EXPECT_EQ(all.losses[0].bytes, 36u);
}

}  // namespace
}  // namespace firsthour::triage::network
