// SPDX-License-Identifier: Apache-2.0
// A file that cannot grow stands for the full disk: RLIMIT_FSIZE gives EFBIG (as FAT32 does at 4 GiB) where a
// full disk gives ENOSPC, and both mean no_space. SQLite tells them apart, so the ledger gets a small disk
// too.
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace firsthour {
namespace {

class FullDisk : public CaseFixture {
 protected:
  // Runs `work` in a process whose files cannot grow over `limit` bytes; returns its exit status.
  static int run_limited(rlim_t limit, const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit to{limit, limit};
      if (::setrlimit(RLIMIT_FSIZE, &to) != 0) ::_exit(99);
      ::_exit(work());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
  }
};

TEST_F(FullDisk, AnItemThatDoesNotFitIsRefusedAndTheRestStays) {
  {
    const auto writer = create();
    attach(*writer, "/small", "fits");
    ASSERT_TRUE(writer->close());
  }
  EXPECT_EQ(run_limited(1 << 20,
                        [&] {
                          const auto writer = reopen();
                          if (!writer) return 1;
                          const std::string bytes(4 << 20, 'x');
                          MemorySource source{as_bytes(bytes)};
                          const auto attached = writer->attach(collected_file("/large"), source);
                          if (attached || attached.error().code != Errc::no_space) return 2;
                          note(*writer, "went on without it");
                          return writer->close() ? 0 : 3;
                        }),
            0);
  EXPECT_EQ(told(verify()), "");
  EXPECT_EQ(read()->overview()->items, 1U);
}

TEST_F(FullDisk, AnIngestThatRunsOutOfSpaceKeepsWhatWasTold) {
  ASSERT_TRUE(create()->close());
  const std::string collection = make_collection([](CollectionWriter& writer) {
    ASSERT_TRUE(writer.add(collected_file("/first"), as_bytes(std::string(100'000, 'a'))));
    ASSERT_TRUE(writer.mark("volatile-done"));
    ASSERT_TRUE(writer.add(collected_file("/huge"), as_bytes(std::string(4 << 20, 'b'))));
  });
  EXPECT_EQ(run_limited(1 << 20,
                        [&] {
                          const auto writer = reopen();
                          if (!writer) return 1;
                          MemorySource source{as_bytes(collection)};
                          const auto result = writer->ingest(source, {});
                          return result || result.error().code != Errc::no_space ? 2 : 0;
                        }),
            0);
  for (const auto& problem : verify().problems) EXPECT_EQ(problem.kind, VerifyKind::not_closed_cleanly);
  EXPECT_EQ(read()->overview()->items, 2U) << "the first file and the mark";
  ASSERT_TRUE(reopen()->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(FullDisk, ALedgerThatMayNotGrowIsNoSpaceToo) {
  ASSERT_TRUE(create()->close());
  EXPECT_EQ(
      run_limited(200 << 10,
                  [&] {
                    const auto writer = reopen();
                    if (!writer) return 1;
                    std::uint64_t written = 0;
                    for (;; ++written) {
                      const auto done = writer->append("action", Json{{"what", std::string(5000, 'n')}});
                      if (done) continue;
                      if (done.error().code != Errc::no_space) return 2;
                      break;
                    }
                    return written > 5 && writer->size() == written + 1 ? 0 : 3;
                  }),
      0)
      << "2: another error than no_space, 3: events lost";
  for (const auto& problem : verify().problems) EXPECT_EQ(problem.kind, VerifyKind::not_closed_cleanly);
}

// A disk of its own, of `size`, at `place`, seen by this process only.
bool mount_small_disk(const std::string& place, const std::string& size) {
  if (::unshare(::getuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("none", place.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
}

TEST_F(FullDisk, EventsAreRefusedAndThoseWrittenStay) {
  constexpr int kNoDisk = 77;
  std::filesystem::create_directory(case_path());
  const int status = run_limited(RLIM_INFINITY, [&] {
    if (!mount_small_disk(case_path(), "256k")) return kNoDisk;
    const std::string path = case_path() + "/small.case";
    auto writer = create_case({path, "x", false, nullptr}, author(), key_);
    if (!writer) return 1;
    std::uint64_t written = 0;
    for (;; ++written) {
      const auto done = (*writer)->append("action", Json{{"what", std::string(5000, 'n')}});
      if (done) continue;
      if (done.error().code != Errc::no_space) return 2;
      break;
    }
    if (written < 5 || (*writer)->size() != written + 1) return 3;
    const auto report = verify_case(path, {});
    if (!report) return 4;
    for (const auto& problem : report->problems)
      if (problem.kind != VerifyKind::not_closed_cleanly) return 5;
    return 0;
  });
  if (status == kNoDisk) GTEST_SKIP() << "no right to mount a small disk of one's own here";
  EXPECT_EQ(status, 0) << "1: creating, 2: another error than no_space, 3: events lost, 4 and 5: verifying";
}

}  // namespace
}  // namespace firsthour
