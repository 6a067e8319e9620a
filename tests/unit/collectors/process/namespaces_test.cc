// SPDX-License-Identifier: Apache-2.0
// Namespaces that are lived in, and one that only a descriptor keeps; who traces whom.
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

Json namespace_with(const tests::HostRun& run, std::uint64_t inode) {
  for (auto& record : run.out.records("host.namespace"))
    if (record["namespace.inode"] == inode) return record;
  return {};
}

TEST(Namespaces, OneHeldBehindManyDescriptorsOfAnotherWasCrowdedOut) {
  const int uts = ::open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
  std::vector<int> many;
  for (int i = 0; i < 500; ++i) many.push_back(::fcntl(uts, F_DUPFD_CLOEXEC, 3));
  ProcessTable table;
  table.fill(*open_host("/").value());
  for (const int each : many) ::close(each);
  ::close(uts);
  const auto ours = std::ranges::count_if(table.held_namespaces(), [](const HeldNamespace& held) {
    return held.pid == static_cast<Pid>(::getpid());
  });
  EXPECT_EQ(ours, 1);
  EXPECT_EQ(table.held_beyond(), 0u);
}

TEST(Namespaces, OneThatOnlyADescriptorKeepsIsNamed) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const char made = ::unshare(CLONE_NEWUTS) == 0 ? 'y' : 'n';
    static_cast<void>(!::write(ends[1], &made, 1));
    ::pause();
    ::_exit(0);
  }
  char made = 'n';
  ASSERT_EQ(::read(ends[0], &made, 1), 1);
  const std::string path = "/proc/" + std::to_string(child) + "/ns/uts";
  const int held = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  ::fstat(held, &status);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  if (made != 'y') GTEST_SKIP() << "needs the right to make a namespace";

  tests::HostRun run;
  ASSERT_NE(collect_namespaces(run.context).outcome, Outcome::failed);
  const Json record = namespace_with(run, status.st_ino);
  ::close(held);
  ASSERT_FALSE(record.is_null());
  EXPECT_EQ(record["namespace.kind"], "uts");
  EXPECT_EQ(record["namespace.pid_count"], 0);
  EXPECT_EQ(record["namespace.holders"], Json::array({"descriptor"}));
  EXPECT_EQ(record["namespace.descriptor_pids"], Json::array({::getpid()}));
  EXPECT_EQ(record["namespace.owner_uid"], 0);
  EXPECT_TRUE(record.contains("namespace.user_namespace"));
}

TEST(Ptrace, ARecordNamesBothEnds) {
  const pid_t child = ::fork();
  if (child == 0)
    for (;;) ::pause();
  if (::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) != 0) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    GTEST_SKIP() << "needs the right to trace";
  }
  tests::HostRun run;
  run.context.packages = nullptr;
  ASSERT_NE(collect_processes(run.context).outcome, Outcome::failed);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto traced = run.out.records_with("host.ptrace", "process.pid", child);
  ASSERT_EQ(traced.size(), 1u);
  EXPECT_EQ(traced[0]["tracer.pid"], ::getpid());
  EXPECT_EQ(traced[0]["tracer.name"], traced[0]["process.name"]);
}

}  // namespace
}  // namespace firsthour::collectors
