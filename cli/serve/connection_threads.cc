// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/connection_threads.h"

#include <system_error>

namespace firsthour::cli {
namespace {

thread_local bool crowded_here = false;

}  // namespace

bool ConnectionThreads::crowded() { return crowded_here; }

bool ConnectionThreads::start(const std::function<void()>& task) {
  {
    const std::scoped_lock lock{mutex_};
    if (running_ >= most_) return false;
    ++running_;
  }
  const auto run = [this, task] {
    task();
    const std::scoped_lock lock{mutex_};
    --running_;
    over_.notify_all();
  };
  try {
    std::thread{run}.detach();
  } catch (const std::system_error&) {  // no more threads: as good as too many clients
    const std::scoped_lock lock{mutex_};
    --running_;
    return false;
  }
  return true;
}

void ConnectionThreads::enqueue(std::function<void()> task) {
  if (start(task)) return;
  crowded_here = true;
  task();
  crowded_here = false;
}

void ConnectionThreads::shutdown() {
  std::unique_lock lock{mutex_};
  over_.wait(lock, [&] { return running_ == 0; });
}

}  // namespace firsthour::cli
