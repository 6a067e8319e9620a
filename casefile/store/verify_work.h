// SPDX-License-Identifier: Apache-2.0
// What the two threads of FolderCheck share.
#pragma once

#include "casefile/store/verify_parts.h"

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace firsthour {

// What to do next, how far it is, whether to stop.
struct FolderCheck::Work {
  std::vector<std::pair<Sha256, ExpectedObject>> objects;
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> items{0}, bytes{0};
  std::atomic<bool> stop{false};
  std::thread::id reporter = std::this_thread::get_id();
};

}  // namespace firsthour
