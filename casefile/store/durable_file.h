// SPDX-License-Identifier: Apache-2.0
// Writing that lasts: temporary file, fsync, rename, fsync of the folder.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <string>
#include <string_view>

namespace firsthour {

[[nodiscard]] Result<Descriptor> open_folder(const std::string& path);
[[nodiscard]] Result<Descriptor> open_folder_at(int folder, const std::string& name);
// Writes all of `bytes`, going on after interruptions.
[[nodiscard]] Result<> write_all(int fd, std::string_view bytes, std::string_view what);
// The failure of a write that errno names; of a file that grew over what the file system takes, with what to
// do.
[[nodiscard]] tl::unexpected<Error> fail_write(std::string_view what);
// Makes the folder's entries durable. A file system that cannot (EINVAL) is taken as it is.
[[nodiscard]] Result<> sync_folder(int folder, std::string_view what);
// Replaces `name` in the folder: after a crash the old or the new content is there, whole. The
// temporary file is ".NAME.new".
[[nodiscard]] Result<> replace_file(int folder, const std::string& name, std::string_view content);
// Renames without replacing anything. Where the file system cannot promise that (FAT), the caller has
// looked before.
[[nodiscard]] Result<> rename_to_new(const std::string& from, const std::string& to);
// Makes the entry `path` durable in its folder.
[[nodiscard]] Result<> sync_folder_of(const std::string& path);

}  // namespace firsthour
