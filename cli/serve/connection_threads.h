// SPDX-License-Identifier: Apache-2.0
// A thread for each connection, up to a bound, as the HTTP library's queue of tasks.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace firsthour::cli {

class ConnectionThreads final : public httplib::TaskQueue {
 public:
  explicit ConnectionThreads(std::size_t most) : most_{most} {}

  // Over the bound the task runs at once in the caller's thread, where crowded() is true: it then only says
  // so and ends.
  void enqueue(std::function<void()> task) override;
  // Returns when the last task is over.
  void shutdown() override;

  [[nodiscard]] static bool crowded();

 private:
  [[nodiscard]] bool start(const std::function<void()>& task);

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable over_;
  std::size_t running_ = 0;
};

}  // namespace firsthour::cli
