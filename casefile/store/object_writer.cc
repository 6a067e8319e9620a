// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/durable_file.h"
#include "casefile/store/objects.h"
#include "casefile/store/stopped_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace firsthour {
namespace {

// Above this number one syncfs is cheaper than an fsync each.
constexpr std::size_t kFewFiles = 8;

// Before Linux 5.8 syncfs(2) returned 0 whatever happened to the data.
bool syncfs_reports_errors() {
  utsname name{};
  int major = 0, minor = 0;
  return ::uname(&name) == 0 && std::sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
         (major > 5 || (major == 5 && minor >= 8));
}

}  // namespace

Result<ObjectWriter> ObjectWriter::open(int case_folder) {
  auto objects = open_folder_at(case_folder, kObjectsName);
  if (!objects) return tl::unexpected{objects.error()};
  return ObjectWriter{std::move(*objects)};
}

Result<> ObjectWriter::make_incoming() {
  if (incoming_) return {};
  if (::mkdirat(objects_.get(), kIncomingName, 0755) != 0 && errno != EEXIST)
    return fail_errno("cannot make objects/incoming");
  auto opened = open_folder_at(objects_.get(), kIncomingName);
  if (!opened) return tl::unexpected{opened.error()};
  // The mark must be there before any object is that the ledger does not know of.
  if (auto synced = sync_folder(objects_.get(), kObjectsName); !synced) return synced;
  incoming_ = std::move(*opened);
  return {};
}

Result<int> ObjectWriter::incoming() {
  if (auto made = make_incoming(); !made) return tl::unexpected{made.error()};
  return incoming_.get();
}

Result<Spool> ObjectWriter::spool() {
  if (auto made = make_incoming(); !made) return tl::unexpected{made.error()};
  std::string name = std::to_string(next_++);
  Descriptor file{::openat(incoming_.get(), name.c_str(),
                           O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return fail_errno("cannot make a temporary object");
  return Spool{incoming_.get(), std::move(name), std::move(file)};
}

Result<> ObjectWriter::add(Spool spool, const Sha256& digest) {
  if (auto flushed = spool.flush(); !flushed) return flushed;
  // FAT knows no modes; the content's name is what protects it.
  if (::fchmod(spool.file_.get(), 0444) != 0 && errno != EPERM && errno != EOPNOTSUPP)
    return fail_errno("cannot make an object read-only");
  batch_.emplace(digest, std::move(spool));
  return {};
}

Result<> ObjectWriter::commit() {
  placed_.clear();
  touched_.clear();
  if (batch_.empty()) return {};
  auto done = sync_contents();
  for (auto object = batch_.begin(); done && object != batch_.end(); ++object)
    done = place(object->first, object->second);
  if (done) done = sync_folders();
  batch_.clear();
  if (!done) undo([](const Sha256&) { return Result<bool>{false}; });
  return done;
}

Result<> ObjectWriter::sync_contents() {
  const bool many = batch_.size() > kFewFiles;
  if (many && ::syncfs(objects_.get()) != 0) return fail_errno("cannot sync objects");
  if (many && syncfs_reports_errors()) return {};
  for (const auto& [digest, spool] : batch_)
    if (::fsync(spool.file_.get()) != 0) return fail_errno("cannot sync object " + digest.hex());
  return {};
}

Result<> ObjectWriter::place(const Sha256& digest, Spool& spool) {
  const std::string name = object_name(digest);
  const std::string folder = name.substr(0, 2);
  struct stat facts {};
  if (::fstatat(objects_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
    return compare_with_stored(digest, spool);
  if (::mkdirat(objects_.get(), folder.c_str(), 0755) == 0)
    touched_[folder] = true;
  else if (errno == EEXIST)
    touched_.try_emplace(folder, false);
  else
    return fail_errno("cannot make objects/" + folder);
  if (::renameat(incoming_.get(), spool.name_.c_str(), objects_.get(), name.c_str()) != 0)
    return fail_errno("cannot store object " + digest.hex());
  placed_.emplace_back(digest, spool.stays_ ? spool.name_ : std::string{});
  spool.name_.clear();
  return {};
}

// Equal content is stored once. A stored file that is not what its name says must not swallow the good
// copy, nor be mended without anyone knowing: that is for a person to decide.
Result<> ObjectWriter::compare_with_stored(const Sha256& digest, const Spool& spool) const {
  auto stored = read_slices(objects_.get(), {Slice{digest, 0, spool.size()}});
  if (!stored) return tl::unexpected{stored.error()};
  const auto equal = spool.equals(**stored);
  if (!equal) return tl::unexpected{equal.error()};
  if (!*equal)
    return fail(Errc::tampered, "objects/" + object_name(digest) + " was altered since it was stored");
  return {};
}

Result<> ObjectWriter::sync_folders() {
  if (touched_.size() > kFewFiles && syncfs_reports_errors())
    return ::syncfs(objects_.get()) == 0 ? Result<>{} : Result<>{fail_errno("cannot sync objects")};
  for (const auto& [folder, made] : touched_) {
    const auto opened = open_folder_at(objects_.get(), folder);
    if (!opened) return tl::unexpected{opened.error()};
    if (auto synced = sync_folder(opened->get(), "objects/" + folder); !synced) return synced;
  }
  const bool any_made = std::any_of(touched_.begin(), touched_.end(), [](const auto& t) { return t.second; });
  return any_made ? sync_folder(objects_.get(), kObjectsName) : Result<>{};
}

void ObjectWriter::undo(const std::function<Result<bool>(const Sha256&)>& known) {
  for (const auto& [digest, back_to] : placed_) {
    // A COMMIT that failed in its last sync may have happened all the same.
    const auto in_ledger = known(digest);
    if (in_ledger && *in_ledger) continue;
    const std::string name = object_name(digest);
    // A copy that took hours is not thrown away because the ledger was full.
    if (in_ledger && !back_to.empty() &&
        ::renameat(objects_.get(), name.c_str(), incoming_.get(), back_to.c_str()) == 0)
      continue;
    left_over_ |= !in_ledger || ::unlinkat(objects_.get(), name.c_str(), 0) != 0;
  }
  placed_.clear();
}

Result<> ObjectWriter::finish() {
  batch_.clear();
  if (!incoming_ || left_over_) return {};
  const auto stopped = stopped_copies(objects_.get());
  if (!stopped) return tl::unexpected{stopped.error()};
  if (!stopped->empty()) return {};
  if (::unlinkat(objects_.get(), kIncomingName, AT_REMOVEDIR) != 0)
    return fail_errno("cannot remove objects/incoming");
  incoming_.reset();
  return sync_folder(objects_.get(), kObjectsName);
}

}  // namespace firsthour
