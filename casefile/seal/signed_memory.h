// SPDX-License-Identifier: Apache-2.0
// What a key has signed: the largest checkpoint of each log, in a file beside the key. It is how a copy of a
// case that was put back is known from the newest one on this machine.
//
//   firsthour.case/5e0f…-UUID 17 base64 of the root
#pragma once

#include "casefile/checkpoint.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour {

class SignedMemory {
 public:
  explicit SignedMemory(std::string file) : file_{std::move(file)} {}

  [[nodiscard]] Result<std::optional<Checkpoint>> last(std::string_view origin) const;
  // All are in the file, durable, when it returns; none when it fails. Several processes may do it at once.
  [[nodiscard]] Result<> remember(std::span<const Checkpoint> checkpoints) const;

 private:
  std::string file_;
};

}  // namespace firsthour
