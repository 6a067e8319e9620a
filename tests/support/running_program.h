// SPDX-License-Identifier: Apache-2.0
// A program that really runs while a test looks at it: a copy of sleep(1) under a name of the test's choice,
// or one that only ever was in memory.
#pragma once

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace firsthour::tests {

class RunningProgram {
 public:
  // Runs `file` with the name `argv0` and one argument, a long time to sleep. `prepare` is called in the new
  // process before; when it returns false the program is not run and this throws.
  static RunningProgram start(
      const std::string& file, const std::string& argv0,
      const std::function<bool()>& prepare = [] { return true; }) {
    return RunningProgram{[&](char* const* arguments, char* const* environment) {
                            if (prepare()) ::execve(file.c_str(), arguments, environment);
                          },
                          argv0};
  }
  static RunningProgram start_from_memory(const std::string& bytes, const std::string& argv0) {
    const Descriptor file{::memfd_create("payload", MFD_CLOEXEC)};
    if (!file || ::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error{"cannot fill a memfd"};
    return RunningProgram{[&](char* const* arguments, char* const* environment) {
                            ::fexecve(file.get(), arguments, environment);
                          },
                          argv0};
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;
  ~RunningProgram() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

  [[nodiscard]] static std::string sleep_bytes() {
    std::ifstream in{"/bin/sleep", std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
  }
  static void install_sleep(const std::string& as) {
    std::filesystem::copy_file("/bin/sleep", as);
    std::filesystem::permissions(as, std::filesystem::perms::owner_all);
  }

 private:
  template <class Exec>
  RunningProgram(Exec exec, std::string argv0) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    std::string seconds = "600", marker = "FIRSTHOUR_TEST=1";
    std::array<char*, 3> arguments{argv0.data(), seconds.data(), nullptr};
    std::array<char*, 2> environment{marker.data(), nullptr};
    pid_ = ::fork();
    if (pid_ == 0) {
      ::setsid();
      exec(arguments.data(), environment.data());
      [[maybe_unused]] const ssize_t told = ::write(pipe[1], "x", 1);
      ::_exit(127);
    }
    ::close(pipe[1]);
    char failed = 0;
    const ssize_t got = ::read(pipe[0], &failed, 1);  // ends when the exec closed the pipe
    ::close(pipe[0]);
    if (got != 0) {
      ::waitpid(pid_, nullptr, 0);
      throw std::runtime_error{"cannot run the program"};
    }
  }

  pid_t pid_ = -1;
};

}  // namespace firsthour::tests
