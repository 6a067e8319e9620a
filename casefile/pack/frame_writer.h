// SPDX-License-Identifier: Apache-2.0
// The way out of a collection: plain bytes, or zstd frames that a cut cannot hold back. After end_frame()
// everything written so far has been handed to the sink.
#pragma once

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/result.h"

#include <cstddef>
#include <memory>
#include <span>

namespace firsthour::pack {

class FrameWriter {
 public:
  FrameWriter(ByteSink& out, bool compress);
  ~FrameWriter();
  [[nodiscard]] Result<> write(std::span<const std::byte> data);
  [[nodiscard]] Result<> end_frame();
  // Compressed streams end with a skippable frame that holds the SHA-256 of all bytes before it: the
  // frames have bits that no decoder reads, and a change of those must show too.
  [[nodiscard]] Result<> end_stream();

 private:
  struct Compression;
  [[nodiscard]] Result<> compress(std::span<const std::byte> data, bool end);
  [[nodiscard]] Result<> hand_over(std::span<const std::byte> data);

  ByteSink& out_;
  std::unique_ptr<Compression> compression_;  // null: plain
};

}  // namespace firsthour::pack
