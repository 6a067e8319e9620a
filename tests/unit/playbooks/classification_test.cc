// SPDX-License-Identifier: Apache-2.0
#include "playbooks/classification.h"

#include "tests/unit/casefile/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace firsthour::playbooks {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

Classification built_in() {
  auto loaded = Classification::load("");
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().what);
  return *loaded;
}

TEST(Classes, AreTenWithTheSubclassesOfTheStandard) {
  const Classification table = built_in();
  std::vector<std::size_t> counts;
  for (const IncidentClass& one : table.classes().classes) counts.push_back(one.subclasses.size());
  EXPECT_EQ(counts, (std::vector<std::size_t>{10, 21, 12, 8, 5, 8, 3, 3, 5, 0}));
}

TEST(Classes, AreFoundByCodeAndByNameInBothLanguages) {
  const Classification table = built_in();
  for (const char* word : {"01007", "勒索软件事件", "勒索软件", "ransomware", "Ransomware"})
    EXPECT_EQ(*table.code_of(word), "01007") << word;
  EXPECT_EQ(*table.code_of("网络攻击事件"), "02");
  EXPECT_EQ(table.class_path("02009").zh, "网络攻击事件 / 网页篡改事件");
}

TEST(Classes, UnknownOnesAreRefusedWithASuggestion) {
  const auto code = built_in().code_of("ransomwere");
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, Errc::usage);
  EXPECT_THAT(code.error().what, HasSubstr("did you mean 'ransomware'"));
}

TEST(Classes, AreSuggestedByTechniquesTheMostFirst) {
  const auto suggestions = built_in().suggest({"T1505.003", "T1543.002", "T1110"});
  ASSERT_GE(suggestions.size(), 2U);
  EXPECT_EQ(suggestions[0].code, "02005");
  EXPECT_EQ(suggestions[1].code, "02006");
}

TEST(Grading, TakesTheGraverOfLossAndHarm) {
  const Classification table = built_in();
  EXPECT_EQ(table.grade("重要", "严重", "一般")->grade, Grade::considerable);
  EXPECT_EQ(table.grade("重要", "严重", "重大")->grade, Grade::major);
  EXPECT_EQ(table.grade("especially-important", "especially-severe", "")->grade, Grade::especially_major);
}

TEST(Grading, SaysWhatItLacks) {
  const Classification table = built_in();
  EXPECT_EQ(table.grade("重要", "", "")->grade, Grade::unstated);
  EXPECT_EQ(table.grade("", "", "较大")->grade, Grade::considerable);
  EXPECT_THAT(table.grade("重要", "严重", "")->because, Contains(Field(&Words::en, HasSubstr("not given"))));
}

TEST(Grading, RefusesAWordThatTheTableDoesNotHave) {
  EXPECT_THAT(built_in().grade("重要", "很严重", "").error().what, HasSubstr("severe"));
}

TEST(ReportingGrade, CountsTheNumberItselfAsReached) {
  const Classification table = built_in();
  EXPECT_EQ(table.report_grade({{"leaked_persons", "1000000"}})->grade, Grade::considerable);
  EXPECT_EQ(table.report_grade({{"leaked_persons", "999999"}})->grade, Grade::ordinary);
  EXPECT_EQ(table.report_grade({{"leaked_persons", "1亿"}})->grade, Grade::especially_major);
  EXPECT_TRUE(table.report_grade({{"leaked_persons", "1亿"}})->checked);
}

TEST(ReportingGrade, OfAnUncheckedThresholdIsMarked) {
  const auto graded = built_in().report_grade({{"loss_cny", "20,000,000"}, {"leaked_persons", "5"}});
  EXPECT_EQ(graded->grade, Grade::major);
  EXPECT_FALSE(graded->checked);
  EXPECT_THAT(graded->because, Contains(Field(&Words::en, HasSubstr("not checked"))));
}

TEST(ReportingGrade, RefusesUnknownIndicatorsAndWordsForNumbers) {
  const Classification table = built_in();
  EXPECT_THAT(table.report_grade({{"leaked_person", "5"}}).error().what, HasSubstr("leaked_persons"));
  EXPECT_FALSE(table.report_grade({{"leaked_persons", "many"}}));
  EXPECT_FALSE(table.report_grade({{"leaked_persons", "-5"}}));
}

TEST(Tables, APipeInTheFolderWasWaitedForWithoutEnd) {
  const firsthour::testing::Folder folder;
  ASSERT_EQ(::mkfifo(folder.path("classes-gbt20986-2023.yaml").c_str(), 0600), 0);
  const auto loaded = Classification::load(folder.path());
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().what, HasSubstr("no regular file"));
}

TEST(Tables, OfAFolderTakeTheBuiltInOnesPlace) {
  const firsthour::testing::Folder folder;
  folder.write("classes-gbt20986-2023.yaml",
               "standard: GB/T 20986-2023\nversion: 2\nsource: printed\n"
               "classes: [{code: \"01\", zh: 恶意程序事件, en: malware, checked: yes, subclasses: []}]\n");
  const auto table = Classification::load(folder.path());
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_EQ(table->classes().classes.size(), 1U);
  EXPECT_TRUE(table->class_checked("01"));
  EXPECT_THAT(table->version_text(), HasSubstr("GB/T 20986-2023 (2)"));
}

TEST(Tables, ThatAreWrongAreNamedWithTheirPlace) {
  const firsthour::testing::Folder folder;
  folder.write(
      "grading-reporting-2025.yaml",
      "standard: x\nversion: 1\nsource: y\nindicators:\n  - {name: a, zh: a, en: a, threshold: []}\n");
  const auto table = Classification::load(folder.path());
  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().what, HasSubstr("grading-reporting-2025.yaml: indicators[0]: unknown key"));
  EXPECT_THAT(table.error().what, HasSubstr("thresholds"));
}

}  // namespace
}  // namespace firsthour::playbooks
