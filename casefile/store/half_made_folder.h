// SPDX-License-Identifier: Apache-2.0
// A folder that is being made beside its place: gone unless it was put there whole.
#pragma once

#include "casefile/result.h"

#include <string>
#include <utility>

namespace firsthour {

class HalfMadeFolder {
 public:
  // Refuses (usage) when something stands at `place` already. The folder is "PLACE.new-" and random digits.
  [[nodiscard]] static Result<HalfMadeFolder> make(const std::string& place);
  HalfMadeFolder(HalfMadeFolder&& other) noexcept : path_{std::exchange(other.path_, {})} {}
  HalfMadeFolder& operator=(HalfMadeFolder&&) = delete;
  ~HalfMadeFolder();

  [[nodiscard]] const std::string& path() const { return path_; }
  // REQUIRES: what is in it is durable.
  [[nodiscard]] Result<> put_in_place(const std::string& place);

 private:
  explicit HalfMadeFolder(std::string path) : path_{std::move(path)} {}
  std::string path_;
};

}  // namespace firsthour
