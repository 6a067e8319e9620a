// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace firsthour::playbooks {
namespace {

using ::testing::HasSubstr;

TEST(DrillForms, OfTheStandardAreBuiltIn) {
  const auto forms = DrillForms::load("");
  ASSERT_TRUE(forms) << forms.error().what;
  for (const char* number : {"A.1", "A.2", "A.3", "A.4", "A.6", "A.8", "A.9", "A.10"}) {
    const auto* form = forms->form(number);
    ASSERT_NE(form, nullptr) << number;
    EXPECT_EQ(forms->form(form->name), form);
    EXPECT_FALSE(form->title.zh.empty() || form->title.en.empty()) << number;
  }
  for (const char* stage : {"preparation", "execution", "end", "recovery"})
    EXPECT_NE(forms->stage(stage), nullptr) << stage;
  EXPECT_FALSE(forms->checked) << "not compared with the printed standard yet";
}

TEST(DrillForms, OfASiteTakeTheirPlace) {
  const auto forms = DrillForms::parse(
      "version: '2'\nsource: 本局\nchecked: yes\n"
      "forms: [{form: A.2, name: a2-work-plan, zh: 方案}]\n"
      "stages: [{id: end, zh: 结束, ticks: [{key: cleaned, zh: 已清理}]}]\ngroups: []\nchecks: []\n");
  ASSERT_TRUE(forms) << forms.error().what;
  EXPECT_TRUE(forms->checked);
  EXPECT_EQ(forms->form("A.2")->title.en, "方案") << "Chinese alone is taken for both";
  EXPECT_EQ(forms->stage("end")->ticks.at(0).key, "cleaned");
}

TEST(DrillForms, AreRefusedWithTheirPlace) {
  const auto wrong = [](const char* text) {
    const auto forms = DrillForms::parse(text);
    return forms ? std::string{"taken"} : forms.error().what;
  };
  EXPECT_THAT(wrong("version: 1\nsourc: x\n"), HasSubstr("source"));
  EXPECT_THAT(wrong("version: 1\nsource: x\nforms: [{form: A.1, nmae: x, zh: y}]\n"), HasSubstr("name"));
  EXPECT_THAT(wrong("version: 1\nsource: x\nchecks:\n  - {key: a, zh: y}\n  - {key: a, zh: z}\n"),
              HasSubstr("twice"));
  EXPECT_THAT(wrong("version: 1\nsource: x\nstages: [3]\n"), HasSubstr("stages"));
}

}  // namespace
}  // namespace firsthour::playbooks
