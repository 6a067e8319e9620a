// SPDX-License-Identifier: Apache-2.0
// Bodies and files that somebody wants whole, in bounded memory.
#pragma once

#include "triage/network/field.h"

#include <cstdint>
#include <memory>
#include <string>

namespace firsthour::triage::network {

// Shared by all that is kept at one time.
struct ContentRoom {
  std::uint64_t most_each = std::uint64_t{256} << 20;
  std::uint64_t most_all = std::uint64_t{512} << 20;
  std::uint64_t used = 0;
};

// The bytes of one body; they give their room back when the last who holds them lets go. Null: there were
// none, nobody wanted them, or there was no room.
using Content = std::shared_ptr<const std::string>;

// Grows while a body comes.
class KeptContent {
 public:
  // No room: nothing is kept.
  explicit KeptContent(std::shared_ptr<ContentRoom> room = {}) : room_{std::move(room)} {}
  void append(Bytes bytes);
  // What has come is worth nothing.
  void forget() { bytes_.reset(); }
  // Null also when it was too much: then all of it is missing, never a part.
  [[nodiscard]] Content finish();

 private:
  std::shared_ptr<ContentRoom> room_;
  std::shared_ptr<std::string> bytes_;
  bool over_ = false;
};

}  // namespace firsthour::triage::network
