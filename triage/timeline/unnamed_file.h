// SPDX-License-Identifier: Apache-2.0
// A file without a name in a folder: nobody else can open it, cut it or leave it behind.
#pragma once

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage {

[[nodiscard]] Result<Descriptor> unnamed_file(const std::string& folder);
[[nodiscard]] Result<> write_all(const Descriptor& to, std::string_view bytes);

// All bytes of a source as one span: in memory when they are few, else in a mapped unnamed file.
class WholeContent {
 public:
  // no_space when there are more than `limit` bytes.
  [[nodiscard]] static Result<WholeContent> of(ByteSource& from, std::uint64_t limit,
                                               const std::string& folder);
  WholeContent(WholeContent&& other) noexcept;
  WholeContent& operator=(WholeContent&&) = delete;
  ~WholeContent();

  [[nodiscard]] std::span<const std::byte> bytes() const;

 private:
  WholeContent() = default;
  Result<> map(const std::string& folder, ByteSource& from, std::uint64_t limit);

  std::string held_;
  void* mapped_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace firsthour::triage
