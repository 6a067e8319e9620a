// SPDX-License-Identifier: Apache-2.0
// Files that hold secrets: made for the owner alone, refused when others can read them.
#pragma once

#include "casefile/result.h"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

// The file is there whole and durable, or not there; one that exists is not touched.
[[nodiscard]] Result<> write_new_file(const std::string& path, std::string_view text, mode_t mode);
// A regular file of at most 64 KiB that nobody else can read (else `denied`). The caller wipes what it held.
[[nodiscard]] Result<std::string> read_private_file(const std::string& path);
// FOLDER and those above it that are not there yet, each for the owner alone.
[[nodiscard]] Result<> make_private_folder(const std::string& folder);
// Paths of the files whose name ends so, in order.
[[nodiscard]] Result<std::vector<std::string>> files_that_end(const std::string& folder,
                                                              std::string_view end);

}  // namespace firsthour
