// SPDX-License-Identifier: Apache-2.0
// objects/incoming/resume-HEX: a copy of a large file that can be gone on with after a stop (FORMAT.md,
// "Writing that was stopped"). What `leaves` names is durable in `content`; nothing else of it is relied on.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/descriptor.h"
#include "casefile/instant.h"
#include "casefile/result.h"
#include "casefile/store/objects.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

// Which file is copied, and in which state. Two are the same source when all of it is equal.
struct CopySource {
  std::string path;  // absolute, bytes
  std::uint64_t device = 0, inode = 0, size = 0;
  Instant modified;
  bool operator==(const CopySource&) const = default;
};
// Of an open file: its name as the kernel knows it, else `name`.
[[nodiscard]] Result<CopySource> source_of(int file, const std::string& name);

class StoppedCopyFolder {
 public:
  // The folder of this source; made when there is none. What another state of the source left is removed,
  // and `replaced` says so.
  [[nodiscard]] static Result<StoppedCopyFolder> open(int incoming, const CopySource& source);

  [[nodiscard]] bool replaced() const { return replaced_; }
  [[nodiscard]] const std::string& leaves() const { return leaves_; }  // as they were found
  // Offsets at which the copy was gone on with.
  [[nodiscard]] const std::vector<std::uint64_t>& resumed() const { return resumed_; }
  [[nodiscard]] int content() const { return content_.get(); }
  // Keeps the first chunks only, and remembers that the copy goes on there.
  [[nodiscard]] Result<> cut_to(std::uint64_t chunks);
  // Makes the content written so far durable, then the leaf hashes of its first chunks. May be called from
  // another thread than the one that writes.
  [[nodiscard]] Result<> make_durable(std::string_view first_leaves);
  // The content as a temporary object of `size` bytes; the folder stays until it is removed.
  [[nodiscard]] Spool take(std::uint64_t size) &&;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  StoppedCopyFolder(int incoming, std::string name, const CopySource& source)
      : incoming_{incoming}, name_{std::move(name)}, source_{source} {}
  [[nodiscard]] Result<> make();
  [[nodiscard]] Result<> write_source() const;
  [[nodiscard]] Result<> open_files(bool anew);
  int incoming_;
  std::string name_;
  Descriptor folder_, content_, leaves_file_;
  std::string leaves_;
  CopySource source_;
  std::vector<std::uint64_t> resumed_;
  std::uint64_t durable_leaves_ = 0;  // bytes in the file
  bool replaced_ = false;
};

[[nodiscard]] bool is_stopped_copy_name(std::string_view name);
// Removes the folder and what is in it.
[[nodiscard]] Result<> remove_stopped_copy(int incoming, const std::string& name);
// Those that can be gone on with; a folder of the name that is none is not among them.
[[nodiscard]] Result<std::vector<StoppedCopy>> stopped_copies(int objects);

}  // namespace firsthour
