// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/half_made_folder.h"

#include "casefile/encoding.h"
#include "casefile/store/durable_file.h"

#include <sys/random.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

namespace firsthour {

Result<HalfMadeFolder> HalfMadeFolder::make(const std::string& place) {
  struct stat there {};
  if (::lstat(place.c_str(), &there) == 0) return fail(Errc::usage, place + " exists already");
  std::array<std::byte, 6> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
    return fail_errno("cannot get random bytes");
  std::string path = place + ".new-" + to_hex(random);
  if (::mkdir(path.c_str(), 0755) != 0) return fail_errno("cannot make " + place);
  return HalfMadeFolder{std::move(path)};
}

HalfMadeFolder::~HalfMadeFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<> HalfMadeFolder::put_in_place(const std::string& place) {
  if (auto renamed = rename_to_new(path_, place); !renamed) return renamed;
  path_.clear();
  return sync_folder_of(place);
}

}  // namespace firsthour
