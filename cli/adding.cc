// SPDX-License-Identifier: Apache-2.0
#include "cli/adding.h"

#include "casefile/descriptor.h"
#include "casefile/json.h"
#include "cli/digest_option.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firsthour::cli {
namespace {

Instant instant_of(const timespec& t) { return Instant::from_seconds(t.tv_sec, t.tv_nsec); }

FileFacts facts_of(const struct stat& status) {
  FileFacts facts;
  facts.mode = status.st_mode;
  facts.uid = status.st_uid;
  facts.gid = status.st_gid;
  facts.inode = status.st_ino;
  facts.links = status.st_nlink;
  facts.size = static_cast<std::uint64_t>(status.st_size);
  facts.device = status.st_dev;
  facts.modified = instant_of(status.st_mtim);
  facts.accessed = instant_of(status.st_atim);
  facts.changed = instant_of(status.st_ctim);
  return facts;
}

}  // namespace

// O_NONBLOCK, so that a FIFO does not hold us before fstat can tell what it is.
Result<BroughtFile> add_file(const Invocation& call, CaseWriter& the_case, const std::string& file,
                             const Adding& adding, BringOptions options) {
  Descriptor fd{open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  struct stat status {};
  if (!fd || fstat(fd.get(), &status) != 0) return fail_errno("cannot open " + file);
  if (!S_ISREG(status.st_mode)) return fail(Errc::denied, file + " is not a regular file");
  Item item;
  item.kind = adding.kind;
  item.source = adding.source;
  item.attributes = adding.attributes;
  item.path = file;
  item.started = call.clock.now();
  item.file = facts_of(status);
  if (adding.store) {
    auto stored = adding.store(the_case, std::move(item), *source_from_fd(fd.release()));
    if (!stored) return tl::unexpected{stored.error()};
    return BroughtFile{std::move(*stored), 0, false};
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  options.progress = [&call, size](std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::adding, human_size(bytes), human_size(size)));
    return !stop_asked();
  };
  auto brought = the_case.attach_file(std::move(item), fd, options);
  call.terminal.end_progress();
  return brought;
}

namespace {

// A copy that was there is named: what became of it is part of how the file came into the case.
void tell_of_stopped_copy(const Invocation& call, const std::string& file, const BroughtFile& brought) {
  if (brought.began_anew) call.terminal.warn(say::copy_anew, call.terminal.name(file));
  if (brought.resumed_at > 0)
    call.terminal.say(say::copy_resumed, call.terminal.name(file), human_size(brought.resumed_at));
}

}  // namespace

Try<Exit> add_files(const Invocation& call, CaseWriter& the_case, const Adding& adding) {
  BringOptions options;
  auto digests = asked_digests(call);
  if (!digests) return give_up(digests.error());
  options.digests = std::move(*digests);
  std::uint64_t added = 0, bytes = 0;
  Exit exit = Exit::done;
  for (std::size_t i = 1; i < call.said.words.size() && !stop_asked(); ++i) {
    const auto brought = add_file(call, the_case, call.said.words[i], adding, options);
    if (!brought) {
      if (stop_asked()) break;
      call.terminal.error(Failure{brought.error()});
      exit = Exit::partial;
      continue;
    }
    tell_of_stopped_copy(call, call.said.words[i], *brought);
    const CaseItem& stored = brought->item;
    ++added;
    bytes += stored.item.size;
    const std::string digest = stored.item.sha256 ? stored.item.sha256->hex() : "";
    call.terminal.print(call.terminal.text(say::added_item, stored.id, call.terminal.name(stored.item.path),
                                           human_size(stored.item.size), digest));
    call.terminal.emit(Json{{"type", "item"},
                            {"id", stored.id},
                            {"size", stored.item.size},
                            {"sha256", digest},
                            {"digests", stored.item.digests},
                            {"resumed_at", brought->resumed_at}});
  }
  if (added == 0 && exit == Exit::partial) exit = Exit::failed;
  if (stop_asked()) {
    exit = Exit::interrupted;
    const auto overview = the_case.overview();
    if (overview && !overview->stopped_copies.empty()) call.terminal.say(say::copy_stays);
  }
  if (auto closed = close_case(the_case, exit); !closed) return closed;
  call.terminal.emit(
      Json{{"type", "summary"}, {"items", added}, {"bytes", bytes}, {"exit", static_cast<int>(exit)}});
  return exit;
}

}  // namespace firsthour::cli
