// SPDX-License-Identifier: Apache-2.0
#include "triage/host/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CommandIn, SystemCrontabsNameAUser) {
  EXPECT_EQ(command_in("persistence.cron", "/etc/crontab", "*/5 * * * * root /opt/x -a"), "/opt/x -a");
  EXPECT_EQ(command_in("persistence.cron", "/etc/cron.d/x", "@reboot root\t/opt/x"), "/opt/x");
  EXPECT_EQ(command_in("persistence.cron", "/etc/cron.d/x", "PATH=/usr/bin:/bin"), "");
  EXPECT_EQ(command_in("persistence.cron", "/etc/cron.d/x", "# 1 2 3 4 5 root /tmp/x"), "");
}

TEST(CommandIn, UsersCrontabsDoNotAndScriptsAreShell) {
  EXPECT_EQ(command_in("persistence.cron", "/var/spool/cron/crontabs/bob", "1 2 3 4 5 /tmp/x y"), "/tmp/x y");
  EXPECT_EQ(command_in("persistence.cron", "/var/spool/cron/crontabs/bob", "@daily /tmp/x"), "/tmp/x");
  EXPECT_EQ(command_in("persistence.cron", "/etc/cron.daily/x", "  /tmp/x y"), "/tmp/x y");
  EXPECT_EQ(command_in("persistence.cron", "/etc/anacrontab", "1 5 cron.daily run-parts /etc/cron.daily"),
            "run-parts /etc/cron.daily");
}

TEST(CommandIn, UnitsAndUdevRules) {
  EXPECT_EQ(command_in("persistence.systemd", "/x.service", "ExecStart=-+/tmp/x y"), "/tmp/x y");
  EXPECT_EQ(command_in("persistence.systemd", "/x.service", "WorkingDirectory=/tmp/x"), "");
  EXPECT_EQ(command_in("persistence.udev", "/x.rules", R"(ACTION=="add", RUN+="/tmp/x y")"), "/tmp/x y");
  EXPECT_EQ(command_in("persistence.udev", "/x.rules", R"(ACTION=="add", NAME="eth0")"), "");
}

TEST(CommandIn, HostileLinesHaveNoCommand) {
  EXPECT_EQ(command_in("persistence.cron", "/etc/crontab", "* *"), "");
  EXPECT_EQ(command_in("persistence.systemd", "/x.service", "Exec="), "");
  EXPECT_EQ(command_in("persistence.systemd", "/x.service", "ExecStart=@-+"), "");
  EXPECT_EQ(command_in("persistence.udev", "/x.rules", "RUN+=\""), "");
}

TEST(PipeTargets, NameTheProgramAfterThePipe) {
  EXPECT_THAT(pipe_targets("curl -s x | bash"), ElementsAre("bash"));
  EXPECT_THAT(pipe_targets("curl x|sudo -n /bin/bash -s"), ElementsAre("bash"));
  EXPECT_THAT(pipe_targets("sh -c 'wget -qO- x | sh'"), ElementsAre("sh"));
  EXPECT_THAT(pipe_targets("a | LANG=C sort | env X=1 python3 -"), ElementsAre("sort", "python3"));
  EXPECT_THAT(pipe_targets("a |& tee x"), ElementsAre("tee"));
  EXPECT_THAT(pipe_targets("a | sha256sum"), ElementsAre("sha256sum"));
}

TEST(PipeTargets, AnAlternativeIsNoPipe) {
  EXPECT_THAT(pipe_targets("curl x || sh restart.sh"), IsEmpty());
  EXPECT_THAT(pipe_targets("a |"), IsEmpty());
  EXPECT_THAT(pipe_targets("|||"), IsEmpty());
}

}  // namespace
}  // namespace firsthour::triage
