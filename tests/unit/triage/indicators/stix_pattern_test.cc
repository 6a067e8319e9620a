// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/stix_pattern.h"

#include "casefile/json.h"
#include "tests/support/conformance.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage::stix {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(StixPatternConformance, EveryPatternThatMustParseDoes) {
  NEED_CONFORMANCE_SUITE(suite, "stix-patterns");
  const auto lines = lines_of(*suite / "pass.txt");
  EXPECT_EQ(lines.size(), 60u);
  for (const std::string& line : lines) {
    const auto pattern = parse_pattern(line);
    EXPECT_TRUE(pattern) << line << "\n" << (pattern ? "" : pattern.error().what);
  }
}

TEST(StixPatternConformance, EveryPatternThatMustNotParseDoesNot) {
  NEED_CONFORMANCE_SUITE(suite, "stix-patterns");
  const auto lines = lines_of(*suite / "fail.txt");
  EXPECT_EQ(lines.size(), 27u);
  for (const std::string& line : lines) EXPECT_FALSE(parse_pattern(line)) << line;
}

struct Sight {
  double time;
  Json objects;
};

bool holds(const std::string& text, const std::vector<Sight>& sights) {
  const auto pattern = parse_pattern(text);
  EXPECT_TRUE(pattern) << text << ": " << (pattern ? "" : pattern.error().what);
  if (!pattern) return false;
  std::vector<Observation> seen;
  for (const Sight& sight : sights) seen.push_back({sight.time, &sight.objects});
  const auto result = matches(*pattern, seen);
  EXPECT_TRUE(result) << text;
  return result && *result;
}

const Json kFile = Json::array({{{"type", "file"},
                                 {"name", "evil.dll"},
                                 {"size", 1280},
                                 {"is_x", true},
                                 {"hashes", {{"MD5", "CEAD3F77F6CDA6EC00F57D76C9A6879F"}}}}});
const Json kTraffic = Json::array({{{"type", "network-traffic"},
                                    {"dst_port", 443},
                                    {"dst_ref", {{"type", "ipv4-addr"}, {"value", "203.0.113.33"}}},
                                    {"list", {1, 2, 3}}}});

TEST(StixPattern, ComparisonsOfOneObservation) {
  const std::vector<Sight> seen{{10, kFile}};
  for (const char* yes :
       {"[file:name = 'evil.dll']", "[file:name != 'other']", "[file:size > 1000 AND file:size <= 1280]",
        "[file:size = '1280']", "[file:name LIKE 'ev%.dl_']", "[file:name MATCHES '^ev.*dll$']",
        "[file:name IN ('a', 'evil.dll')]", "[EXISTS file:hashes.MD5]",
        "[file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f']",
        "[file:hashes[*] = 'cead3f77f6cda6ec00f57d76c9a6879f']", "[file:is_x = true]",
        "[file:name NOT = 'b' AND (file:size = 1 OR file:size = 1280)]"})
    EXPECT_TRUE(holds(yes, seen)) << yes;
  for (const char* no : {"[file:name = 'EVIL.DLL']", "[file:name NOT LIKE '%']", "[file:size < 1000]",
                         "[EXISTS file:created]", "[file:created != 'x']", "[directory:path = 'evil.dll']",
                         "[file:name MATCHES '^dll']", "[file:is_x = false]"})
    EXPECT_FALSE(holds(no, seen)) << no;
}

TEST(StixPattern, ReferencesListsAndNetworks) {
  const std::vector<Sight> seen{{10, kTraffic}};
  EXPECT_TRUE(holds("[network-traffic:dst_ref.value ISSUBSET '203.0.113.0/24']", seen));
  EXPECT_FALSE(holds("[network-traffic:dst_ref.value ISSUBSET '198.51.100.0/24']", seen));
  EXPECT_TRUE(holds("[network-traffic:dst_ref.value ISSUPERSET '203.0.113.33/32']", seen));
  EXPECT_TRUE(holds("[network-traffic:list[*] = 3 AND network-traffic:list[0] = 1]", seen));
  EXPECT_FALSE(holds("[network-traffic:list[7] = 3]", seen));
}

TEST(StixPattern, ObservationsInOrderWithinTimeAndRepeated) {
  const std::vector<Sight> seen{{100, kFile}, {160, kTraffic}, {400, kFile}};
  EXPECT_TRUE(holds("[file:size = 1280] FOLLOWEDBY [network-traffic:dst_port = 443]", seen));
  EXPECT_TRUE(
      holds("([file:size = 1280] FOLLOWEDBY [network-traffic:dst_port = 443]) WITHIN 60 SECONDS", seen));
  EXPECT_FALSE(
      holds("([file:size = 1280] FOLLOWEDBY [network-traffic:dst_port = 443]) WITHIN 59 SECONDS", seen));
  EXPECT_TRUE(holds("[file:size = 1280] REPEATS 2 TIMES", seen));
  EXPECT_FALSE(holds("[file:size = 1280] REPEATS 2 TIMES WITHIN 100 SECONDS", seen));
  EXPECT_FALSE(holds("[file:size = 1280] REPEATS 3 TIMES", seen));
  EXPECT_TRUE(holds("[file:size = 1] OR [network-traffic:dst_port = 443]", seen));
  EXPECT_FALSE(holds("[network-traffic:dst_port = 443] AND [network-traffic:dst_port = 443]", seen))
      << "there is only one";
  EXPECT_TRUE(holds("[file:size = 1280] START t'1970-01-01T00:01:00Z' STOP t'1970-01-01T00:02:00Z'", seen));
  EXPECT_FALSE(holds("[file:size = 1280] START t'1970-01-01T00:02:00Z' STOP t'1970-01-01T00:03:00Z'", seen));
}

TEST(StixPattern, FaultsNameTheirOffset) {
  const auto pattern = parse_pattern("[file:size = ]");
  ASSERT_FALSE(pattern);
  EXPECT_NE(pattern.error().what.find("offset 13"), std::string::npos) << pattern.error().what;
}

TEST(StixPattern, DeepNestingIsRefusedNotFollowed) {
  EXPECT_FALSE(parse_pattern(std::string(20'000, '(')));
  EXPECT_FALSE(parse_pattern("[" + std::string(20'000, '(')));
}

}  // namespace
}  // namespace firsthour::triage::stix
