// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/folder_names.h"
#include "casefile/store/head_file.h"
#include "casefile/store/objects.h"
#include "casefile/store/verify_parts.h"
#include "casefile/store/verify_work.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <thread>

namespace firsthour {
namespace {

constexpr std::size_t kChunk = 1 << 20;

bool is_folder_at(int folder, const std::string& name) {
  struct stat facts {};
  return ::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode);
}

bool is_hex_pair(std::string_view name) {
  const auto bytes = from_hex(name);
  return bytes && bytes->size() == 1 && to_hex(*bytes) == name;
}

}  // namespace

Result<> FolderCheck::run(bool clean) {
  name_strangers(clean);
  if (progress_ && !progress_(0, 0)) return fail(Errc::interrupted, "verification was stopped");
  Work work;
  const auto& all = ledger_known_ ? expected_.objects : std::as_const(found_);
  const auto wanted = [&](const Sha256& digest) { return !subset_ || subset_->holds(digest); };
  for (const auto& object : all)
    if (wanted(object.first)) work.objects.push_back(object);
  std::vector<ItemToHash> items;
  std::copy_if(expected_.items.begin(), expected_.items.end(), std::back_inserter(items),
               [&](const ItemToHash& item) { return wanted(item.sha256); });
  report_.left_out = all.size() - work.objects.size();
  const std::size_t jobs = work.objects.size() + items.size();
  const auto loop = [&] {
    for (std::size_t job = work.next++; job < jobs && !work.stop; job = work.next++) {
      if (job < work.objects.size())
        check_object(work.objects[job].first, work.objects[job].second, work);
      else
        check_item(items[job - work.objects.size()], work);
      ++work.items;
    }
  };
  std::thread second{loop};
  loop();
  second.join();
  report_.objects = work.objects.size();
  report_.bytes = work.bytes;
  if (work.stop) return fail(Errc::interrupted, "verification was stopped");
  return {};
}

Result<Sha256> FolderCheck::hash(ByteSource& from, Work& work) {
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> buffer(kChunk);
  while (!work.stop) {
    const auto got = from.read(buffer);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return hasher.finish();
    hasher.update(std::span{buffer}.first(*got));
    if (!count(*got, work)) break;
  }
  return fail(Errc::interrupted, "stopped");
}

bool FolderCheck::count(std::size_t bytes, Work& work) {
  work.bytes += bytes;
  if (progress_ && std::this_thread::get_id() == work.reporter && !progress_(work.items, work.bytes))
    work.stop = true;
  return !work.stop;
}

void FolderCheck::check_object(const Sha256& digest, const ExpectedObject& object, Work& work) {
  const std::string where = std::string{kObjectsName} + "/" + object_name(digest);
  const std::string used = object.used_by.empty() ? "" : "; holds " + object.used_by;
  std::uint64_t size = 0;
  const auto file = open_object(objects_, digest, size);
  if (!file) return problems_.add(VerifyKind::evidence_altered, where, file.error().what + used);
  if (ledger_known_ && size != object.size)
    return problems_.add(
        VerifyKind::evidence_altered, where,
        "has " + std::to_string(size) + " bytes instead of " + std::to_string(object.size) + used);
  auto source = read_slices(objects_, {Slice{digest, 0, size}});
  if (source && object.chunks) return check_chunked(digest, object, **source, work);
  const auto hashed = source ? hash(**source, work) : Result<Sha256>{tl::unexpected{source.error()}};
  if (!hashed && hashed.error().code == Errc::interrupted) return;
  if (!hashed) return problems_.add(VerifyKind::evidence_altered, where, hashed.error().what + used);
  if (*hashed != digest)
    problems_.add(VerifyKind::evidence_altered, where, "its SHA-256 is now " + hashed->hex() + used);
}

void FolderCheck::check_item(const ItemToHash& item, Work& work) {
  auto source = read_slices(objects_, item.content);
  const auto hashed = source ? hash(**source, work) : Result<Sha256>{tl::unexpected{source.error()}};
  if (!hashed && hashed.error().code == Errc::interrupted) return;
  if (hashed && *hashed == item.sha256) return;
  problems_.add(
      VerifyKind::evidence_altered,
      std::string{kObjectsName} + "/" + object_name(item.content.front().object),
      "item " + item.id + ": " + (hashed ? "its SHA-256 is now " + hashed->hex() : hashed.error().what));
}

void FolderCheck::stranger(std::string where) {
  problems_.add(VerifyKind::evidence_altered, std::move(where), "does not belong to the case");
}

void FolderCheck::name_strangers(bool clean) {
  const auto names = names_in(folder_, ".");
  if (!names) return problems_.add(VerifyKind::evidence_altered, ".", names.error().what);
  for (const std::string& name : *names) {
    if (name == kLedgerName || name == kHeadName) continue;
    if (name == kObjectsName) continue;
    if (!clean && (name == ".HEAD.new" || name == std::string{kLedgerName} + "-journal")) continue;
    stranger(escape_for_terminal(name));
  }
  name_strangers_among_objects(clean);
}

void FolderCheck::name_strangers_among_objects(bool clean) {
  const auto folders = names_in(objects_, ".");
  if (!folders) return problems_.add(VerifyKind::evidence_altered, kObjectsName, folders.error().what);
  for (const std::string& folder : *folders) {
    const std::string shown = std::string{kObjectsName} + "/" + escape_for_terminal(folder);
    if (folder == kIncomingName && !clean) continue;
    if (!is_hex_pair(folder) || !is_folder_at(objects_, folder)) {
      stranger(shown);
      continue;
    }
    const auto names = names_in(objects_, folder);
    if (!names) {
      problems_.add(VerifyKind::evidence_altered, shown, names.error().what);
      continue;
    }
    for (const std::string& name : *names) {
      const auto digest = Sha256::from_hex(folder + name);
      const bool well_formed = digest && digest->hex() == folder + name;
      if (well_formed && !ledger_known_) found_[*digest] = {};
      // Objects of a batch whose events were never committed.
      else if (!well_formed || (clean && !expected_.objects.contains(*digest)))
        stranger(shown + "/" + escape_for_terminal(name));
    }
  }
}

}  // namespace firsthour
