// SPDX-License-Identifier: Apache-2.0
// The two ends of a byte stream.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace firsthour {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `into.size()` bytes; 0 means the end. May return less than asked.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
};

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // Takes all of `data` or fails; after a failure the sink is not used again.
  [[nodiscard]] virtual Result<> write(std::span<const std::byte> data) = 0;
};

// A source over bytes the caller keeps alive.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::byte> data) : rest_{data} {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;

 private:
  std::span<const std::byte> rest_;
};

// Appends to a string the caller owns.
class StringSink final : public ByteSink {
 public:
  explicit StringSink(std::string& into) : into_{into} {}
  [[nodiscard]] Result<> write(std::span<const std::byte> data) override;

 private:
  std::string& into_;
};

// A source and a sink over a descriptor they own.
[[nodiscard]] std::unique_ptr<ByteSource> source_from_fd(int fd);
[[nodiscard]] std::unique_ptr<ByteSink> sink_to_fd(int fd);
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

// Everything up to the end; no_space when there is more than `limit`.
[[nodiscard]] Result<std::string> read_all(ByteSource& from, std::uint64_t limit);
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::uint64_t limit);

}  // namespace firsthour
