// SPDX-License-Identifier: Apache-2.0
// What /proc/PID/fdinfo/N says of a descriptor without a file: who is polled, watched, signalled or counted,
// proc_pid_fdinfo(5). Which lines are there depends on the kernel: what is not is absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One inotify or fanotify mark.
struct WatchedInode {
  std::optional<std::uint64_t> inode, device, mount;  // device as st_dev; a mark of a mount has only its id
  std::uint64_t mask = 0;
};

struct AnonymousInode {
  static constexpr std::size_t kMost = 64;  // of each list; the counts say how many there are

  std::string
      type;  // "eventpoll" "inotify" "io_uring" "pidfd" "kvm-vm" "userfaultfd" …, as the kernel names it
  std::vector<std::uint64_t> polled;  // descriptors of the same process
  std::vector<WatchedInode> watched;
  std::uint64_t polled_count = 0, watched_count = 0;
  std::optional<std::uint64_t> process;                   // of a pidfd; absent when it has gone
  std::optional<std::uint64_t> ring_files, ring_buffers;  // registered with an io_uring
  std::vector<std::string> ring_paths;                    // of its registered files; bytes
  std::optional<std::uint64_t> ring_thread;               // PID of its polling thread
  std::optional<std::uint64_t> clock;                     // of a timerfd, clockid_t
  std::string signals;                                    // of a signalfd: mask in hex
};

// `link` is "anon_inode:…" (the type), `text` the fdinfo. Total.
[[nodiscard]] AnonymousInode parse_anonymous_inode(std::string_view link, std::string_view text);

// "inode=19 device=65024 mask=0x3c0", "mount=27 mask=0x20".
[[nodiscard]] std::string describe(const WatchedInode& watched);

}  // namespace firsthour::collectors
