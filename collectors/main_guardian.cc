// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_guardian.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>

namespace firsthour::collectors {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::sigaddset(&signals, signal);
  return signals;
}

// Absent while the child lives.
std::optional<int> code_of(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, WNOHANG) != child) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int guard(pid_t child, int signals, int farewell) {
  for (;;) {
    if (const auto code = code_of(child)) return *code;
    std::array<pollfd, 2> both{{{signals, POLLIN, 0}, {farewell, POLLIN, 0}}};
    if (::poll(both.data(), both.size(), -1) < 0) continue;
    if ((both[1].revents & POLLIN) != 0) {
      unsigned char code = 0;
      if (::read(farewell, &code, 1) == 1) return code;
    }
    if (both[0].revents == 0) continue;
    signalfd_siginfo signal{};
    if (::read(signals, &signal, sizeof signal) != sizeof signal) continue;
    if (signal.ssi_signo != SIGCHLD) ::kill(child, static_cast<int>(signal.ssi_signo));
  }
}

}  // namespace

void Farewell::end(int code) const {
  std::fflush(nullptr);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
  const auto byte = static_cast<unsigned char>(code);
  if (::write(to_.get(), &byte, 1) != 1) ::_exit(code);  // nobody waits: nothing to tell
  ::_exit(code);
}

int run_guarded(const std::function<int(const Farewell&)>& work) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return work(Farewell{Descriptor{}});
  const Descriptor from{ends[0]};
  Descriptor into{ends[1]};
  const sigset_t signals = watched_signals();
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  const Descriptor arriving{::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)};
  const pid_t guardian = ::getpid();
  const pid_t child = arriving ? ::fork() : -1;
  if (child > 0) {
    into.reset();
    return guard(child, arriving.get(), from.get());
  }
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != guardian) ::_exit(128 + SIGKILL);  // it was killed before we asked
  }
  return work(Farewell{std::move(into)});
}

}  // namespace firsthour::collectors
