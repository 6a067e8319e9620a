// SPDX-License-Identifier: Apache-2.0
// Reading files: only ever reading, never through a symbolic link inside the folder that is checked.
#pragma once

#include "casefile/verify/words.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::verify {

class File {
 public:
  explicit File(int descriptor = -1) : descriptor_{descriptor} {}
  File(File&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const;
  // At most `length` bytes into `into`, fewer only at the end of the file.
  Result<> read_at(std::uint64_t offset, std::size_t length, std::string& into) const;

 private:
  int descriptor_;
};

// Why a file could not be opened: what is missing or no regular file is altered evidence, the rest is not
// readable.
struct Unopened {
  bool wrong_there = false;
  Words why;
};

class Folder {
 public:
  static Result<Folder> open(const std::string& path);
  // A regular file below this folder; `name` has "/" between its parts.
  [[nodiscard]] tl::expected<File, Unopened> file(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  // The whole file, refused when it has more than `limit` bytes.
  [[nodiscard]] tl::expected<std::string, Unopened> text(std::string_view name, std::size_t limit) const;
  // Every name below this folder, with "/" between its parts, folders before what is in them; `kind` is 'f'
  // (regular file), 'd' (folder) or 'o' (anything else). Order is the folder's own. `each` says whether to go
  // into a folder.
  Result<> walk(const std::function<bool(const std::string& name, char kind)>& each) const;

 private:
  explicit Folder(File handle) : handle_{std::move(handle)} {}
  File handle_;
};

// Words for errno.
[[nodiscard]] Words system_words(int error_number);

}  // namespace firsthour::verify
