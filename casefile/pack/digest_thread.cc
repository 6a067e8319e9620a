// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/digest_thread.h"

#include <utility>

namespace firsthour::pack {
namespace {

constexpr std::size_t kMostWaiting = 8;

}  // namespace

DigestThread::DigestThread(Algorithm algorithm, bool by_part)
    : by_part_{by_part}, whole_{algorithm}, part_{algorithm}, thread_{[this] { run(); }} {}

DigestThread::~DigestThread() {
  if (thread_.joinable()) static_cast<void>(finish());
}

void DigestThread::add(Block block) {
  if (!block->empty()) push(std::move(block));
}

void DigestThread::end_part() { push(std::make_shared<const std::vector<std::byte>>()); }

void DigestThread::push(Block block) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting; });
  waiting_.push_back(std::move(block));
  changed_.notify_all();
}

DigestThread::Digests DigestThread::finish() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
  digests_.whole = whole_.finish_hex();
  return std::move(digests_);
}

void DigestThread::run() {
  for (;;) {
    Block block;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      block = std::move(waiting_.front());
      waiting_.pop_front();
    }
    changed_.notify_all();
    if (block->empty()) {
      if (by_part_) digests_.parts.push_back(part_.finish_hex());
      continue;
    }
    whole_.update(*block);
    if (by_part_) part_.update(*block);
  }
}

}  // namespace firsthour::pack
