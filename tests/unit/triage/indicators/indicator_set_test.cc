// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/indicator_set.h"

#include "casefile/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Indicators : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::shared_ptr<const IndicatorSet> loaded(const std::string& name, const std::string& text) {
    std::ofstream{folder_ / name, std::ios::binary} << text;
    problems_.clear();
    auto set = IndicatorSet::load({(folder_ / name).native()}, problems_);
    EXPECT_TRUE(set);
    return *set;
  }
  static std::vector<std::string> found(const std::vector<Hit>& hits) {
    std::vector<std::string> rules;
    for (const Hit& hit : hits) rules.push_back(hit.rule + " " + std::string{name_of(hit.severity)});
    std::ranges::sort(rules);
    return rules;
  }
  static std::vector<std::string> in(const IndicatorSet& set, const std::string& text) {
    return found(set.in_text(as_bytes(text)));
  }
  const fs::path folder_ = fs::temp_directory_path() / ("firsthour-indicators-" + std::to_string(::getpid()));
  std::vector<RuleProblem> problems_;
};

TEST_F(Indicators, OfAPlainListEachLineIsRecognised) {
  const auto set =
      loaded("list.txt",
             "# comment\n45.9.20.7\n45.10.0.0/16\nevil[.]com\nhxxp://bad[.]site/drop.php\nmallory@evil.com\n"
             "d41d8cd98f00b204e9800998ecf8427e\nxmrig.exe\n2a0e:1234::5\n");
  EXPECT_EQ(set->count(), 8u);
  EXPECT_THAT(problems_, testing::IsEmpty());
  EXPECT_THAT(in(*set, "GET http://bad.site/drop.php from 45.9.20.7, 45.10.3.4 and [2a0e:1234::5]:443"),
              ElementsAre("2a0e:1234::5 high", "45.10.0.0/16 high", "45.9.20.7 high",
                          "http://bad.site/drop.php high"));
  EXPECT_THAT(in(*set, "CNAME a.b.EVIL.com; mail from mallory@evil.com."),
              ElementsAre("evil.com high", "mallory@evil.com high"));
  EXPECT_THAT(in(*set, "notevil.com evil.com.cn 45.9.20.70 145.9.20.7 x45.9.20.7"), ElementsAre());
  EXPECT_THAT(
      found(set->of_content(
          {"xmrig.exe", "/tmp/xmrig.exe", 5, {{Algorithm::md5, "d41d8cd98f00b204e9800998ecf8427e"}}})),
      ElementsAre("d41d8cd98f00b204e9800998ecf8427e high", "xmrig.exe high"));
  EXPECT_THAT(set->digests_wanted(), ElementsAre(Algorithm::md5));
}

TEST_F(Indicators, SayWhereTheyStandAndWhereTheyWereListed) {
  const auto set = loaded("c2.txt", "\nevil.com;seen in march\n");
  const auto hits = set->in_text(as_bytes(std::string_view{"one evil.com two evil.com"}));
  ASSERT_EQ(hits.size(), 1u);
  ASSERT_EQ(hits[0].matches.size(), 2u);
  EXPECT_EQ(hits[0].matches[0].offset, 4u);
  EXPECT_EQ(hits[0].matches[1].offset, 17u);
  EXPECT_EQ(hits[0].matches[1].length, 8u);
  EXPECT_EQ(hits[0].why, "evil.com (c2.txt line 2): seen in march");
}

TEST_F(Indicators, OfCsvColumnsAreFoundByTheirNames) {
  const auto set =
      loaded("feed.csv",
             "Type,Indicator,Score,Comment\nip-dst,45.9.20.7,95,\"C2, old\"\ndomain,evil.com,30,\n"
             "mutex,Global\\x,50,\ndomain,not a domain,50,\nsha256,zz,1,\n");
  EXPECT_THAT(in(*set, "45.9.20.7 evil.com"), ElementsAre("45.9.20.7 critical", "evil.com low"));
  ASSERT_EQ(problems_.size(), 3u);
  EXPECT_EQ(problems_[0].line, 4);
  EXPECT_THAT(problems_[0].what, HasSubstr("`mutex` is not known"));
  EXPECT_EQ(problems_[1].line, 5);
  EXPECT_EQ(problems_[2].line, 6);
}

TEST_F(Indicators, NamePatternsWithAScoreAndAnException) {
  const auto set = loaded("names.txt", "/tmp/\\.[a-z]{3,8}$;80;/tmp/\\.xauth$\n(?i)mimikatz;60\n(;50\n");
  EXPECT_THAT(found(set->of_content({".abc", "/tmp/.abc", 0, {}})), ElementsAre("/tmp/\\.[a-z]{3,8}$ high"));
  EXPECT_THAT(found(set->of_content({".xauth", "/tmp/.xauth", 0, {}})), ElementsAre());
  EXPECT_THAT(found(set->of_content({"MimiKatz.exe", "/x/MimiKatz.exe", 0, {}})),
              ElementsAre("(?i)mimikatz medium"));
  ASSERT_EQ(problems_.size(), 1u);
  EXPECT_EQ(problems_[0].line, 3);
}

TEST_F(Indicators, OfStixBundlesLookupsAndPatterns) {
  const auto set = loaded("bundle.json", R"({"type":"bundle","id":"bundle--1","objects":[
    {"type":"indicator","id":"indicator--a","pattern_type":"stix","name":"dropper","confidence":90,
     "pattern":"[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e' OR domain-name:value = 'evil.com']"},
    {"type":"indicator","id":"indicator--b","pattern_type":"stix","pattern":"[file:size < 10 AND file:name LIKE '%.php']"},
    {"type":"indicator","id":"indicator--c","pattern_type":"stix","revoked":true,"pattern":"[domain-name:value = 'gone.com']"},
    {"type":"indicator","id":"indicator--d","pattern_type":"yara","pattern":"rule x { condition: true }"},
    {"type":"indicator","id":"indicator--e","pattern_type":"stix","pattern":"[process:name = 'x'"},
    {"type":"indicator","id":"indicator--f","pattern_type":"stix","pattern":"[mutex:name = 'x']"},
    {"type":"malware","id":"malware--a"}]})");
  EXPECT_THAT(in(*set, "to evil.com and gone.com"), ElementsAre("indicator--a critical"));
  EXPECT_THAT(found(set->of_content(
                  {"a.php", "/srv/a.php", 5, {{Algorithm::md5, "d41d8cd98f00b204e9800998ecf8427e"}}})),
              ElementsAre("indicator--a critical", "indicator--b high"));
  ASSERT_EQ(problems_.size(), 3u);
  EXPECT_THAT(problems_[1].what, HasSubstr("indicator--e: pattern: offset"));
  EXPECT_THAT(problems_[2].what, HasSubstr("indicator--f: asks for `mutex`, which nothing here shows"));
}

TEST_F(Indicators, OfMispEventsWhatIsMeantForDetection) {
  const auto set = loaded("event.json", R"({"response":[{"Event":{"info":"campaign","Attribute":[
    {"type":"ip-dst|port","value":"45.9.20.7|443","to_ids":true},
    {"type":"filename|md5","value":"a.exe|D41D8CD98F00B204E9800998ECF8427E","to_ids":true},
    {"type":"domain","value":"context-only.com","to_ids":false},
    {"type":"ssdeep","value":"3:a:b","to_ids":true}],
    "Object":[{"Attribute":[{"type":"domain","value":"evil.com","to_ids":true,"uuid":"u-1"}]}]}}]})");
  EXPECT_THAT(in(*set, "45.9.20.7 context-only.com evil.com"), ElementsAre("45.9.20.7 high", "u-1 high"));
  EXPECT_EQ(found(set->of_content({"a.exe", "a.exe", 0, {}})).size(), 1u);
  ASSERT_EQ(problems_.size(), 1u);
  EXPECT_THAT(problems_[0].what, HasSubstr("`ssdeep`"));
}

TEST_F(Indicators, OnAWarningListTheyAreOnlyNotesThatSaySo) {
  const auto set = loaded("list.txt", "192.168.1.1\n8.8.8.8\n45.9.20.7\n");
  EXPECT_THAT(in(*set, "192.168.1.1 8.8.8.8 45.9.20.7"),
              ElementsAre("192.168.1.1 info", "45.9.20.7 high", "8.8.8.8 info"));
  const auto hits = set->of_value(IndicatorKind::address, "8.8.8.8");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_THAT(hits[0].why, HasSubstr("public DNS resolvers"));
}

TEST_F(Indicators, LookIntoBytesThatAreNoText) {
  const auto set = loaded("list.txt", "evil.com\n");
  std::string bytes = std::string("\0\xff\x01", 3) + "evil.com" + std::string("\0\0", 2);
  EXPECT_THAT(in(*set, bytes), ElementsAre("evil.com high"));
}

}  // namespace
}  // namespace firsthour::triage
