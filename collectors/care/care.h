// SPDX-License-Identifier: Apache-2.0
// What keeps the examined host well, and the run alive: every call into the host's file systems is watched,
// so that one that never returns (a dead mount, a dying disk) costs its own source and not the run; and reads
// and computing stay under ceilings. The host door (host/) reports its calls; main_run decides. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace firsthour::collectors {

struct Ceilings {
  unsigned cpu_percent = 0;          // of one core, all threads together; 0 = none
  std::uint64_t bytes_a_second = 0;  // read from files; 0 = none
};

class Care {
 public:
  using Clock = std::chrono::steady_clock;

  // One call into the kernel that may not return. `path` must live as long. A thread that was given up never
  // comes back from the end of its call: what it holds belongs to others by now.
  class Call {
   public:
    Call(Care* care, std::string_view path);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Care* care_;
  };

  // From now on the ceilings hold: after the volatile set, which is a second's work and must not age.
  void begin(Ceilings ceilings);
  // `bytes` were read from a file; sleeps as long as a ceiling asks for. Null care: nothing.
  static void took(Care* care, std::uint64_t bytes);

  // The call in which the thread is, when it began at least `patience` ago.
  struct Stuck {
    std::string path;
    std::chrono::seconds since;
  };
  [[nodiscard]] std::optional<Stuck> stuck(std::thread::id thread, std::chrono::seconds patience) const;
  // Only of a thread that is stuck() and holds nothing that others wait for.
  void give_up(std::thread::id thread);
  [[nodiscard]] bool gave_up_any() const;

 private:
  struct Open {
    std::thread::id thread;
    std::string_view path;
    Clock::time_point since;
  };
  [[nodiscard]] Clock::duration debt(std::uint64_t bytes);
  [[nodiscard]] bool given_up(std::thread::id thread) const;

  mutable std::mutex mutex_;
  std::vector<Open> calls_;
  std::vector<std::thread::id> given_up_;
  std::optional<Ceilings> ceilings_;
  Clock::time_point io_free_{};  // when the bytes read so far are paid for
  Clock::time_point cpu_since_{};
  std::chrono::nanoseconds cpu_spent_{0};
};

}  // namespace firsthour::collectors
