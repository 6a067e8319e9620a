// SPDX-License-Identifier: Apache-2.0
// What the capturing thread hands to the one that digests and writes: pieces of a file, and the words that
// end one. Bounded: when the medium is slow the capturing thread waits here, and the kernel's ring takes what
// comes meanwhile.
#pragma once

#include "casefile/capture_manifest.h"
#include "collectors/traffic/piece_buffer.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace firsthour::collectors {

struct Piece {
  PieceBuffer bytes;
  std::size_t whole = 0;      // how many of them end with a block; what is behind goes on in the next
  std::uint64_t packets = 0;  // that end in those, and began behind those of the piece before
  std::optional<CapturedFile> end_of_file;  // the file ends behind it
  std::optional<Instant> next_file;         // one begins before it
};

class PieceQueue {
 public:
  explicit PieceQueue(std::size_t pieces) : most_{pieces} {}

  // One that was used before, where there is one: fresh memory costs a page fault every 4 KiB.
  [[nodiscard]] PieceBuffer buffer() {
    const std::scoped_lock lock{mutex_};
    if (spare_.empty()) return PieceBuffer{};
    PieceBuffer buffer = std::move(spare_.back());
    spare_.pop_back();
    return buffer;
  }
  void give_back(PieceBuffer buffer) {
    if (buffer.bytes().empty()) return;
    const std::scoped_lock lock{mutex_};
    buffer.clear();
    spare_.push_back(std::move(buffer));
  }

  void push(Piece piece) {
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return pieces_.size() < most_ || closed_; });
    pieces_.push_back(std::move(piece));
    lock.unlock();
    ready_.notify_one();
  }
  // Nothing comes any more. What was pushed is still given out.
  void close() {
    const std::scoped_lock lock{mutex_};
    closed_ = true;
    ready_.notify_all();
    room_.notify_all();
  }
  struct Taken {
    Piece piece;
    bool many_wait = false;  // a quarter of what may wait does: the medium is slow
  };
  // nullopt at the end.
  [[nodiscard]] std::optional<Taken> take() {
    std::unique_lock lock{mutex_};
    ready_.wait(lock, [&] { return !pieces_.empty() || closed_; });
    if (pieces_.empty()) return std::nullopt;
    Taken taken{std::move(pieces_.front()), pieces_.size() > most_ / 4};
    pieces_.pop_front();
    lock.unlock();
    room_.notify_one();
    return taken;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_, room_;
  std::deque<Piece> pieces_;
  std::vector<PieceBuffer> spare_;
  std::size_t most_;
  bool closed_ = false;
};

}  // namespace firsthour::collectors
