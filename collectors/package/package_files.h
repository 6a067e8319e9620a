// SPDX-License-Identifier: Apache-2.0
// The files of packages against what their databases say of them.
#pragma once

#include "collectors/collector.h"
#include "collectors/package/package.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// What intruders replace: programs that show, log in or elevate, and the libraries under them, where packages
// put them. `path` as the database has it.
[[nodiscard]] bool is_key_program(std::string_view path);
// By its place: in a folder of programs, a shared library, a kernel module. dpkg's database has no modes.
[[nodiscard]] bool is_program_path(std::string_view path);

enum class FileState { same, changed, missing, mode_changed, type_changed, unreadable, not_checked };
[[nodiscard]] std::string_view name_of(FileState state);

struct FileCheck {
  FileState state = FileState::same;
  std::string digest;              // found, by the algorithm of the database; empty: none was made
  std::optional<FileFacts> facts;  // of what lies there
  bool elf = false;                // it begins as an ELF file does
};

// Reads files, `allowance` bytes in all and 256 MiB of one; what is over that is `not_checked`.
class PackageFileChecker {
 public:
  PackageFileChecker(const Context& context, std::uint64_t allowance)
      : context_{context}, allowance_{allowance} {}
  [[nodiscard]] FileCheck check(const PackageFile& file);

 private:
  [[nodiscard]] FileState compare_content(const PackageFile& file, FileCheck& check);

  const Context& context_;
  std::uint64_t allowance_;
  std::vector<std::byte> buffer_;
};

}  // namespace firsthour::collectors
