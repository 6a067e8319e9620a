// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/digest_lanes.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace firsthour {
namespace {

constexpr std::size_t kMostBlocks = 24;
constexpr std::align_val_t kPage{4096};

using Share = std::shared_ptr<const Block>;

}  // namespace

std::byte* Block::allocate() {
  return static_cast<std::byte*>(::operator new(static_cast<std::size_t>(kChunkLength), kPage));
}
void Block::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, kPage); }

class DigestLanes::Lanes {
 public:
  Lanes(const DigestPlan& plan, bool threads) : threads_{threads}, with_leaves_{plan.leaves} {
    for (const Algorithm algorithm : plan.algorithms) hashers_.emplace_back(algorithm, Hasher{algorithm});
    for (auto& [algorithm, hasher] : hashers_)
      lanes_.push_back({[&hasher](std::span<const std::byte> bytes) { hasher.update(bytes); }, {}, {}});
    if (plan.leaves) lanes_.push_back({[this](std::span<const std::byte> b) { hash_chunk(b); }, {}, {}});
  }
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;
  ~Lanes() { join(); }

  std::shared_ptr<Block> take() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !free_.empty() || blocks_ < kMostBlocks; });
    std::unique_ptr<Block> block;
    if (!free_.empty()) {
      block = std::move(free_.back());
      free_.pop_back();
    } else {
      ++blocks_;
      lock.unlock();
      block = std::make_unique<Block>();
    }
    block->size = 0;
    return {block.release(), [this](Block* used) { put_back(used); }};
  }

  void give(std::shared_ptr<Block> block) {
    if (block->size == 0) return;
    // The first waits for a second: then the threads are worth it.
    if (!first_ && !running_ && !alone_) {
      first_ = std::move(block);
      if (!threads_) go_alone();
      return;
    }
    if (!running_ && !alone_) start();
    if (alone_) return hash_here(block->bytes());
    const std::lock_guard lock{mutex_};
    for (Lane& lane : lanes_) lane.queue.push_back(block);
    changed_.notify_all();
  }

  void update(std::span<const std::byte> bytes) {
    if (!threads_) return hash_here(bytes);
    while (!bytes.empty()) {
      if (!current_) current_ = take();
      const std::size_t piece = std::min(bytes.size(), current_->room().size() - current_->size);
      std::memcpy(current_->room().data() + current_->size, bytes.data(), piece);
      current_->size += piece;
      bytes = bytes.subspan(piece);
      if (current_->size == current_->room().size()) give(std::move(current_));
    }
  }

  void finish() {
    if (current_) give(std::move(current_));
    if (!running_) go_alone();
    join();
    for (auto& [algorithm, hasher] : hashers_) values_[algorithm] = hasher.finish_hex();
    if (with_leaves_) all_leaves_ = chunks_.finish();
  }

  [[nodiscard]] const std::string& hex(Algorithm algorithm) const { return values_.at(algorithm); }
  [[nodiscard]] const std::string& leaves() const { return all_leaves_; }
  [[nodiscard]] std::string leaves_so_far() const {
    const std::lock_guard lock{leaves_mutex_};
    return chunks_.so_far();
  }

 private:
  struct Lane {
    std::function<void(std::span<const std::byte>)> hash;
    std::deque<Share> queue;
    std::thread thread;
  };

  void hash_chunk(std::span<const std::byte> bytes) {
    const std::lock_guard lock{leaves_mutex_};
    chunks_.update(bytes);
  }
  void hash_here(std::span<const std::byte> bytes) {
    for (Lane& lane : lanes_) lane.hash(bytes);
  }
  void go_alone() {
    alone_ = true;
    if (const Share first = std::move(first_)) hash_here(first->bytes());
  }

  void start() {
    running_ = true;
    for (Lane& lane : lanes_) lane.queue.push_back(first_);
    first_.reset();
    std::size_t started = 0;
    try {
      for (; started < lanes_.size(); ++started)
        lanes_[started].thread = std::thread{[this, &lane = lanes_[started]] { run(lane); }};
    } catch (const std::system_error&) {
      // No thread to be had: those that began end with what they have, the rest is done here.
      const Share first = lanes_[started].queue.front();
      end_threads();
      for (; started < lanes_.size(); ++started) lanes_[started].hash(first->bytes());
      running_ = false;
      alone_ = true;
    }
  }

  void run(Lane& lane) {
    for (;;) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] { return ended_ || !lane.queue.empty(); });
      if (lane.queue.empty()) return;
      Share block = std::move(lane.queue.front());
      lane.queue.pop_front();
      lock.unlock();
      lane.hash(block->bytes());
    }
  }

  void put_back(Block* used) {
    const std::lock_guard lock{mutex_};
    free_.emplace_back(used);
    changed_.notify_all();
  }

  void end_threads() {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
    }
    changed_.notify_all();
    for (Lane& lane : lanes_)
      if (lane.thread.joinable()) lane.thread.join();
  }
  void join() {
    if (running_) end_threads();
    running_ = false;
    // Whoever gave up in the middle leaves blocks here; they go back to the pool before it goes.
    current_.reset();
    first_.reset();
    for (Lane& lane : lanes_) lane.queue.clear();
  }

  bool threads_, with_leaves_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Block>> free_;
  std::size_t blocks_ = 0;
  std::vector<std::pair<Algorithm, Hasher>> hashers_;
  ChunkLeaves chunks_;
  mutable std::mutex leaves_mutex_;  // of chunks_
  std::deque<Lane> lanes_;
  std::shared_ptr<Block> current_, first_;
  bool running_ = false, alone_ = false, ended_ = false;
  std::map<Algorithm, std::string> values_;
  std::string all_leaves_;
};

DigestLanes::DigestLanes(const DigestPlan& plan, bool threads)
    : lanes_{std::make_unique<Lanes>(plan, threads)} {}
DigestLanes::DigestLanes(DigestLanes&&) noexcept = default;
DigestLanes::~DigestLanes() = default;

std::shared_ptr<Block> DigestLanes::take() { return lanes_->take(); }
void DigestLanes::give(std::shared_ptr<Block> block) { lanes_->give(std::move(block)); }
void DigestLanes::update(std::span<const std::byte> bytes) { lanes_->update(bytes); }
void DigestLanes::finish() { lanes_->finish(); }
const std::string& DigestLanes::hex(Algorithm algorithm) const { return lanes_->hex(algorithm); }
const std::string& DigestLanes::leaves() const { return lanes_->leaves(); }
std::string DigestLanes::leaves_so_far() const { return lanes_->leaves_so_far(); }

}  // namespace firsthour
