// SPDX-License-Identifier: Apache-2.0
// The bytes of an open file, in one piece.
#pragma once

#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace firsthour::triage {

// Small files are read, so that they may shrink or grow at will; large ones are mapped, and one that becomes
// shorter while it is looked at kills the worker, which the scanner reports. Reused from file to file.
class Content {
 public:
  Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  ~Content();

  // no_space when there are more than `largest` bytes, with a text that says how many there are.
  [[nodiscard]] Result<> load(int fd, std::uint64_t largest);
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  // Bytes came or went since the file was opened.
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  Result<> read(int fd, std::uint64_t size, std::uint64_t largest);
  Result<> map(int fd, std::uint64_t size);
  bool reserve(std::size_t size);
  void unmap();

  std::span<const std::byte> bytes_;
  std::byte* room_ = nullptr;  // anonymous memory, grown as needed
  std::size_t capacity_ = 0;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
  bool changed_ = false;
};

}  // namespace firsthour::triage
