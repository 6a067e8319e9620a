// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/named_histories.h"

#include "collectors/artifacts/plan.h"
#include "collectors/files/files.h"
#include "collectors/files/history_setting.h"
#include "collectors/files/taken_files.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(NamedHistories, AreWhereTheStartFileSays) {
  const auto paths = [](const char* text, const char* home) { return histories_named_in(text, home).paths; };
  EXPECT_THAT(paths("export HISTFILE=~/.cache/h\n", "/home/ann"), ElementsAre("/home/ann/.cache/h"));
  EXPECT_THAT(paths("HISTSIZE=9; HISTFILE=\"$HOME/my history\" # mine", "/home/ann"),
              ElementsAre("/home/ann/my history"));
  EXPECT_THAT(paths("HISTFILE='/var/log/cmd/${USER}.log';readonly HISTFILE", "/home/ann"),
              ElementsAre("/var/log/cmd/ann.log"));
  EXPECT_THAT(paths("if x; then HISTFILE=/a; else HISTFILE=/b; fi", "/root"), ElementsAre("/a", "/b"));
}

TEST(NamedHistories, OfWhichHalfIsQuotedWereLost) {
  const auto paths = [](const char* text) { return histories_named_in(text, "/home/ann").paths; };
  EXPECT_THAT(paths("HISTFILE=\"$HOME\"/.h"), ElementsAre("/home/ann/.h"));
  EXPECT_THAT(paths("HISTFILE=~/'my h'istory"), ElementsAre("/home/ann/my history"));
  EXPECT_THAT(paths("HISTFILE=/var/my\\ h#1"), ElementsAre("/var/my h#1"));
  EXPECT_THAT(paths("alias quiet='HISTFILE=/dev/shm/h'"), ElementsAre("/dev/shm/h"));
}

TEST(NamedHistories, AreNoneWhereNothingIsNamed) {
  for (const auto* line : {"#HISTFILE=/a", "  # HISTFILE=/a", "MYHISTFILE=/a", "HISTFILE=", "HISTFILE=\"",
                           "HISTFILE=''", "HISTFILE"}) {
    const auto named = histories_named_in(line, "/root");
    EXPECT_THAT(named.paths, IsEmpty()) << line;
    EXPECT_THAT(named.open, IsEmpty()) << line;
  }
}

TEST(NamedHistories, ThatOnlyTheShellKnowsWereDropped) {
  const auto open = [](const char* text) { return histories_named_in(text, "/root").open; };
  EXPECT_THAT(open("HISTFILE=/a/$(date)"), ElementsAre("/a/$(date)"));
  EXPECT_THAT(open("HISTFILE=/a/$(date +%F).log;x"), ElementsAre("/a/$(date +%F).log"));
  EXPECT_THAT(open("HISTFILE=/a/$("), ElementsAre("/a/$("));
  EXPECT_THAT(open("HISTFILE=/a/`id`"), ElementsAre("/a/`id`"));
  EXPECT_THAT(open("HISTFILE=$HOMER/a"), ElementsAre("$HOMER/a"));
  EXPECT_THAT(open("HISTFILE=~bob/a"), ElementsAre("~bob/a"));
  EXPECT_THAT(open("HISTFILE=\"/a"), ElementsAre("\"/a"));
}

TEST(NamedHistories, WithRelativePathsAreLookedForAtHome) {
  const auto named = histories_named_in("HISTFILE=.h2", "/home/ann");
  EXPECT_THAT(named.paths, ElementsAre("/home/ann/.h2"));
  EXPECT_THAT(named.open, ElementsAre(".h2"));
}

// A run over a made root with no plan but what start files name.
struct HistoryRun : tests::HostRun {
  explicit HistoryRun(const tests::MadeRoot& root) : HostRun{root.path()} {
    context.plan = &plan;
    context.taken = &taken;
    context.budget = 1 << 20;
  }
  const Plan plan;
  TakenFiles taken;
};

TEST(NamedHistories, AreTaken) {
  const tests::MadeRoot root;
  root.file("/etc/passwd", "ann:x:1000:1000::/home/ann:/bin/bash\n");
  root.file("/etc/profile.d/audit.sh", "export HISTFILE=/var/log/shell/$USER\n");
  root.file("/home/ann/.bashrc", "HISTFILE=/dev/shm/.h\n");
  root.file("/var/log/shell/ann", "id\n");
  root.file("/dev/shm/.h", "nc -e\n");
  HistoryRun run{root};
  const auto outcome = collect_history_files(run.context);
  EXPECT_EQ(outcome.items, 2u) << outcome.reason;
  for (const auto* path : {"/var/log/shell/ann", "/dev/shm/.h"}) {
    const auto* item = run.out.find("file", path);
    ASSERT_NE(item, nullptr) << path;
    EXPECT_EQ(item->item.source, "history.named");
  }
}

TEST(NamedHistories, ThatCannotBeFollowedAreSaidInTheOutcome) {
  const tests::MadeRoot root;
  root.file("/etc/passwd", "ann:x:1000:1000::/home/ann:/bin/bash\nbob:x:1001:1001::/home/bob:/bin/bash\n");
  root.file("/etc/profile.d/audit.sh", "export HISTFILE=/var/log/shell/$(whoami)\n");
  root.file("/home/bob/.bashrc", "HISTFILE=history\n");
  root.file("/home/bob/history", "id\n");
  HistoryRun run{root};
  const auto outcome = collect_history_files(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("2 start files with a HISTFILE that names no fixed path"));
  const auto* item = run.out.find("file", "/etc/profile.d/audit.sh");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->item.outcome, Outcome::skipped);
  EXPECT_EQ(item->item.reason, "its HISTFILE names no fixed path: /var/log/shell/$(whoami)");
  EXPECT_NE(run.out.find("file", "/home/bob/history"), nullptr) << "relative to where a login begins";
}

TEST(NamedHistories, OfAStartFileThatCannotBeReadAreSaidToBeUnknown) {
  const tests::MadeRoot root;
  root.folder("/home/ann");
  ASSERT_EQ(::mkfifo(root.at("/home/ann/.bashrc").c_str(), 0600), 0);
  root.link("/home/ann/.profile", "/nowhere");
  root.folder("/home/ann/.zshrc");
  HistoryRun run{root};
  const auto outcome = collect_history_files(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial) << "one start file is not the whole source";
  EXPECT_THAT(outcome.reason, HasSubstr("1 denied"));
  const auto* item = run.out.find("file", "/home/ann/.bashrc");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->item.outcome, Outcome::denied);
}

TEST(NamedHistories, BeyondTheFirstTenThousandAreCounted) {
  const tests::MadeRoot root;
  std::string text;
  for (int i = 0; i < 10'007; ++i) text += "HISTFILE=/h/" + std::to_string(i) + "\n";
  root.file("/root/.bashrc", text);
  HistoryRun run{root};
  const auto outcome = collect_history_files(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("7 more named histories than are followed"));
}

}  // namespace
}  // namespace firsthour::collectors
