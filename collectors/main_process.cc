// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_process.h"

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>

namespace firsthour::collectors {
namespace {

constexpr rlim_t kMostMemory = 1 << 30;
constexpr int kInterrupted = 130;
constexpr std::chrono::milliseconds kSameSignal{500};
// ioprio_set(2). <linux/ioprio.h> of 6.1.192 has a parameter called `class`: no C++ any more.
constexpr int kWhoProcess = 1, kClassShift = 13;
enum class IoClass { best_effort = 2, idle = 3 };
constexpr int io_priority(IoClass io, int level) { return static_cast<int>(io) << kClassShift | level; }

void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their shadow memory is terabytes
  // Arenas of 64 MiB a thread would use the ceiling up unseen.
  ::mallopt(M_ARENA_MAX, 2);
  const rlimit memory{kMostMemory, kMostMemory};
  ::setrlimit(RLIMIT_AS, &memory);
#endif
}

// Of the calling thread; those it starts later inherit them.
void set_priorities(int nice, int io) {
  ::setpriority(PRIO_PROCESS, 0, nice);
  ::syscall(SYS_ioprio_set, kWhoProcess, 0, io);
}

}  // namespace

void be_modest() {
  ::umask(077);
  ::signal(SIGPIPE, SIG_IGN);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  set_priorities(5, io_priority(IoClass::best_effort, 7));
  limit_memory();
}

void be_idle() { set_priorities(19, io_priority(IoClass::idle, 0)); }

StopSignals::StopSignals(std::atomic<bool>& stop) {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  signals_ = Descriptor{::signalfd(-1, &signals, SFD_CLOEXEC)};
  ending_ = Descriptor{::eventfd(0, EFD_CLOEXEC)};
  thread_ = std::thread{[this, &stop] { wait(stop); }};
}

StopSignals::~StopSignals() {
  const std::uint64_t one = 1;
  if (::write(ending_.get(), &one, sizeof one) != sizeof one)
    ::_exit(kInterrupted);  // cannot happen: 8 bytes
  thread_.join();
}

void StopSignals::wait(std::atomic<bool>& stop) {
  auto first = std::chrono::steady_clock::time_point{};
  for (;;) {
    pollfd both[] = {{signals_.get(), POLLIN, 0}, {ending_.get(), POLLIN, 0}};
    if (::poll(both, 2, -1) < 0) continue;
    if (both[1].revents != 0) return;
    signalfd_siginfo signal{};
    if (::read(signals_.get(), &signal, sizeof signal) != sizeof signal) continue;
    const auto now = std::chrono::steady_clock::now();
    if (!stop.exchange(true)) first = now;
    if (now - first >= kSameSignal) ::_exit(kInterrupted);
  }
}

}  // namespace firsthour::collectors
