// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/stream_digest.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace firsthour::pack {
namespace {

constexpr std::uint64_t kWorthAThread = 1024 * 1024;
constexpr std::size_t kDrain = 64 * 1024;
constexpr std::size_t kMostQueued = 16;  // pieces of at most what one read returns

}  // namespace

// Hashes what is queued, in order. The queue is bounded: a fast source waits.
class StreamDigest::Behind {
 public:
  explicit Behind(Hasher& hasher) : hasher_{hasher}, thread_{[this] { run(); }} {}
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;
  ~Behind() {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void push(std::span<const std::byte> bytes) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return queue_.size() < kMostQueued; });
    queue_.emplace_back(bytes.begin(), bytes.end());
    lock.unlock();
    changed_.notify_all();
  }

 private:
  void run() {
    while (true) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] { return ended_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::vector<std::byte> piece = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      changed_.notify_all();
      hasher_.update(piece);
    }
  }

  Hasher& hasher_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<std::byte>> queue_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all above
};

std::string normal_digest(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':') continue;
    normal += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return normal;
}

StreamDigest::StreamDigest(ByteSource& from) : from_{from} {}
StreamDigest::~StreamDigest() = default;

Result<std::size_t> StreamDigest::read(std::span<std::byte> into) {
  auto got = from_.read(into);
  if (!got || *got == 0) return got;
  const auto bytes = into.first(*got);
  size_ += bytes.size();
  sha256_.update(bytes);
  if (!behind_ && !alone_ && size_ > kWorthAThread) {
    try {
      behind_ = std::make_unique<Behind>(sm3_);
    } catch (const std::system_error&) {
      alone_ = true;
    }
  }
  if (behind_)
    behind_->push(bytes);
  else
    sm3_.update(bytes);
  return got;
}

Result<> StreamDigest::drain() {
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(kDrain);
  while (true) {
    const auto got = read({buffer.get(), kDrain});
    if (!got) return tl::unexpected<Error>{got.error()};
    if (*got == 0) return {};
  }
}

std::string StreamDigest::finish_sm3() {
  behind_.reset();  // joins
  return sm3_.finish_hex();
}

}  // namespace firsthour::pack
