// SPDX-License-Identifier: Apache-2.0
// A source of which one can see what comes next before taking it.
#pragma once

#include "casefile/bytes.h"
#include "casefile/seal/age_header.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

namespace firsthour::age {

class Ahead final : public LineSource {
 public:
  static constexpr std::size_t kMost = 256 * 1024;
  explicit Ahead(ByteSource& from);

  // Makes `want` bytes (at most kMost) ready where the source has them; false when it ended or failed before.
  bool fill(std::size_t want);
  [[nodiscard]] std::span<const std::byte> ready() const { return {buffer_.get() + first_, last_ - first_}; }
  void consume(std::size_t size) { first_ += size; }
  // Why the source ended, when not by itself.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  [[nodiscard]] Result<std::string> line(std::size_t limit) override;

 private:
  ByteSource& from_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t first_ = 0, last_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
};

}  // namespace firsthour::age
