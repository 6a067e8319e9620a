// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_import.h"

#include "tests/unit/playbooks/service_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace firsthour::testing;

ServiceRecord follow_up_defaults() {
  ServiceRecord defaults;
  defaults.kind = "follow-up";
  defaults.id = "follow-up-0001";
  defaults.fields = {{"unit", "网站组"},
                     {"due", "2026-11-30"},
                     {"issued_at", "2026-11-01T09:00+08:00"},
                     {"issued_by", "李雷"},
                     {"requirement", "按修复建议整改"}};
  return defaults;
}
ServiceRecord of_kind(const char* kind) {
  ServiceRecord defaults;
  defaults.kind = kind;
  defaults.id = std::string{kind} + "-0001";
  return defaults;
}

TEST(Csv, KeepsQuotesSeparatorsAndLinesInCells) {
  const auto rows = parse_csv("a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n\r\nlast,3");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_THAT((*rows)[1].cells, ElementsAre("x, \"y\"\nz", "2"));
  EXPECT_EQ((*rows)[2].line, 5U);
  EXPECT_THAT((*rows)[2].cells, ElementsAre("last", "3"));
}

TEST(Csv, TakesTheSeparatorOfItsFirstLine) {
  EXPECT_THAT((*parse_csv("a;b\n1,5;2\n"))[1].cells, ElementsAre("1,5", "2"));
  EXPECT_THAT((*parse_csv("a\tb\n1\t2\n"))[1].cells, ElementsAre("1", "2"));
}

TEST(Csv, ATableOfAnOldMacintoshWasOneLine) {
  const auto rows = parse_csv("a,b\r1,2\r\"x\ry\",3");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_THAT((*rows)[1].cells, ElementsAre("1", "2"));
  EXPECT_THAT((*rows)[2].cells, ElementsAre("x\ny", "3"));
}

TEST(Csv, TheLineThatNamesTheSeparatorIsNoHead) {
  const auto rows = parse_csv("sep=;\r\na;b,c\r\n1;2\r\n");
  ASSERT_TRUE(rows);
  EXPECT_THAT((*rows)[0].cells, ElementsAre("a", "b,c"));
  EXPECT_EQ((*rows)[1].line, 3U);
  EXPECT_TRUE(parse_csv("sep=;"));
}

TEST(Csv, RefusesAQuoteThatIsNeverClosed) {
  const auto rows = parse_csv("a\n\"b\nc\n");
  ASSERT_FALSE(rows);
  EXPECT_THAT(rows.error().what, HasSubstr("line 2"));
}

TEST(Import, ReadsWhatSpreadsheetsSave) {
  const std::string gbk = "\xc8\xd5\xc6\xda,x\n";  // 日期
  EXPECT_EQ(decode_table(gbk)->text, "日期,x\n");
  EXPECT_EQ(decode_table(gbk)->encoding, "GB18030");
  EXPECT_EQ(decode_table("\xef\xbb\xbf日期")->text, "日期");
  EXPECT_EQ(decode_table(std::string_view("\xff\xfe\xe5\x65", 4))->text, "日");
  EXPECT_FALSE(decode_table("\xff\x81\xff")) << "of no encoding";
}

TEST(Import, TakesColumnsByNameInBothLanguages) {
  const auto plan = plan_import({}, of_kind("patrol"),
                                "巡检日期,finished,巡检人,Systems,巡检结果,天气\n"
                                "2026/10/12,2026/10/12 9:05,李雷,全部,正常,晴\n"
                                "2026年10月13日,2026-10-13 15:40:00,李雷,全部,很好,晴\n"
                                "2026-10-14,,李雷,全部,正常,晴\n");
  ASSERT_TRUE(plan) << plan.error().what;
  ASSERT_EQ(plan->records.size(), 1U);
  EXPECT_EQ(plan->records[0].text("day"), "2026-10-12");
  EXPECT_EQ(plan->records[0].text("finished"), "2026-10-12T09:05+08:00");
  EXPECT_THAT(plan->left, ElementsAre("天气"));
  ASSERT_EQ(plan->refused.size(), 2U);
  EXPECT_EQ(plan->refused[0].line, 3U);
  EXPECT_THAT(plan->refused[0].why.en, HasSubstr("result"));
  EXPECT_EQ(plan->refused[1].line, 4U);
  EXPECT_THAT(plan->refused[1].why.zh, HasSubstr("完成时间"));
}

TEST(Import, MakesFollowUpsOfScannerRows) {
  const auto plan = plan_import({}, follow_up_defaults(),
                                "Plugin ID,CVE,Risk,Host,Protocol,Port,Name,Synopsis,Solution\n"
                                "1,CVE-2021-1,Critical,10.0.0.1,tcp,443,OpenSSL old,old,update\n"
                                "2,,None,10.0.0.1,tcp,0,Info only,,\n"
                                "1,CVE-2021-1,Critical,10.0.0.1,tcp,443,OpenSSL old,old,update\n");
  ASSERT_TRUE(plan) << plan.error().what;
  ASSERT_EQ(plan->records.size(), 2U);
  const ServiceRecord& first = plan->records[0];
  EXPECT_EQ(first.text("title"), "OpenSSL old");
  EXPECT_EQ(first.text("severity"), "critical");
  EXPECT_EQ(first.text("system"), "10.0.0.1:443");
  EXPECT_EQ(first.text("requirement"), "update") << "the table's word goes before the default";
  EXPECT_EQ(first.text("state"), "issued");
  EXPECT_EQ(first.text("source"), "scan");
  EXPECT_EQ(plan->records[1].text("severity"), "info");
  EXPECT_EQ(plan->records[1].id, "follow-up-0002");
  ASSERT_EQ(plan->refused.size(), 1U);
  EXPECT_EQ(plan->refused[0].line, 4U);
  EXPECT_THAT(plan->refused[0].why.en, HasSubstr("line 2"));
}

TEST(Import, KnowsAFindingThatComesAgain) {
  const char* table = "漏洞名称,IP地址,危险等级\n弱口令,10.0.0.2,高危\n";
  const auto first = plan_import({}, follow_up_defaults(), table);
  ASSERT_TRUE(first) << first.error().what;
  ASSERT_EQ(first->records.size(), 1U);
  ServiceYear year;
  year.records = first->records;
  year.places[year.records[0].id] = 0;
  ServiceRecord defaults = follow_up_defaults();
  defaults.id = "follow-up-0002";
  const auto open = plan_import(year, defaults, table);
  ASSERT_TRUE(open);
  EXPECT_THAT(open->records, IsEmpty()) << "it is being followed up";
  EXPECT_THAT(open->refused.at(0).why.zh, HasSubstr("follow-up-0001"));
  year.records[0].fields["state"] = "closed";
  const auto again = plan_import(year, defaults, table);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->records.size(), 1U);
  EXPECT_EQ(again->records[0].text("recurrence_of"), "follow-up-0001");
}

TEST(Import, IsRefusedATableWithoutAKnownColumn) {
  EXPECT_FALSE(plan_import({}, of_kind("patrol"), "foo,bar\n1,2\n"));
  EXPECT_FALSE(plan_import({}, of_kind("patrol"), ""));
}

TEST(Import, ATableWithoutRowsIsNotDone) {
  EXPECT_FALSE(plan_import({}, follow_up_defaults(), "title,severity,host\n"));
}

TEST(Import, ACellWithAControlCharacterIsNamedByItsLine) {
  const auto plan =
      plan_import({}, follow_up_defaults(), "title,severity,host\nok,high,a\nx\x1b[2J,high,b\n");
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->refused.size(), 1U);
  EXPECT_EQ(plan->refused[0].line, 3U);
  EXPECT_THAT(plan->refused[0].why.en, HasSubstr("control character"));
}

TEST(Import, TakesAHundredThousandRows) {
  std::string table = "漏洞名称,IP地址,危险等级\n";
  for (int i = 0; i < 100'000; ++i) table += "漏洞" + std::to_string(i) + ",10.0.0.1,中\n";
  const auto plan = plan_import({}, follow_up_defaults(), table);
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_EQ(plan->records.size(), 100'000U);
  EXPECT_EQ(plan->records.back().id, "follow-up-100000");
}

}  // namespace
}  // namespace firsthour::playbooks
