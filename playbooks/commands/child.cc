// SPDX-License-Identifier: Apache-2.0
#include "playbooks/commands/child.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace firsthour::playbooks {
namespace {

class Child final : public RunningCommand {
 public:
  Child(pid_t pid, Descriptor output) : pid_{pid}, output_{std::move(output)} {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  ~Child() override {
    if (pid_ == 0) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  std::optional<CommandEnd> poll() override {
    drain();
    if (pid_ == 0) return end_;
    int status = 0;
    const pid_t gone = waitpid(pid_, &status, WNOHANG);
    if (gone == 0) return std::nullopt;
    drain();
    pid_ = 0;
    end_.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (*end_.exit != 0) {
      end_.outcome = StepOutcome::failure;
      end_.why = WIFSIGNALED(status) ? fmt::format("ended by signal {}", WTERMSIG(status))
                                     : fmt::format("ended with code {}", *end_.exit);
    }
    return end_;
  }

  void stop() override {
    if (pid_ != 0) kill(-pid_, asked_ ? SIGKILL : SIGTERM);
    asked_ = true;
  }

 private:
  // What is there now. A grandchild that keeps the pipe open does not hold us up.
  void drain() {
    std::array<char, 65536> block;
    while (output_) {
      const ssize_t got = read(output_.get(), block.data(), block.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return output_.reset();
      const auto size = static_cast<std::size_t>(got);
      const std::size_t kept = std::min(size, kMostOutput - end_.output.size());
      end_.output.append(block.data(), kept);
      end_.lost += size - kept;
    }
  }

  pid_t pid_;
  Descriptor output_;
  CommandEnd end_;
  bool asked_ = false;
};

std::string from_environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return fmt::format("{}={}", name, value ? value : otherwise);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Signals as at first, a process group of its own, no descriptor of ours but the pipe.
int spawn(std::vector<std::string>& arguments, std::vector<std::string>& environment,
          const std::string& folder, int input, int output, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  sigset_t as_at_first;
  sigemptyset(&as_at_first);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) sigaddset(&as_at_first, signal);
  posix_spawnattr_setsigdefault(&attributes, &as_at_first);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  const int failed = posix_spawnp(&pid, arguments[0].c_str(), &actions, &attributes,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

}  // namespace

Result<std::unique_ptr<RunningCommand>> run_child(
    std::vector<std::string> arguments, const std::string& folder,
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view input) {
  std::vector<std::string> variables{from_environment("PATH", "/usr/bin:/bin:/usr/sbin:/sbin"),
                                     from_environment("HOME", "/"), from_environment("LANG", "C.UTF-8")};
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe");
  Descriptor read_end{ends[0]}, write_end{ends[1]};
  fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
  // In memory: a pipe would have to be fed while the child reads.
  const Descriptor told{memfd_create("input", MFD_CLOEXEC)};
  if (!told) return fail_errno("cannot hold the input");
  for (std::size_t at = 0; at < input.size();) {
    const ssize_t put = write(told.get(), input.data() + at, input.size() - at);
    if (put < 0) return fail_errno("cannot hold the input");
    at += static_cast<std::size_t>(put);
  }
  lseek(told.get(), 0, SEEK_SET);
  pid_t pid = 0;
  if (const int failed = spawn(arguments, variables, folder, told.get(), write_end.get(), pid); failed != 0)
    return fail_errno("cannot start " + arguments[0], failed);
  return std::unique_ptr<RunningCommand>{std::make_unique<Child>(pid, std::move(read_end))};
}

}  // namespace firsthour::playbooks
