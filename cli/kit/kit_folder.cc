// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_folder.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"
#include "cli/kit/kit_path.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 1 << 20;

// Those that are used as what they are called.
bool is_as_it_should(const fs::path& name, const fs::file_status& status) {
  if (!is_outside_manifest(name.string())) return false;
  return name == kAnswersName ? fs::is_regular_file(status) : fs::is_directory(status);
}

}  // namespace

Result<std::vector<KitEntry>> list_kit(const std::string& folder) {
  std::vector<KitEntry> entries;
  std::error_code error;
  auto walk = fs::recursive_directory_iterator{folder, error};
  for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
    const fs::file_status status = walk->symlink_status(error);
    if (error) break;
    if (walk.depth() == 0 && is_as_it_should(walk->path().filename(), status)) {
      walk.disable_recursion_pending();
      continue;
    }
    if (fs::is_directory(status)) continue;
    entries.push_back(
        {walk->path().lexically_relative(folder).generic_string(), fs::is_regular_file(status)});
  }
  if (error) return fail_errno("cannot read " + folder, error.value());
  std::ranges::sort(entries, {}, &KitEntry::path);
  return entries;
}

Result<KitFileDigest> digest_kit_file(const std::string& file) {
  Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)};
  if (!opened) return fail_errno("cannot open " + file);
  struct stat facts {};
  if (::fstat(opened.get(), &facts) != 0) return fail_errno("cannot look at " + file);
  if (!S_ISREG(facts.st_mode)) return fail(Errc::denied, file + " is no regular file");
  const auto source = source_from_fd(opened.release());
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> block(kBlock);
  KitFileDigest digest;
  for (;;) {
    const auto got = source->read(block);
    if (!got) return fail(file, got.error());
    if (*got == 0) break;
    hasher.update(std::span{block}.first(*got));
    digest.size += *got;
  }
  digest.sha256 = hasher.finish_hex();
  return digest;
}

}  // namespace firsthour::cli
