// SPDX-License-Identifier: Apache-2.0
// One file of a ring while it is written. Large pieces go to the disk past the page cache, where the file
// system can do that: a copy of everything, and the cache's bookkeeping, cost as much as the digest.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace firsthour::collectors {

class RingFile {
 public:
  RingFile() = default;
  // Of a name that is not there yet, in an open folder.
  [[nodiscard]] static Result<RingFile> make(int folder, std::string name);

  // At its end. `hurry`: into the page cache, which takes bursts that the disk does not. After a failure, of
  // which no_space is one, a part may be in the file: cut_to().
  [[nodiscard]] Result<> write(std::span<const std::byte> piece, bool hurry);
  [[nodiscard]] Result<> cut_to(std::uint64_t bytes);
  // Makes what was written durable.
  [[nodiscard]] Result<> sync();
  // The same, and the end of it.
  [[nodiscard]] Result<> close();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] Result<> write_cached(std::span<const std::byte> piece);
  [[nodiscard]] std::size_t write_direct(std::span<const std::byte> piece);

  std::string name_;
  Descriptor file_, direct_;  // the same file; direct_ is closed where that does not work
  std::uint64_t bytes_ = 0;
};

}  // namespace firsthour::collectors
