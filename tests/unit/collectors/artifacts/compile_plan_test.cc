// SPDX-License-Identifier: Apache-2.0
#include "collectors/compile_plan.h"

#include "collectors/artifacts/plan.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<CompiledPlan> compiled(std::string_view yaml, bool strict = false) {
  const tests::MadeRoot folder;
  folder.file("/made.yaml", yaml);
  return compile_plan({folder.path()}, strict);
}

constexpr std::string_view kDefinitions = R"(# two documents
name: LogFiles
doc: Log files.
sources:
- type: FILE
  attributes: {paths: ['/var/log/x*', '%%users.homedir%%/.log/**3'], separator: '/'}
- type: FILE
  attributes: {paths: ['%%environ_systemroot%%\x'], separator: '\'}
  supported_os: [Windows]
- type: COMMAND
  attributes: {cmd: /bin/ls, args: []}
supported_os: [Linux, Darwin]
urls: ['https://example.org/']
---
name: WindowsOnly
doc: Not for us.
sources:
- type: REGISTRY_KEY
  attributes: {keys: ['HKEY_LOCAL_MACHINE\x']}
supported_os: [Windows]
)";

TEST(CompilePlan, KeepsWhatConcernsFilesOnLinuxAndNamesTheRest) {
  const auto plan = compiled(kDefinitions);
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_THAT(plan->left_out, ElementsAre("made.yaml: LogFiles: a source for other systems",
                                          "made.yaml: LogFiles: type COMMAND is not a file",
                                          "made.yaml: WindowsOnly: for other systems"));
  const auto read = parse_plan(plan->json);
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->entries.size(), 1u);
  EXPECT_EQ(read->entries[0].from, Profile::standard) << "definitions of other makers say no profile";
  EXPECT_THAT(read->entries[0].paths, ElementsAre("/var/log/x*", "%%users.homedir%%/.log/**3"));
  EXPECT_EQ(read->left_out, plan->left_out) << "what was left out goes into the collection";
}

TEST(CompilePlan, RefusesInStrictModeWhatItWouldLeaveOut) {
  const auto plan = compiled(kDefinitions, true);
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().what, HasSubstr("LogFiles"));
}

TEST(CompilePlan, ReadsOurExtensionKeys) {
  const auto plan = compiled(R"(name: a.b
doc: x
profile: full
limit: 3M
keep: tail
order: newest
walk: true
hash: true
follow: true
except: ['/a/b']
sources: [{type: PATH, attributes: {paths: ['/a/']}}])");
  ASSERT_TRUE(plan) << plan.error().what;
  const auto read = parse_plan(plan->json);
  ASSERT_TRUE(read);
  const PlanEntry& entry = read->entries.at(0);
  EXPECT_EQ(entry.limit, 3u << 20);
  EXPECT_TRUE(entry.tail && entry.newest_first && entry.walk && entry.hash && entry.follow);
  EXPECT_THAT(entry.paths, ElementsAre("/a"));
  EXPECT_THAT(entry.except, ElementsAre("/a/b"));
}

TEST(CompilePlan, SaysFileLineAndDefinitionOfAMistake) {
  for (const std::string_view bad :
       {"name: [", "name: a\ndoc: x\nsources: 3\n  x", "name: a\ndoc: x\ncolour: red\nsources: []",
        "name: a\ndoc: x\nlimit: many\nsources: []", "name: a\nsources: []",
        "name: a\ndoc: x\nsources: []\n---\nname: a\ndoc: x\nsources: []"}) {
    const auto plan = compiled(bad);
    ASSERT_FALSE(plan) << bad;
    EXPECT_EQ(plan.error().code, Errc::malformed);
    EXPECT_THAT(plan.error().what, HasSubstr("made.yaml"));
  }
}

TEST(CompilePlan, TakesTheDefinitionsThatDebianPackages) {
  // From the package forensic-artifacts.
  const auto plan = compile_plan({"/usr/share/artifacts"}, false);
  if (!plan && plan.error().code == Errc::not_found)
    GTEST_SKIP() << "the package forensic-artifacts is not here";
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_GT(plan->definitions, 100u);
  EXPECT_THAT(plan->json, HasSubstr("/etc/anacrontab"));
}

TEST(CompilePlan, NamesAFolderWithoutDefinitions) {
  const tests::MadeRoot empty;
  const auto plan = compile_plan({empty.path()}, false);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, Errc::not_found);
}

}  // namespace
}  // namespace firsthour::collectors
