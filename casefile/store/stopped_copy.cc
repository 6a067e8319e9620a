// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/stopped_copy.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/json_fields.h"
#include "casefile/store/chunk_tree.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/folder_names.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firsthour {
namespace {

constexpr const char *kContent = "content", *kLeaves = "leaves", *kSource = "source.json";
constexpr std::string_view kPrefix = "resume-";
constexpr std::uint64_t kLongestSource = 64 << 10, kLongestLeaves = 1 << 30;

// By the path alone, so that another state of the same file is found and named.
std::string folder_name(const CopySource& source) {
  return std::string{kPrefix} + sha256(source.path).hex().substr(0, 16);
}

// What source.json holds.
struct KeptSource {
  CopySource source;
  std::vector<std::uint64_t> resumed;
};

std::string source_json(const KeptSource& kept) {
  const CopySource& source = kept.source;
  Json json{{"device", exact_integer(source.device)},
            {"inode", exact_integer(source.inode)},
            {"modified", rfc3339(source.modified)},
            {"path", display_utf8(source.path)},
            {"size", exact_integer(source.size)}};
  if (!is_utf8(source.path)) json["path_raw"] = to_base64(as_bytes(source.path));
  if (!kept.resumed.empty()) json["resumed"] = kept.resumed;
  return canonical(json);
}

Result<KeptSource> source_from(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return tl::unexpected{json.error()};
  JsonFields fields{*json, kSource};
  KeptSource kept;
  CopySource& source = kept.source;
  source.path = fields.bytes("path");
  source.device = fields.number("device");
  source.inode = fields.number("inode");
  source.size = fields.number("size");
  source.modified = fields.time("modified").value_or(Instant{});
  if (const Json* list = fields.find("resumed"); list && list->is_array())
    for (const Json& offset : *list)
      if (const auto number = exact_integer_from(offset)) kept.resumed.push_back(*number);
  if (auto read = fields.result(); !read) return tl::unexpected{read.error()};
  return kept;
}

Result<Descriptor> open_at(int folder, const char* name, int flags) {
  Descriptor file{::openat(folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)};
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0) return fail_errno(name);
  if (!S_ISREG(facts.st_mode)) return fail(Errc::malformed, std::string{name} + " is no regular file");
  return file;
}

Result<std::string> text_at(int folder, const char* name, std::uint64_t limit) {
  auto file = open_at(folder, name, O_RDONLY);
  if (!file) return tl::unexpected{file.error()};
  return read_all(*source_from_fd(file->release()), limit);
}

Result<KeptSource> source_in(int folder) {
  const auto text = text_at(folder, kSource, kLongestSource);
  if (!text) return tl::unexpected{text.error()};
  return source_from(*text);
}

std::uint64_t size_at(int folder, const char* name) {
  struct stat facts {};
  if (::fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) return 0;
  return static_cast<std::uint64_t>(facts.st_size);
}

}  // namespace

Result<CopySource> source_of(int file, const std::string& name) {
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return fail_errno(name);
  std::array<char, 4097> path{};
  const auto length =
      ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path.data(), path.size() - 1);
  CopySource source;
  source.path = length > 0 ? std::string{path.data(), static_cast<std::size_t>(length)} : name;
  source.device = facts.st_dev;
  source.inode = facts.st_ino;
  source.size = static_cast<std::uint64_t>(facts.st_size);
  source.modified = Instant::from_seconds(facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
  return source;
}

Result<StoppedCopyFolder> StoppedCopyFolder::open(int incoming, const CopySource& source) {
  StoppedCopyFolder copy{incoming, folder_name(source), source};
  if (auto folder = open_folder_at(incoming, copy.name_)) {
    const auto before = source_in(folder->get());
    if (before && before->source == source) {
      copy.resumed_ = before->resumed;
      copy.folder_ = std::move(*folder);
      if (copy.open_files(false)) return copy;
    }
    copy.replaced_ = true;
  }
  if (auto removed = remove_stopped_copy(incoming, copy.name_); !removed)
    return tl::unexpected{removed.error()};
  if (auto made = copy.make(); !made) return fail("cannot prepare the copy", made.error());
  return copy;
}

Result<> StoppedCopyFolder::write_source() const {
  return replace_file(folder_.get(), kSource, source_json({source_, resumed_}));
}

Result<> StoppedCopyFolder::make() {
  if (::mkdirat(incoming_, name_.c_str(), 0700) != 0) return fail_errno(name_);
  auto folder = open_folder_at(incoming_, name_);
  if (!folder) return tl::unexpected{folder.error()};
  folder_ = std::move(*folder);
  if (auto opened = open_files(true); !opened) return opened;
  if (auto written = write_source(); !written) return written;
  return sync_folder(incoming_, kIncomingName);
}

Result<> StoppedCopyFolder::open_files(bool anew) {
  // A copy that was complete is read-only already.
  if (!anew) ::fchmodat(folder_.get(), kContent, 0600, 0);
  const int flags = O_RDWR | (anew ? O_CREAT | O_EXCL : 0);
  auto content = open_at(folder_.get(), kContent, flags);
  if (!content) return tl::unexpected{content.error()};
  auto leaves = open_at(folder_.get(), kLeaves, flags);
  if (!leaves) return tl::unexpected{leaves.error()};
  content_ = std::move(*content);
  leaves_file_ = std::move(*leaves);
  if (anew) return {};
  auto text = text_at(folder_.get(), kLeaves, kLongestLeaves);
  if (!text) return tl::unexpected{text.error()};
  leaves_ = std::move(*text);
  const std::uint64_t whole =
      std::min<std::uint64_t>(leaves_.size() / kLeafLength, size_at(folder_.get(), kContent) / kChunkLength);
  leaves_.resize(whole * kLeafLength);
  return {};
}

Result<> StoppedCopyFolder::cut_to(std::uint64_t chunks) {
  durable_leaves_ = chunks * kLeafLength;
  if (::ftruncate(leaves_file_.get(), static_cast<off_t>(durable_leaves_)) != 0 ||
      ::fdatasync(leaves_file_.get()) != 0 ||
      ::ftruncate(content_.get(), static_cast<off_t>(chunks * kChunkLength)) != 0)
    return fail_errno("cannot go on with the copy");
  if (chunks == 0) return {};
  resumed_.push_back(chunks * kChunkLength);
  return write_source();
}

Result<> StoppedCopyFolder::make_durable(std::string_view first_leaves) {
  if (first_leaves.size() <= durable_leaves_) return {};
  if (::fdatasync(content_.get()) != 0) return fail_errno("cannot sync the copy");
  const std::string_view fresh = first_leaves.substr(durable_leaves_);
  if (::lseek(leaves_file_.get(), static_cast<off_t>(durable_leaves_), SEEK_SET) < 0)
    return fail_errno("cannot write the leaves");
  if (auto written = write_all(leaves_file_.get(), fresh, "the leaves"); !written) return written;
  if (::fdatasync(leaves_file_.get()) != 0) return fail_errno("cannot sync the leaves");
  durable_leaves_ = first_leaves.size();
  return {};
}

Spool StoppedCopyFolder::take(std::uint64_t size) && {
  return Spool{incoming_, name_ + "/" + kContent, std::move(content_), size};
}

bool is_stopped_copy_name(std::string_view name) {
  if (!name.starts_with(kPrefix)) return false;
  const auto bytes = from_hex(name.substr(kPrefix.size()));
  return bytes && bytes->size() == 8;
}

Result<> remove_stopped_copy(int incoming, const std::string& name) {
  const auto names = names_in(incoming, name);
  if (!names) return names.error().code == Errc::not_found ? Result<>{} : tl::unexpected{names.error()};
  for (const std::string& file : *names)
    if (::unlinkat(incoming, (name + "/" + file).c_str(), 0) != 0)
      return fail_errno("cannot remove objects/incoming/" + name + "/" + file);
  if (::unlinkat(incoming, name.c_str(), AT_REMOVEDIR) != 0)
    return fail_errno("cannot remove objects/incoming/" + name);
  return {};
}

Result<std::vector<StoppedCopy>> stopped_copies(int objects) {
  std::vector<StoppedCopy> copies;
  auto incoming = open_folder_at(objects, kIncomingName);
  if (!incoming && incoming.error().code == Errc::not_found) return copies;
  if (!incoming) return tl::unexpected{incoming.error()};
  const auto names = names_in(incoming->get(), ".");
  if (!names) return tl::unexpected{names.error()};
  for (const std::string& name : *names) {
    if (!is_stopped_copy_name(name)) continue;
    const auto folder = open_folder_at(incoming->get(), name);
    if (!folder) continue;
    const auto source = source_in(folder->get());
    struct stat facts {};
    if (!source || ::fstatat(folder->get(), kContent, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(facts.st_mode))
      continue;
    const std::uint64_t durable = size_at(folder->get(), kLeaves) / kLeafLength * kChunkLength;
    copies.push_back({name, source->source.path, source->source.size,
                      std::min(durable, static_cast<std::uint64_t>(facts.st_size))});
  }
  return copies;
}

}  // namespace firsthour
