// SPDX-License-Identifier: Apache-2.0
// A process that is none of this run's: a child of ours would be passed over by the collectors, so it is
// handed over to init. It does what it is told and sleeps then, until the end of the test.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

namespace firsthour::tests {

class OrphanProcess {
 public:
  explicit OrphanProcess(const std::function<void()>& prepare) {
    std::array<int, 2> ready{};
    if (::pipe(ready.data()) != 0) throw std::runtime_error{"no pipe"};
    const pid_t between = ::fork();
    if (between == 0) {
      if (::fork() != 0) ::_exit(0);
      const pid_t self = ::getpid();
      prepare();
      [[maybe_unused]] const ssize_t told = ::write(ready[1], &self, sizeof self);
      for (;;) ::pause();
    }
    ::waitpid(between, nullptr, 0);
    ::close(ready[1]);
    const ssize_t got = ::read(ready[0], &pid_, sizeof pid_);
    ::close(ready[0]);
    if (got != sizeof pid_) throw std::runtime_error{"the process did not start"};
    wait_until_asleep();
  }
  OrphanProcess(const OrphanProcess&) = delete;
  OrphanProcess& operator=(const OrphanProcess&) = delete;
  ~OrphanProcess() { ::kill(pid_, SIGKILL); }

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  // Until then it may fault pages in by itself.
  void wait_until_asleep() const {
    for (std::string word; word != "S";) {
      std::ifstream stat{"/proc/" + std::to_string(pid_) + "/stat"};
      if (!(stat >> word >> word >> word)) throw std::runtime_error{"the process has ended"};
    }
  }

  pid_t pid_ = -1;
};

}  // namespace firsthour::tests
