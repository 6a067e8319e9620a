// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_contents.h"

#include "casefile/folder.h"
#include "cli/kit/kit_path.h"

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {

namespace fs = std::filesystem;

Try<> KitContents::add(KitPart part) {
  if (auto good = check_kit_path(part.path); !good)
    return give_up(Exit::usage, "a stick cannot hold " + good.error().what);
  const auto [taken, fresh] = taken_.emplace(folded_path(part.path), part.path);
  if (!fresh)
    return give_up(Exit::usage, part.path + " and " + taken->second + " are one name on a stick",
                   "rename one of them");
  parts_.push_back(std::move(part));
  return {};
}

Try<> KitContents::add_file(std::string path, const std::string& file, bool executable) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return give_up(Exit::failed, "cannot read " + file + ": " + error.message());
  if (size > kLargestKitFile) return give_up(Exit::failed, file + " is too large for FAT32 (4 GiB)");
  const std::string real = fs::canonical(file, error).string();
  if (error) return give_up(Exit::failed, "cannot read " + file + ": " + error.message());
  return add({std::move(path), real, {}, executable});
}

Try<> KitContents::add_text(std::string path, std::string text, bool executable) {
  return add({std::move(path), {}, std::move(text), executable});
}

Try<> KitContents::add_folder(const std::string& path, const std::string& folder) {
  const Listing files = files_below(folder);
  if (!files.failed.empty())
    return give_up(Exit::failed, "cannot read " + files.failed.front().folder.string() + ": " +
                                     files.failed.front().error.message());
  for (const fs::path& file : files.paths) {
    auto added = add_file(path + "/" + file.lexically_relative(folder).generic_string(), file.string());
    if (!added) return added;
  }
  return {};
}

bool KitContents::has(std::string_view path) const { return taken_.contains(folded_path(path)); }

}  // namespace firsthour::cli
