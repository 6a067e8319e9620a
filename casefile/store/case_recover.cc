// SPDX-License-Identifier: Apache-2.0
// Opening for writing: first the ledger is held against HEAD, then what a crash left is cleaned, and
// both are recorded.
#include "casefile/json.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/folder_names.h"
#include "casefile/store/head_file.h"
#include "casefile/store/stopped_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace firsthour {
namespace {

constexpr std::size_t kMostNamed = 200;

bool exists(int folder, const char* name) {
  struct stat facts {};
  return ::fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

// Objects that were renamed to their names while their events were never committed. Nobody was told
// that they are kept.
Result<std::vector<std::string>> remove_unknown_objects(int objects, const Ledger& ledger) {
  std::vector<std::string> removed;
  const auto folders = names_in(objects, ".");
  if (!folders) return folders;
  for (const std::string& folder : *folders) {
    if (folder.size() != 2) continue;
    const auto names = names_in(objects, folder);
    if (!names) continue;  // no folder: verify names it
    for (const std::string& name : *names) {
      const auto digest = Sha256::from_hex(folder + name);
      if (!digest) continue;
      const auto known = ledger.has_object(*digest);
      if (!known) return tl::unexpected{known.error()};
      if (*known) continue;
      if (::unlinkat(objects, (folder + "/" + name).c_str(), 0) != 0)
        return fail_errno("cannot remove objects/" + folder + "/" + name);
      removed.push_back(digest->hex());
    }
  }
  return removed;
}

// What lies in objects/incoming and is no copy to go on with; returns the number of files and folders.
Result<std::uint64_t> remove_temporary(int objects, const std::vector<StoppedCopy>& stopped) {
  auto incoming = open_folder_at(objects, kIncomingName);
  if (!incoming) return tl::unexpected{incoming.error()};
  const auto names = names_in(objects, kIncomingName);
  if (!names) return tl::unexpected{names.error()};
  std::uint64_t removed = 0;
  for (const std::string& name : *names) {
    if (std::any_of(stopped.begin(), stopped.end(), [&](const auto& copy) { return copy.folder == name; }))
      continue;
    if (::unlinkat(incoming->get(), name.c_str(), 0) != 0) {
      if (errno != EISDIR || !is_stopped_copy_name(name))
        return fail_errno("cannot remove objects/incoming/" + name);
      if (auto gone = remove_stopped_copy(incoming->get(), name); !gone) return tl::unexpected{gone.error()};
    }
    ++removed;
  }
  return removed;
}

struct Leftovers {
  std::vector<std::string> objects;
  std::uint64_t temporary = 0;
  bool any = false;  // beside copies that can be gone on with
};

Result<Leftovers> clean(int folder, int objects, const Ledger& ledger) {
  Leftovers left;
  if (::unlinkat(folder, ".HEAD.new", 0) == 0) left.any = true, ++left.temporary;
  if (!exists(objects, kIncomingName)) return left;
  const auto stopped = stopped_copies(objects);
  if (!stopped) return tl::unexpected{stopped.error()};
  auto removed_files = remove_temporary(objects, *stopped);
  if (!removed_files) return tl::unexpected{removed_files.error()};
  left.temporary += *removed_files;
  auto removed = remove_unknown_objects(objects, ledger);
  if (!removed) return tl::unexpected{removed.error()};
  left.objects = std::move(*removed);
  left.any = left.any || stopped->empty() || *removed_files > 0 || !left.objects.empty();
  if (!stopped->empty()) return left;
  // Last, since it is the mark that the above is still to be done.
  if (::unlinkat(objects, kIncomingName, AT_REMOVEDIR) != 0)
    return fail_errno("cannot remove objects/incoming");
  return left;
}

// Size of the ledger at HEAD. Fails with `tampered` when the ledger is not a continuation of HEAD.
Result<std::uint64_t> hold_against_head(const std::string& path, const Ledger& ledger) {
  const auto head = read_head(path);
  if (!head && (head.error().code == Errc::malformed || head.error().code == Errc::not_found))
    return fail(Errc::tampered, head.error().what);
  if (!head) return tl::unexpected{head.error()};
  const auto closed = checkpoint_of(head->note);
  if (!closed) return fail(Errc::tampered, closed.error().what);
  const auto kept = ledger.head_at(closed->size);
  const auto latest = ledger.latest_head();
  const auto size = ledger.size();
  if (!kept || !latest || !size)
    return tl::unexpected{!kept ? kept.error() : !latest ? latest.error() : size.error()};
  if (*size < closed->size || !*kept || (*kept)->sha256.note != head->note ||
      (*kept)->sm3.note != head->sm3_note)
    return fail(Errc::tampered, "the ledger does not hold the checkpoint of HEAD (size " +
                                    std::to_string(closed->size) + ")");
  if ((*latest)->size == closed->size && *size == closed->size) {
    const auto digest = ledger.database().raw_digest();
    if (!digest) return tl::unexpected{digest.error()};
    if (*digest != head->ledger)
      return fail(Errc::tampered, "case.sqlite is not the file that HEAD stands for");
  }
  return closed->size;
}

}  // namespace

Result<std::unique_ptr<CaseOnDisk>> CaseOnDisk::create(const std::string& path, Descriptor lock,
                                                       const Author& author, SigningKeys keys,
                                                       const Clock& clock) {
  auto view = CaseView::open(path, Ledger::open_for_writing);
  if (!view) return tl::unexpected{view.error()};
  auto objects = ObjectWriter::open(view->folder());
  if (!objects) return tl::unexpected{objects.error()};
  return std::unique_ptr<CaseOnDisk>{
      new CaseOnDisk{std::move(*view), std::move(lock), author, std::move(keys), clock, std::move(*objects)}};
}

Result<std::unique_ptr<CaseOnDisk>> CaseOnDisk::open(const std::string& path, Descriptor lock,
                                                     const Author& author, SigningKeys keys,
                                                     const Clock& clock) {
  const bool journal = exists(lock.get(), "case.sqlite-journal");
  auto writer = create(path, std::move(lock), author, std::move(keys), clock);
  if (!writer) return writer;
  if (auto recovered = (*writer)->recover(journal); !recovered)
    return fail("cannot open case " + path, recovered.error());
  return writer;
}

Result<> CaseOnDisk::recover(bool journal) {
  const auto closed_at = hold_against_head(path(), view_.ledger());
  if (!closed_at) return tl::unexpected{closed_at.error()};
  if (auto held = hold_against_keys(); !held) return held;
  const auto left = clean(view_.folder(), view_.objects(), view_.ledger());
  if (!left) return tl::unexpected{left.error()};
  const auto size = view_.ledger().size();
  if (!size) return tl::unexpected{size.error()};
  if (*size == *closed_at && !left->any && !journal) return {};
  Json named = Json::array();
  for (const std::string& object : left->objects)
    if (named.size() < kMostNamed) named.push_back(object);
  const auto done = append_own(event_type::recovered, {{"head", *closed_at},
                                                       {"journal", journal},
                                                       {"temporary_files", left->temporary},
                                                       {"unknown_objects", left->objects.size()},
                                                       {"unknown_object_names", named}});
  if (!done) return tl::unexpected{done.error()};
  return {};
}

}  // namespace firsthour
