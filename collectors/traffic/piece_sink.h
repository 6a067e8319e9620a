// SPDX-License-Identifier: Apache-2.0
// Gathers what the pcapng writer gives into pieces for the thread that writes, cut so that all but those of a
// quiet second may go to the disk past the page cache.
#pragma once

#include "casefile/bytes.h"
#include "collectors/traffic/piece_queue.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace firsthour::collectors {

class PieceSink final : public ByteSink {
 public:
  explicit PieceSink(PieceQueue& queue) : queue_{queue} {}

  // A packet is in what is written next.
  void count_packet() { ++packets_; }
  // Whole blocks.
  Result<> write(std::span<const std::byte> data) override;
  // Hands on what is gathered.
  void pass_on();

  void begin_file(Instant at);
  void end_file(CapturedFile file);
  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  PieceQueue& queue_;
  Piece piece_;
  std::uint64_t packets_ = 0, file_bytes_ = 0;
};

}  // namespace firsthour::collectors
