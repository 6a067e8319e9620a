// SPDX-License-Identifier: Apache-2.0
// Compares a manifest with what came, line by line: same files, same order, same digests, nothing more.
#pragma once

#include "casefile/digest.h"
#include "casefile/pack/problems.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace firsthour::pack {

class ManifestCheck {
 public:
  // `expected(i)`: name and digest of file i of `count`.
  using Expected = std::function<std::pair<std::string, Sha256>(std::size_t i)>;
  ManifestCheck(std::string manifest, std::size_t count, Expected expected, Problems& problems);
  void update(std::string_view bytes);
  void finish();

 private:
  void line(std::string_view text);

  std::string manifest_;
  std::size_t count_, at_ = 0;
  Expected expected_;
  Problems& problems_;
  std::string carry_;
  bool lost_ = false;  // the lines no longer follow the files: one problem is enough
};

}  // namespace firsthour::pack
