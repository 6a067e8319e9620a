// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/recovery.h"

#include "casefile/encoding.h"
#include "collectors/files/file_source.h"
#include "collectors/output/record_file.h"
#include "collectors/package/package_index.h"
#include "collectors/process/mapped_copy.h"

#include <algorithm>
#include <utility>

namespace firsthour::collectors {

Item Recovery::describe(const ProcessEntry& entry, const HeldFile& file) const {
  Item item;
  item.kind = file.kind;
  item.source = file.source;
  item.path = file.name.path;
  item.file = file.facts;
  item.started = item.finished = context_.host.now();
  item.attributes = file.attributes;
  item.attributes["process.pid"] = std::to_string(entry.pid);
  item.attributes["process.name"] = display_utf8(entry.name);
  if (file.name.memfd || !file.name.deleted) return item;
  item.attributes["file.replaced"] = file.name.replaced ? "true" : "false";
  if (context_.packages == nullptr) return item;
  const PackageAnswer owner = context_.packages->owner_of(file.name.path);
  item.attributes["package.state"] = name_of(owner.state);
  if (!owner.package.empty()) item.attributes["package.name"] = display_utf8(owner.package);
  return item;
}

void Recovery::take(const ProcessEntry& entry, HeldFile file, const MountHazards& hazards) {
  if (!context_.processes->is_first_look(file.facts)) return;
  Item item = describe(entry, file);
  // What lives in the kernel's own memory (memfd, System V, /dev/zero) is on a mount that no table shows.
  const bool in_memory = file.name.memfd || file.source.starts_with("shared_memory.");
  if (!in_memory && hazards.device_may_hang(file.facts.device))
    return leave_out(std::move(item), "on a file system that may hang", Outcome::skipped);
  const auto opened = context_.host.open(file.link);
  if (!opened) {
    const bool denied = opened.error().code == Errc::denied;
    return leave_out(std::move(item), opened.error().what, denied ? Outcome::denied : Outcome::failed);
  }
  // Should the PID or the mapping have become another's, this is another file.
  const FileFacts& now = (*opened)->status().facts;
  if (now.inode != file.facts.inode || now.device != file.facts.device)
    return leave_out(std::move(item), "the process let go of it before it was read", Outcome::failed);
  item.file = now;
  copy(std::move(item), **opened);
}

void Recovery::take_from_memory(const ProcessEntry& entry, const HeldFile& file, const MappedFile& mapped,
                                std::string_view why) {
  if (!context_.processes->is_first_look(file.facts)) return;
  Item item = describe(entry, file);
  item.file.reset();  // of the file itself nothing is known
  const auto added = add_mapped_pages(context_, entry, mapped, item, std::min(share_, context_.budget), why);
  if (!added || *added == 0) {
    const std::string reason =
        std::string{why} + "; " + (added ? "nothing of it is in memory" : added.error().what);
    return leave_out(std::move(item), reason, Outcome::skipped);
  }
  add_problem(outcome_, Outcome::partial, display_utf8(file.name.path) + ": " + std::string{why});
  context_.budget -= *added;
  share_ -= *added;
  outcome_.bytes += *added;
  ++outcome_.items;
}

void Recovery::copy(Item item, OpenFile& file) {
  const Selection selection = select_ranges(file.data_ranges(), item.file->size, 0, false);
  const std::uint64_t room = std::min(share_, context_.budget);
  if (selection.bytes > room) {
    return leave_out(std::move(item),
                     "over the budget: " + std::to_string(selection.bytes) + " bytes of data, " +
                         std::to_string(room) + " left for what was deleted",
                     Outcome::skipped);
  }
  if (!selection.is_plain) item.extents = selection.ranges;
  FileSource source{file, selection, context_};
  context_.budget -= selection.bytes;
  share_ -= selection.bytes;
  ++outcome_.items;
  const auto added = context_.out.add(std::move(item), source, selection.bytes);
  outcome_.bytes += source.bytes_read();
  if (!added) add_problem(outcome_, Outcome::failed, added.error().what);
}

void Recovery::leave_out(Item item, std::string reason, Outcome how) {
  add_problem(outcome_, Outcome::partial, display_utf8(item.path) + ": " + reason);
  item.outcome = how;
  item.reason = std::move(reason);
  ++outcome_.items;
  if (auto noted = context_.out.note(std::move(item)); !noted)
    add_problem(outcome_, Outcome::failed, noted.error().what);
}

void Recovery::pass_over(Item item, std::string reason) {
  item.outcome = Outcome::skipped;
  item.reason = std::move(reason);
  ++outcome_.items;
  if (auto noted = context_.out.note(std::move(item)); !noted)
    add_problem(outcome_, Outcome::failed, noted.error().what);
}

}  // namespace firsthour::collectors
