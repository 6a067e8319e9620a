// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/sandbox.h"

#include "triage/sandbox_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <thread>

namespace firsthour::triage {
namespace {

constexpr int kNoSandbox = 77;

// What the function returns in a process that has shut itself in.
int inside(const std::function<int()>& what, std::uint64_t memory = 64U << 20U) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_sandbox(memory)) ::_exit(kNoSandbox);
    ::_exit(what());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

int refused(long result) { return result < 0 && errno == EPERM ? 0 : 1; }

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    if (inside([] { return 0; }) == kNoSandbox) GTEST_SKIP() << "this kernel has no seccomp filters";
  }
};

// In a container whose own filter refuses more filters it was said nowhere that workers are free.
TEST_F(Sandbox, WhereItIsRefusedThatIsAnError) {
  EXPECT_TRUE(try_sandbox());
  EXPECT_EQ(inside([] { return enter_sandbox(1U << 20U) ? 1 : 0; }), 0);
}

// Only what runs: the C library ends a process whose new thread may not register its rseq.
TEST_F(Sandbox, ThreadsThatRanBeforeAreInIt) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::atomic<bool> runs{false}, shut{false};
    int opened = 1;
    std::jthread helper{[&] {
      runs = true;
      runs.notify_one();
      shut.wait(false);
      opened = refused(::open("/etc/passwd", O_RDONLY));
    }};
    runs.wait(false);
    if (!enter_sandbox(64U << 20U)) ::_exit(kNoSandbox);
    shut = true;
    shut.notify_one();
    helper.join();
    ::_exit(opened);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(Sandbox, OpensNothingStartsNothingAndHasNoNetwork) {
  EXPECT_EQ(inside([] { return refused(::open("/etc/passwd", O_RDONLY)); }), 0);
  EXPECT_EQ(inside([] { return refused(::socket(AF_INET, SOCK_STREAM, 0)); }), 0);
  EXPECT_EQ(inside([] { return refused(::fork()); }), 0);
  EXPECT_EQ(inside([] { return refused(::unlink("/nonexistent")); }), 0);
  EXPECT_EQ(inside([] { return refused(::access("/etc/passwd", R_OK)); }), 0);
  EXPECT_EQ(inside([] { return refused(::kill(::getppid(), 0)); }), 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have to say what they found
  EXPECT_EQ(inside([] { return refused(::write(STDOUT_FILENO, "x", 1)); }), 0);
#endif
  EXPECT_EQ(inside([] {
              char* const arguments[] = {nullptr};
              return refused(::execve("/bin/true", arguments, arguments));
            }),
            0);
}

TEST_F(Sandbox, MakesNoMemoryExecutable) {
  EXPECT_EQ(inside([] {
              void* const page =
                  ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return page == MAP_FAILED && errno == EPERM ? 0 : 1;
            }),
            0);
}

TEST_F(Sandbox, AllocatesNoMoreThanItMay) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers' shadow memory cannot be limited";
#endif
  const auto allocate = [](std::size_t size) {
    return [size] {
      void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return memory == MAP_FAILED ? 1 : 0;
    };
  };
  EXPECT_EQ(inside(allocate(32U << 20U)), 0);
  EXPECT_EQ(inside(allocate(128U << 20U)), 1);
}

}  // namespace
}  // namespace firsthour::triage
