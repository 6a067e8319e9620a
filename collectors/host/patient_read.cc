// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/patient_read.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour::collectors {
namespace {

using Clock = std::chrono::steady_clock;

void close_from(int first) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0u, 0u) == 0) return;
#endif
  rlimit most{};
  ::getrlimit(RLIMIT_NOFILE, &most);
  for (int fd = first; fd < static_cast<int>(std::min<rlim_t>(most.rlim_cur, 65'536)); ++fd) ::close(fd);
}

// Only calls that are safe between fork and exec: other threads of ours may have held any lock.
[[noreturn]] void copy_file(const char* path, int into) {
  const int out = ::dup2(into, 0);
  close_from(1);
  const int file = ::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (out != 0 || file < 0) ::_exit(errno);
  std::array<char, 16 << 10> buffer;
  for (;;) {
    const ssize_t got = ::read(file, buffer.data(), buffer.size());
    if (got < 0 && errno != EINTR) ::_exit(errno);
    if (got == 0) ::_exit(0);
    for (ssize_t at = 0; at < got;) {
      const ssize_t written = ::write(out, buffer.data() + at, static_cast<std::size_t>(got - at));
      if (written < 0 && errno != EINTR) ::_exit(errno);
      if (written > 0) at += written;
    }
  }
}

// True when `fd` can be read (or has ended) before `end`; a source that never ends is given up, too.
bool wait_for(int fd, Clock::time_point end) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    pollfd one{fd, POLLIN, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

Result<FileBytes> read_in_child(const std::string& path, std::uint64_t limit,
                                std::chrono::milliseconds patience) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno(path);
  const Descriptor from{ends[0]};
  Descriptor into{ends[1]};
  const Clock::time_point end = Clock::now() + patience;
  const pid_t child = ::_Fork();
  if (child < 0) return fail_errno(path);
  if (child == 0) copy_file(path.c_str(), into.get());
  into.reset();

  FileBytes file;
  std::array<char, 16 << 10> buffer;
  for (;;) {
    if (!wait_for(from.get(), end)) {
      ::kill(child, SIGKILL);
      return fail(Errc::timed_out, path + ": the read did not return");
    }
    const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    const std::uint64_t room = limit - file.bytes.size();
    file.cut = static_cast<std::uint64_t>(got) > room;
    file.bytes.append(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(room, got)));
    if (file.cut) ::kill(child, SIGKILL);  // it waits for room in the pipe, no longer in the kernel
    if (file.cut) break;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!file.cut && WIFEXITED(status) && WEXITSTATUS(status) != 0)
    return fail_errno(path, WEXITSTATUS(status));
  return file;
}

}  // namespace firsthour::collectors
