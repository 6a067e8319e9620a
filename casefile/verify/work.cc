// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/work.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace firsthour::verify {

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& one) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;  // out of memory, say: for the caller's thread, not the end of the program
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) one(i);
    } catch (...) {
      const std::lock_guard lock{mutex};
      failure = std::current_exception();
    }
  };
  {
    const std::size_t wanted = std::min<std::size_t>({count, 4, std::thread::hardware_concurrency()});
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

void Progress::done(std::uint64_t bytes) {
  const std::uint64_t sum = done_ += bytes;
  if (!wanted_) return;
  using namespace std::chrono;
  const std::int64_t now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  std::int64_t before = shown_at_;
  if (before == 0) shown_at_.compare_exchange_strong(before, now);  // nothing in the first moment
  if (before == 0 || now - before < 250 || !shown_at_.compare_exchange_strong(before, now)) return;
  const std::uint64_t total = total_;
  std::string line = (chinese_ ? "已检查 " : "checked ") + shown_size(sum);
  if (total) line += " / " + shown_size(total);
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
}

void Progress::end() {
  if (wanted_) std::fputs("\r\x1b[K", stderr);
  wanted_ = false;
}

}  // namespace firsthour::verify
