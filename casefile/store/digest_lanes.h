// SPDX-License-Identifier: Apache-2.0
// Several digests of one stream in one pass, each in a thread of its own: the bytes come in blocks that all
// threads share, out of a pool that bounds memory. A stream of one block costs no thread.
#pragma once

#include "casefile/digest.h"
#include "casefile/store/chunk_tree.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace firsthour {

struct DigestPlan {
  std::vector<Algorithm> algorithms;  // each once
  bool leaves = false;                // of the chunk tree
};

// A block is one chunk of the chunk tree, aligned to pages.
class Block {
 public:
  [[nodiscard]] std::span<std::byte> room() { return {bytes_.get(), kChunkLength}; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {bytes_.get(), size}; }
  std::size_t size = 0;  // bytes filled

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  static std::byte* allocate();
  std::unique_ptr<std::byte, Free> bytes_{allocate()};
};

class DigestLanes {
 public:
  // Without `threads` all is done by the caller's: for streams of which there are many at a time.
  explicit DigestLanes(const DigestPlan& plan, bool threads = true);
  DigestLanes(DigestLanes&&) noexcept;
  DigestLanes& operator=(DigestLanes&&) = delete;
  ~DigestLanes();

  // A block to fill; waits while too many are being hashed. All blocks but the last are filled whole.
  [[nodiscard]] std::shared_ptr<Block> take();
  // Hashes the block. It stays the caller's to read; the pool has it again when nobody holds it.
  void give(std::shared_ptr<Block> block);
  // The same for bytes in pieces of any size, which are copied. Not to be mixed with the above.
  void update(std::span<const std::byte> bytes);

  // Ends the stream and waits for the threads.
  void finish();
  // REQUIRES: finished, and the algorithm is one of the plan.
  [[nodiscard]] const std::string& hex(Algorithm algorithm) const;
  [[nodiscard]] const std::string& leaves() const;
  // Leaf hashes that are ready, of the first chunks. May be asked while blocks are being hashed.
  [[nodiscard]] std::string leaves_so_far() const;

 private:
  class Lanes;
  std::unique_ptr<Lanes> lanes_;
};

}  // namespace firsthour
