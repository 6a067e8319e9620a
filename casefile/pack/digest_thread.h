// SPDX-License-Identifier: Apache-2.0
// One digest of a long stream, computed in a thread of its own so that SM3, an eighth as fast as SHA-256,
// does not slow the writing more than it must. Memory: at most eight blocks are waiting.
#pragma once

#include "casefile/digest.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace firsthour::pack {

using Block = std::shared_ptr<const std::vector<std::byte>>;

class DigestThread {
 public:
  // `by_part`: each part gets a digest beside that of the whole.
  DigestThread(Algorithm algorithm, bool by_part);
  ~DigestThread();
  DigestThread(const DigestThread&) = delete;
  DigestThread& operator=(const DigestThread&) = delete;

  void add(Block block);
  void end_part();
  // Waits for the end; nothing may be added afterwards.
  struct Digests {
    std::string whole;               // hex
    std::vector<std::string> parts;  // in order; empty unless by_part
  };
  [[nodiscard]] Digests finish();

 private:
  void push(Block block);
  void run();

  bool by_part_;
  Hasher whole_, part_;
  Digests digests_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> waiting_;  // an empty block ends a part
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace firsthour::pack
