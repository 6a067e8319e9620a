// SPDX-License-Identifier: Apache-2.0
#include "collectors/artifacts/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

using ::testing::HasSubstr;

std::string plan_with(const std::string& entry) {
  return R"({"firsthour_plan":1,"entries":[)" + entry + "]}";
}

std::string why(const std::string& text) {
  const auto plan = parse_plan(text);
  EXPECT_FALSE(plan) << text;
  return plan ? "" : plan.error().what;
}

TEST(Plan, TheOneInTheProgramsIsGoodAndNamesTheFamilies) {
  const auto plan = parse_plan(builtin_plan_json());
  ASSERT_TRUE(plan) << plan.error().what;
  for (const char* name : {"persistence.systemd", "persistence.cron", "persistence.init", "persistence.shell",
                           "persistence.ssh", "persistence.preload", "persistence.udev", "persistence.pam",
                           "persistence.sudoers", "persistence.modules", "persistence.apt"}) {
    const auto found =
        std::ranges::find_if(plan->entries, [&](const PlanEntry& entry) { return entry.name == name; });
    ASSERT_NE(found, plan->entries.end()) << name;
    EXPECT_EQ(found->from, Profile::quick) << name << ": the key persistence sources are in quick";
    EXPECT_EQ(found->family(), "persistence");
  }
}

TEST(Plan, NeverTakesPasswordHashesOrPrivateKeys) {
  const auto plan = parse_plan(builtin_plan_json());
  ASSERT_TRUE(plan);
  for (const PlanEntry& entry : plan->entries) {
    if (entry.walk) continue;
    for (const std::string& path : entry.paths) {
      EXPECT_THAT(path, ::testing::Not(HasSubstr("shadow"))) << entry.name;
      EXPECT_THAT(path, ::testing::Not(::testing::EndsWith("/.ssh/*"))) << entry.name;
    }
  }
}

TEST(Plan, SaysWhichEntryIsWrongAndHow) {
  EXPECT_THAT(why("[]"), HasSubstr("firsthour_plan"));
  EXPECT_THAT(why(R"({"firsthour_plan":2,"entries":[]})"), HasSubstr("newer version"));
  EXPECT_THAT(why(plan_with(R"({"name":"a","profile":"quick"})")), HasSubstr("entry 1 has no paths"));
  EXPECT_THAT(why(plan_with(R"({"name":"a","profile":"fast","paths":["/a"]})")),
              HasSubstr("unknown profile"));
  EXPECT_THAT(why(plan_with(R"({"name":"a","profile":"quick","paths":["/a"],"command":"ls"})")),
              HasSubstr("unknown key"));
  EXPECT_THAT(why(plan_with(R"({"name":"a","profile":"quick","paths":["/a"],"limit":-1})")),
              HasSubstr("limit"));
  const std::string twice = R"({"name":"a","profile":"quick","paths":["/a"]})";
  EXPECT_THAT(why(plan_with(twice + "," + twice)), HasSubstr("two entries"));
}

TEST(Plan, PatternsStayBelowTheRoot) {
  for (const char* good :
       {"/a", "/a/*", "/a/**", "/a/**12/b?[c-d]", "%%users.homedir%%/.x", "%%web.roots%%/**3"}) {
    EXPECT_TRUE(check_pattern(good)) << good;
  }
  for (const char* bad :
       {"", "a", "/a/../b", "/./a", "/a//b", "/a/", "/a/**0", "/a/**101", "/a/**b", "/a/b**", "/a/[b",
        "/%%users.homedir%%/a", "%%environ_windir%%/a", "%%users.homedir%%"}) {
    EXPECT_FALSE(check_pattern(bad)) << bad;
  }
}

TEST(Plan, AFurtherPlanAddsAndReplacesByName) {
  auto plan = parse_plan(plan_with(R"({"name":"a","profile":"quick","paths":["/a"]},
                                      {"name":"b","profile":"quick","paths":["/b"]})"));
  auto further = parse_plan(plan_with(R"({"name":"b","profile":"full","paths":["/other"]},
                                         {"name":"c","profile":"quick","paths":["/c"]})"));
  ASSERT_TRUE(plan && further);
  const std::string digest = plan->digest;
  add_to_plan(*plan, std::move(*further));
  ASSERT_EQ(plan->entries.size(), 3u);
  EXPECT_EQ(plan->entries[1].paths.front(), "/other");
  EXPECT_NE(plan->digest, digest);
}

}  // namespace
}  // namespace firsthour::collectors
