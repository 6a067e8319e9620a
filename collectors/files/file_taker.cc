// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/file_taker.h"

#include "casefile/encoding.h"
#include "collectors/files/file_source.h"

#include <sys/stat.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kInMemory = 64 << 10;  // joins a segment of the collection
// A folder of a million session files must not become a million events of the case: what a source leaves out
// beyond the first becomes lines of one item, and so does what it finds beyond the most it takes.
constexpr std::uint64_t kMostNoted = 2'000, kMostTaken = 50'000;
constexpr std::uint64_t kUnsizedLimit = 1 << 20;  // of files that say 0 and have bytes, as in procfs

std::string size_text(std::uint64_t bytes) {
  static constexpr std::string_view kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (unit + 1 < std::size(kUnits) && bytes >= 1024 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes) + " " + std::string{kUnits[unit]};
}

std::string_view kind_of_special(std::uint32_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode)) return "a character device";
  if (S_ISBLK(mode)) return "a block device";
  return "a file of unknown type";
}

}  // namespace

Item FileTaker::item_for(const Found& found, const PlanEntry& entry) const {
  Item item;
  item.kind = "file";
  item.source = entry.name;
  item.path = found.path;
  item.file = found.status.facts;
  item.started = context_.host.now();
  return item;
}

void FileTaker::take(const Found& found, const PlanEntry& entry) {
  if (output_failed() || found.status.is_directory()) return;
  const auto excepted = [&](const std::string& pattern) { return path_matches(pattern, found.path); };
  if (std::any_of(entry.except.begin(), entry.except.end(), excepted)) {
    return leave_out(item_for(found, entry), Outcome::skipped, "left out by the definition");
  }
  if (totals_.items >= kMostTaken) {
    ++over_budget_;
    return leave_out(item_for(found, entry), Outcome::skipped, "more than 50,000 files of one source");
  }
  if (found.status.is_regular()) return take_regular(found, entry);
  // A link or a special file that several patterns name is noted once.
  if (taken_.path_of_earlier(found.status.facts, found.path)) return;
  if (found.status.is_symlink()) return note_symlink(item_for(found, entry));
  leave_out(item_for(found, entry), Outcome::skipped,
            std::string{kind_of_special(found.status.facts.mode)} + " is not read");
}

void FileTaker::take_regular(const Found& found, const PlanEntry& entry) {
  Item item = item_for(found, entry);
  if (taken_.is_own(found.status.facts)) {
    return leave_out(std::move(item), Outcome::skipped, "the output of this run");
  }
  const auto earlier = taken_.path_of_earlier(found.status.facts, found.path);
  if (earlier && *earlier == found.path) return;  // another definition had it
  if (earlier) {
    if (!taken_.is_new_name(found.path)) return;
    if (!earlier->empty()) item.attributes["same_file_as"] = display_utf8(*earlier);
    return leave_out(std::move(item), Outcome::skipped,
                     "the same file as another that was asked for (hard link)");
  }
  if (found.status.facts.size == 0) return take_unsized(std::move(item));
  take_bytes(std::move(item), entry);
}

// An empty file, or one of a pseudo file system, which says 0 and has bytes.
void FileTaker::take_unsized(Item item) {
  const std::string_view path = item.path;
  if (path == "/proc/kmsg" || path == "/proc/kcore" || path.ends_with("/trace_pipe")) {
    return leave_out(std::move(item), Outcome::skipped, "reading it would wait or take something away");
  }
  const auto bytes = context_.host.read(item.path, std::min(kUnsizedLimit, context_.budget));
  item.finished = context_.host.now();
  if (!bytes) {
    const bool denied = bytes.error().code == Errc::denied;
    return leave_out(std::move(item), denied ? Outcome::denied : Outcome::failed, bytes.error().what);
  }
  if (bytes->cut) {
    item.outcome = Outcome::partial;
    item.reason = "only the first " + size_text(bytes->bytes.size());
  }
  context_.budget -= bytes->bytes.size();
  totals_.bytes += bytes->bytes.size();
  ++totals_.items;
  settle(context_.out.add(std::move(item), as_bytes(bytes->bytes)));
}

void FileTaker::take_bytes(Item item, const PlanEntry& entry) {
  auto file = context_.host.open(item.path);
  if (!file) {
    const Errc code = file.error().code;
    if (code == Errc::not_found) ++gone_;
    return leave_out(std::move(item), code == Errc::denied ? Outcome::denied : Outcome::failed,
                     file.error().what);
  }
  item.file = (*file)->status().facts;
  const Selection selection = select_ranges((*file)->data_ranges(), item.file->size, entry.limit, entry.tail);
  if (selection.bytes > context_.budget) {
    ++over_budget_;
    return leave_out(std::move(item), Outcome::skipped,
                     "the budget of " + std::string{name_of(context_.profile)} + " is used up: " +
                         size_text(selection.bytes) + " asked for, " + size_text(context_.budget) + " left");
  }
  if (!selection.is_plain) item.extents = selection.ranges;
  if (!selection.whole) {
    item.outcome = Outcome::partial;
    item.reason = std::string{"only the "} + (entry.tail ? "last " : "first ") + size_text(entry.limit) +
                  " of " + size_text(item.file->size) + " (limit of the definition)";
  }
  FileSource source{**file, selection, context_};
  Result<> written;
  if (selection.bytes <= kInMemory) {
    written = add_small(std::move(item), source, selection.bytes);
  } else {
    item.finished = item.started;
    written = context_.out.add(std::move(item), source, selection.bytes);
  }
  context_.budget -= selection.bytes;
  totals_.bytes += source.bytes_read();
  ++totals_.items;
  settle(written);
}

// What could be read is kept, whatever happened then.
Result<> FileTaker::add_small(Item item, FileSource& source, std::uint64_t size) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got = source.read(std::span{bytes}.subspan(filled));
    if (!got || *got == 0) {
      item.outcome = got ? Outcome::changed : Outcome::partial;
      item.reason = (got ? std::string{"the file ended"} : got.error().what) + " after " +
                    std::to_string(filled) + " of " + std::to_string(size) + " bytes";
      break;
    }
    filled += *got;
  }
  item.finished = context_.host.now();
  return context_.out.add(std::move(item), std::span{bytes}.first(filled));
}

void FileTaker::note_symlink(Item item) {
  const auto target = context_.host.read_link(item.path);
  item.finished = context_.host.now();
  if (!target) return leave_out(std::move(item), Outcome::failed, target.error().what);
  item.attributes["symlink.target"] = display_utf8(*target);
  if (!is_utf8(*target)) item.attributes["symlink.target_raw"] = to_base64(as_bytes(*target));
  ++totals_.items;
  settle(context_.out.note(std::move(item)));
}

void FileTaker::note(const std::string& path, const PlanEntry& entry, Outcome outcome, std::string reason) {
  if (output_failed()) return;
  Item item;
  item.kind = "file";
  item.source = entry.name;
  item.path = path;
  item.started = context_.host.now();
  leave_out(std::move(item), outcome, std::move(reason));
}

void FileTaker::leave_out(Item item, Outcome outcome, std::string reason) {
  if (outcome == Outcome::denied)
    ++denied_;
  else if (outcome == Outcome::skipped)
    ++skipped_;
  else
    ++other_;
  if (noted_ == kMostNoted) return leave_out_as_record(item, outcome, reason);
  ++noted_;
  item.outcome = outcome;
  item.reason = std::move(reason);
  if (item.finished == Instant{}) item.finished = context_.host.now();
  settle(context_.out.note(std::move(item)));
}

void FileTaker::leave_out_as_record(const Item& item, Outcome outcome, std::string_view reason) {
  if (!rest_) rest_ = std::make_unique<RecordFile>(context_, "host.file_left_out");
  RecordWriter record{"host.file_left_out"};
  record.put_bytes("file.path", item.path);
  record.put("firsthour.definition", item.source);
  record.put("firsthour.outcome", name_of(outcome));
  record.put_bytes("firsthour.reason", reason);
  if (item.file) {
    record.put("file.size", item.file->size);
    record.put("file.mtime", item.file->modified);
  }
  rest_->add(std::move(record));
}

void FileTaker::settle(const Result<>& written) {
  if (!written && failure_.empty()) failure_ = written.error().what;
}

SourceOutcome FileTaker::finish() {
  SourceOutcome result = totals_;
  const auto say = [&](std::uint64_t count, std::string_view what) {
    if (count == 0) return;
    if (!result.reason.empty()) result.reason += ", ";
    result.reason += std::to_string(count) + " " + std::string{what};
  };
  say(denied_, "denied");
  say(over_budget_, "left out by the budget");
  say(skipped_ - over_budget_, "left out by rule");
  say(other_ - gone_, "failed");
  if (rest_) {
    say(rest_->records(), "of them as records host.file_left_out");
    SourceOutcome closed;
    rest_->finish(closed);
    result.records += closed.records;
    result.items += closed.items;
    if (closed.outcome == Outcome::failed && failure_.empty()) failure_ = closed.reason;
  }
  if (!failure_.empty()) {
    result.outcome = Outcome::failed;
    result.reason = failure_;
  } else if (denied_ > 0 && result.items == 0) {
    result.outcome = Outcome::denied;
  } else if (denied_ > 0 || over_budget_ > 0 || other_ > gone_) {
    result.outcome = Outcome::partial;
  }
  return result;
}

}  // namespace firsthour::collectors
