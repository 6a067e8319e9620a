// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/named_histories.h"

#include "collectors/artifacts/plan.h"
#include "collectors/files/files.h"
#include "collectors/files/taken_files.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NamedHistories, AreWhereTheStartFileSays) {
  EXPECT_THAT(histories_named_in("export HISTFILE=~/.cache/h\n", "/home/ann"),
              ElementsAre("/home/ann/.cache/h"));
  EXPECT_THAT(histories_named_in("HISTSIZE=9; HISTFILE=\"$HOME/my history\" # mine", "/home/ann"),
              ElementsAre("/home/ann/my history"));
  EXPECT_THAT(histories_named_in("HISTFILE='/var/log/cmd/${USER}.log';readonly HISTFILE", "/home/ann"),
              ElementsAre("/var/log/cmd/ann.log"));
  EXPECT_THAT(histories_named_in("if x; then HISTFILE=/a; else HISTFILE=/b; fi", "/root"),
              ElementsAre("/a", "/b"));
}

TEST(NamedHistories, AreLeftOutWhereNobodyKnows) {
  for (const auto* line :
       {"#HISTFILE=/a", "  # HISTFILE=/a", "MYHISTFILE=/a", "HISTFILE=", "HISTFILE=relative",
        "HISTFILE=/a/$(date)", "HISTFILE=/a/`id`", "HISTFILE=$HOMER/a", "HISTFILE=\"", "HISTFILE"})
    EXPECT_THAT(histories_named_in(line, "/root"), IsEmpty()) << line;
}

TEST(NamedHistories, AreTaken) {
  const tests::MadeRoot root;
  root.file("/etc/passwd", "ann:x:1000:1000::/home/ann:/bin/bash\n");
  root.file("/etc/profile.d/audit.sh", "export HISTFILE=/var/log/shell/$USER\n");
  root.file("/home/ann/.bashrc", "HISTFILE=/dev/shm/.h\n");
  root.file("/var/log/shell/ann", "id\n");
  root.file("/dev/shm/.h", "nc -e\n");
  tests::HostRun run{root.path()};
  const Plan plan;
  TakenFiles taken;
  run.context.plan = &plan;
  run.context.taken = &taken;
  run.context.budget = 1 << 20;
  const auto outcome = collect_history_files(run.context);
  EXPECT_EQ(outcome.items, 2u) << outcome.reason;
  for (const auto* path : {"/var/log/shell/ann", "/dev/shm/.h"}) {
    const auto* item = run.out.find("file", path);
    ASSERT_NE(item, nullptr) << path;
    EXPECT_EQ(item->item.source, "history.named");
  }
}

}  // namespace
}  // namespace firsthour::collectors
