// SPDX-License-Identifier: Apache-2.0
// A file of the examiner's machine into the case; a large one so that a stop costs little.
#include "casefile/json.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/resumable_copy.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace firsthour {
namespace {

constexpr std::uint64_t kLargestOnFat = 0xffff'ffff;

// Said before hours of copying, not after.
Result<> refuse_too_large(int folder, std::uint64_t size) {
  struct statfs facts {};
  if (size <= kLargestOnFat || ::fstatfs(folder, &facts) != 0 || facts.f_type != MSDOS_SUPER_MAGIC) return {};
  return fail(Errc::no_space,
              "the case lies on FAT, which takes no file over 4 GiB: move the case to a medium "
              "with exFAT, NTFS or ext4 (a closed case is moved by copying its folder)");
}

}  // namespace

Result<BroughtFile> CaseOnDisk::attach_file(Item item, const Descriptor& file, const BringOptions& options) {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  if (auto free = refuse_evidence_when_sealed(); !free) return tl::unexpected{free.error()};
  const auto source = source_of(file.get(), item.path);
  if (!source) return tl::unexpected{source.error()};
  if (auto fits = refuse_too_large(view_.objects(), source->size); !fits) return tl::unexpected{fits.error()};
  CopyPlan plan{options.digests, source->size, options.progress};
  BroughtFile brought;
  auto copy = source->size > kLargestWithoutChunks ? copy_large(file.get(), *source, plan, brought)
                                                   : copy_small(file.get(), plan);
  if (!copy) return tl::unexpected{copy.error()};
  const auto after = source_of(file.get(), item.path);
  if (after && (after->size != source->size || after->modified != source->modified)) {
    item.outcome = Outcome::changed;
    item.reason = "the file changed while it was read";
  }
  auto kept = bring_copied(event_type::attached, 'a', std::move(item), "", std::move(*copy), Json::object());
  if (!kept) return tl::unexpected{kept.error()};
  brought.item = std::move(*kept);
  return brought;
}

Result<CaseOnDisk::NewObject> CaseOnDisk::copy_small(int file, const CopyPlan& plan) {
  auto spool = objects_.spool();
  if (!spool) return tl::unexpected{spool.error()};
  const auto from = source_from_fd(::fcntl(file, F_DUPFD_CLOEXEC, 0));
  auto copied = copy_hashing(*from, *spool, plan);
  if (!copied) return tl::unexpected{copied.error()};
  return NewObject{std::move(*spool), std::move(*copied), {}, ""};
}

Result<CaseOnDisk::NewObject> CaseOnDisk::copy_large(int file, const CopySource& source, const CopyPlan& plan,
                                                     BroughtFile& brought) {
  const auto incoming = objects_.incoming();
  if (!incoming) return tl::unexpected{incoming.error()};
  auto folder = StoppedCopyFolder::open(*incoming, source);
  if (!folder) return tl::unexpected{folder.error()};
  brought.began_anew = folder->replaced();
  auto copy = copy_resumably(file, *folder, plan);
  if (!copy) return tl::unexpected{copy.error()};
  brought.resumed_at = copy->resumed_at;
  std::vector<std::uint64_t> resumed = folder->resumed();
  const std::string name = folder->name();
  return NewObject{std::move(*folder).take(copy->copied.size), std::move(copy->copied), std::move(resumed),
                   name};
}

Result<std::vector<StoppedCopy>> CaseOnDisk::discard_stopped_copies() {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  auto copies = stopped_copies(view_.objects());
  if (!copies || copies->empty()) return copies;
  const auto incoming = objects_.incoming();
  if (!incoming) return tl::unexpected{incoming.error()};
  for (const StoppedCopy& copy : *copies)
    if (auto removed = remove_stopped_copy(*incoming, copy.folder); !removed)
      return tl::unexpected{removed.error()};
  return copies;
}

}  // namespace firsthour
