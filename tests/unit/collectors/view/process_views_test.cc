// SPDX-License-Identifier: Apache-2.0
// This machine, seen through a host that lies: it leaves a process out of /proc, or puts one in.
#include "collectors/process/process_table.h"
#include "collectors/view/view.h"
#include "tests/support/altered_host.h"
#include "tests/support/made_root.h"
#include "tests/support/memory_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace firsthour::collectors {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using tests::AlteredHost;
using tests::MemoryCollection;

class Child {
 public:
  Child() : pid_{::fork()} {
    if (pid_ != 0) return;
    for (;;) ::pause();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  [[nodiscard]] std::string name() const { return std::to_string(pid_); }

 private:
  pid_t pid_;
};

struct Look {
  SourceOutcome take() {
    wishes.recheck = std::chrono::milliseconds{20};
    Context context{.host = host, .out = out, .processes = &table, .deadline = {}, .wishes = &wishes};
    return collect_process_views(context);
  }
  [[nodiscard]] Json difference(const std::string& name) const {
    for (auto& record : out.records("host.cross_view"))
      if (record["cross_view.name"] == name) return record;
    return {};
  }
  [[nodiscard]] Json check(const std::string& name) const {
    for (auto& record : out.records("host.cross_check"))
      if (record["cross_check.name"] == name) return record;
    return {};
  }
  AlteredHost host;
  MemoryCollection out;
  ProcessTable table;
  Wishes wishes;
};

std::vector<std::string> list_of(const Json& record, const char* key) {
  return record.at(key).get<std::vector<std::string>>();
}

TEST(ProcessViews, AnHonestHostHasNoDifferences) {
  Look look;
  const auto outcome = look.take();
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_TRUE(look.out.records("host.cross_view").empty());
  EXPECT_EQ(look.check("process.listing")["cross_check.differences"], 0);
  EXPECT_GT(look.check("process.listing")["cross_check.compared"], 1);
  EXPECT_TRUE(look.check("process.mentioned").contains("cross_check.views"));
}

TEST(ProcessViews, AProcessThatIsNotListedAnswersTheCalls) {
  const Child hidden;
  Look look;
  look.host.omit("/proc", hidden.name());
  look.host.vanish("/proc/" + hidden.name());
  look.take();
  const Json found = look.difference(hidden.name());
  ASSERT_FALSE(found.is_null());
  EXPECT_EQ(found["cross_view.subject"], "process");
  EXPECT_THAT(list_of(found, "cross_view.missing_from"), IsSupersetOf({"procfs.listing", "procfs.stat"}));
  EXPECT_THAT(list_of(found, "cross_view.seen_by"), IsSupersetOf({"kill", "getpgid", "sched_getscheduler"}));
  EXPECT_EQ(look.out.records("host.cross_view").size(), 1u) << "and nothing else is";
  EXPECT_EQ(look.check("process.listing")["cross_check.differences"], 1);
}

TEST(ProcessViews, AListedProcessWhoseFolderIsCoveredIsADifference) {
  const Child covered;
  Look look;
  look.host.vanish("/proc/" + covered.name());
  look.take();
  const Json found = look.difference(covered.name());
  ASSERT_FALSE(found.is_null());
  EXPECT_THAT(list_of(found, "cross_view.seen_by"), Contains("procfs.listing"));
  EXPECT_THAT(list_of(found, "cross_view.missing_from"), Contains("procfs.stat"));
}

TEST(ProcessViews, ANumberInProcThatAnswersToNothingIsADifference) {
  std::string gone;
  {
    const Child child;
    gone = child.name();
  }
  Look look;
  look.host.insert("/proc", gone);
  look.take();
  const Json found = look.difference(gone);
  ASSERT_FALSE(found.is_null());
  EXPECT_THAT(list_of(found, "cross_view.seen_by"), ::testing::ElementsAre("procfs.listing"));
}

TEST(ProcessViews, ThreadsAndProcessesThatComeAndGoAreNone) {
  std::atomic<bool> stop{false};
  std::thread busy{[&] {
    while (!stop) {
      const Child born;
    }
  }};
  Look look;
  look.take();
  stop = true;
  busy.join();
  EXPECT_TRUE(look.out.records("host.cross_view").empty());
}

TEST(ProcessViews, AnImageHasNoRunningProcesses) {
  const tests::MadeRoot root;
  const auto host = root.host();
  MemoryCollection out;
  ProcessTable table;
  Context context{.host = *host, .out = out, .processes = &table, .deadline = {}};
  EXPECT_EQ(collect_process_views(context).outcome, Outcome::skipped);
}

}  // namespace
}  // namespace firsthour::collectors
