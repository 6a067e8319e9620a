// SPDX-License-Identifier: Apache-2.0
// Items and findings as JSON.
#include "casefile/item.h"

#include "casefile/finding.h"
#include "casefile/json.h"
#include "casefile/pack/record_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

using ::testing::HasSubstr;

Item full_item() {
  Item item;
  item.id = "000123.4";
  item.kind = "file";
  item.source = "persistence.cron";
  item.path = "/var/\xff\n中";
  item.host = "web01";
  item.size = 9;
  item.sha256 = sha256("only this");
  item.digests = {{"sm3", "00ff"}};
  item.outcome = Outcome::changed;
  item.reason = "the source ended after 9 of 1000 bytes";
  item.started = Instant::from_seconds(1795325826, 1);
  item.finished = Instant::from_seconds(1795325827);
  item.file =
      FileFacts{0100644, 0, 4294967295u, UINT64_MAX, 1, 1000, 2049, Instant{5}, Instant{-5}, {}, Instant{0}};
  item.extents = {{0, 4096}, {UINT64_MAX - 10, 10}};
  item.attributes = {{"process.pid", "812"}};
  item.stored = {"data/items-000123.content"};
  item.stored_offset = 77;
  return item;
}

TEST(Item, JsonFormComesBack) {
  const Item item = full_item();
  const std::string text = canonical(to_json(item));
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  const auto back = item_from_json(*json);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(canonical(to_json(*back)), text);
  EXPECT_EQ(back->path, item.path);
  EXPECT_EQ(back->file->inode, UINT64_MAX);
  EXPECT_EQ(back->file->born, Instant{0}) << "a file may well be from 1970";
  EXPECT_EQ(back->extents[1].offset, UINT64_MAX - 10);
  EXPECT_THAT(text, HasSubstr(R"("path_raw":"L3Zhci//CuS4rQ==")"));
}

TEST(Item, WhatIsUnknownIsAbsent) {
  Item item;
  item.id = "000001.0";
  item.kind = "file";
  EXPECT_EQ(canonical(to_json(item)),
            R"({"id":"000001.0","kind":"file","outcome":"complete","size":0,"type":"item"})");
}

TEST(Item, RefusesRecordsThatContradictThemselves) {
  const auto with = [](const char* key, const char* value) {
    Json json = to_json(full_item());
    json[key] = *parse_json(value);
    return item_from_json(json);
  };
  EXPECT_TRUE(with("unknown_to_us", "{}"));
  EXPECT_FALSE(with("type", "\"finding\""));
  EXPECT_FALSE(with("id", "\"\""));
  EXPECT_FALSE(with("outcome", "\"great\""));
  EXPECT_FALSE(with("size", "-1"));
  EXPECT_FALSE(with("size", "1.5"));
  EXPECT_FALSE(with("size", "\"18446744073709551615\"")) << "with the offset beyond 64 bits";
  EXPECT_FALSE(with("sha256", "\"12\""));
  EXPECT_FALSE(with("path", "\"/etc/shadow\"")) << "display form and raw bytes name two files";
  EXPECT_FALSE(with("path_raw", "\"L2V0Yw==\"")) << "raw bytes that need no raw form";
  EXPECT_FALSE(with("path_raw", "\"*\""));
  EXPECT_FALSE(with("extents", "[[1]]"));
  EXPECT_FALSE(with("extents", R"([["18446744073709551615",1]])"));
  EXPECT_FALSE(with("attributes", "{\"a\":1}"));
  EXPECT_FALSE(with("stored", "\"data/000001/content\""));
  EXPECT_FALSE(with("file", "{\"mode\":4294967296}"));
  EXPECT_FALSE(with("started", "\"yesterday\""));
  EXPECT_FALSE(item_from_json(Json::array()));
}

TEST(Item, OutcomesHaveNames) {
  for (const Outcome outcome : {Outcome::complete, Outcome::partial, Outcome::gap, Outcome::denied,
                                Outcome::timed_out, Outcome::changed, Outcome::skipped, Outcome::failed}) {
    EXPECT_EQ(outcome_from(name_of(outcome)), outcome);
  }
  EXPECT_EQ(name_of(Outcome::timed_out), "timed-out");
  EXPECT_EQ(outcome_from("Complete"), std::nullopt);
}

TEST(RecordLine, ShowsEveryAlteredByte) {
  const std::string line = *pack::record_line(full_item());
  ASSERT_EQ(line.back(), '\n');
  const std::string_view record = std::string_view{line}.substr(0, line.size() - 1);
  ASSERT_TRUE(pack::item_from_line(record));
  EXPECT_TRUE(parse_json(record)) << "it is one JSON object";
  for (std::size_t i = 0; i < record.size(); ++i) {
    std::string altered{record};
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(pack::item_from_line(altered)) << altered;
    EXPECT_FALSE(pack::item_from_line(record.substr(0, i)));
  }
}

TEST(RecordLine, TooLongOnesSayWhatWasLeftOut) {
  Item item = full_item();
  for (std::uint64_t i = 0; i < 300'000; ++i) item.extents.push_back({i << 20, 4096});
  const auto line = pack::record_line(item);
  ASSERT_TRUE(line);
  EXPECT_LT(line->size(), 2000u);
  EXPECT_THAT(*line,
              HasSubstr("record too long: 300002 extents and 1 attributes left out; the source ended"));
  EXPECT_THAT(*line, HasSubstr(R"("outcome":"partial")"));
}

Finding full_finding() {
  Finding finding;
  finding.detector = "yara";
  finding.rule = "webshell_php_eval";
  finding.title = "PHP web shell";
  finding.title_zh = "PHP 网页后门";
  finding.severity = Severity::critical;
  finding.item = "c1/000123.4";
  finding.path = "/srv/www/up.php";
  finding.host = "web01";
  finding.record = "{}";
  finding.matches = {{"$a", 12, 4}};
  finding.why = "evaluates what a request brings";
  finding.why_zh = "执行请求中的代码";
  finding.attack = {"T1505.003"};
  finding.tool_digest = "aa";
  finding.rule_digest = "bb";
  finding.id = finding_id(finding);
  return finding;
}

TEST(Finding, JsonFormComesBack) {
  const Finding finding = full_finding();
  const std::string text = canonical(to_json(finding));
  const auto back = finding_from_json(*parse_json(text));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(canonical(to_json(*back)), text);
  EXPECT_THAT(text, HasSubstr(R"("target":{"host":"web01","item":"c1/000123.4","path":"/srv/www/up.php"})"));
  EXPECT_THAT(text, HasSubstr(R"("matches":[{"length":4,"offset":12,"string":"$a"}])"));
}

TEST(Finding, TheIdStandsForWhatWasFoundAndWhere) {
  Finding finding = full_finding();
  EXPECT_EQ(finding.id.size(), 16u);
  finding.why = "told otherwise";
  finding.severity = Severity::low;
  EXPECT_EQ(finding_id(finding), finding.id);
  finding.matches[0].offset = 13;
  EXPECT_NE(finding_id(finding), finding.id);
}

TEST(Finding, RefusesOtherShapes) {
  for (const char* patch :
       {R"({"severity":"bad"})", R"({"matches":{}})", R"({"matches":[1]})", R"({"target":[]})",
        R"({"attack":"T1"})", R"({"rule":""})", R"({"type":"item"})"}) {
    Json json = to_json(full_finding());
    json.merge_patch(*parse_json(patch));
    EXPECT_FALSE(finding_from_json(json)) << patch;
  }
}

}  // namespace
}  // namespace firsthour::testing
