// SPDX-License-Identifier: Apache-2.0
// A file's place held by its folder's descriptor, so that nobody can put a link in the way meanwhile.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

struct Place {
  Descriptor folder;
  std::string name, path;
};

// Walks from the root; a symbolic link on the way is denied.
[[nodiscard]] Result<Place> place_at(const std::string& path);
// The same folder, another name in it.
[[nodiscard]] std::string beside(const Place& place, std::string_view mark);

// Facts of a name in the folder; nothing when there is none. A link is not followed.
[[nodiscard]] Result<std::optional<struct stat>> facts_of(const Place& place, const std::string& name);
// A plain file's bytes, at most 16 MiB. denied when it is none.
[[nodiscard]] Result<std::string> bytes_of(const Place& place, const std::string& name);
// Refuses a name that exists; on failure nothing is left behind.
[[nodiscard]] Result<> write_new(const Place& place, const std::string& name, std::string_view bytes,
                                 mode_t mode);
// Removes, and looks that it is gone.
[[nodiscard]] Result<> remove_checked(const Place& place, const std::string& name);

}  // namespace firsthour::playbooks
