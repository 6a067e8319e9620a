// SPDX-License-Identifier: Apache-2.0
// What the capturing thread hands to the one that digests and writes: pieces of a file, and the words that
// end one. Bounded: when the medium is slow the capturing thread waits here, and the kernel's ring takes what
// comes meanwhile.
#pragma once

#include "casefile/capture_manifest.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace firsthour::collectors {

struct Piece {
  std::string bytes;
  std::uint64_t packets = 0;                // whole packets in it
  std::optional<CapturedFile> end_of_file;  // the file ends behind it
  std::optional<Instant> next_file;         // one begins before it
};

class PieceQueue {
 public:
  explicit PieceQueue(std::size_t bytes) : most_{bytes} {}

  void push(Piece piece) {
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return held_ < most_ || closed_; });
    held_ += piece.bytes.size();
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
  // nullopt at the end.
  [[nodiscard]] std::optional<Piece> take() {
    std::unique_lock lock{mutex_};
    ready_.wait(lock, [&] { return !pieces_.empty() || closed_; });
    if (pieces_.empty()) return std::nullopt;
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    held_ -= piece.bytes.size();
    lock.unlock();
    room_.notify_one();
    return piece;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_, room_;
  std::deque<Piece> pieces_;
  std::size_t held_ = 0, most_;
  bool closed_ = false;
};

}  // namespace firsthour::collectors
