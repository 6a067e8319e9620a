// SPDX-License-Identifier: Apache-2.0
// host.open_file: what every process holds open. Links are read, never followed into a file system.
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"
#include "collectors/process/anonymous_inode.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/executable.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kInfoLimit = 64 << 10;

struct OpenDescriptor {
  Pid pid = 0;
  std::uint64_t number = 0;
  std::string link;
  std::optional<FileStatus> status;  // of the file itself, through the descriptor
  DescriptorInfo info;
  std::optional<AnonymousInode> anonymous;
};

std::string_view kind_of(const OpenDescriptor& open, const NamedFile& name) {
  if (open.link.starts_with("socket:[")) return "socket";
  if (open.link.starts_with("pipe:[")) return "pipe";
  if (open.link.starts_with("anon_inode:") || !open.link.starts_with('/')) return "anon_inode";
  if (name.memfd) return "memfd";
  if (!open.status) return "file";
  switch (open.status->facts.mode & S_IFMT) {
    case S_IFDIR:
      return "directory";
    case S_IFIFO:
      return "pipe";
    case S_IFSOCK:
      return "socket";
    case S_IFCHR:
    case S_IFBLK:
      return "device";
    default:
      return "file";
  }
}

void put_anonymous(RecordWriter& record, const AnonymousInode& inode) {
  record.put_bytes("anon_inode.type", inode.type);
  if (inode.polled_count > 0) {
    record.put("eventpoll.count", inode.polled_count);
    record.put_list("eventpoll.descriptors", inode.polled);
  }
  if (inode.watched_count > 0) {
    std::vector<std::string> targets;
    for (const auto& watched : inode.watched) targets.push_back(describe(watched));
    record.put("watch.count", inode.watched_count);
    record.put_list("watch.targets", targets);
  }
  record.put("pidfd.pid", inode.process);
  record.put("io_uring.files", inode.ring_files);
  record.put("io_uring.buffers", inode.ring_buffers);
  record.put("io_uring.thread_pid", inode.ring_thread);
  if (!inode.ring_paths.empty()) record.put_list("io_uring.paths", inode.ring_paths);
  record.put("timerfd.clock", inode.clock);
  if (!inode.signals.empty()) record.put("signalfd.mask", inode.signals);
}

RecordWriter record_of(const ProcessEntry& entry, const OpenDescriptor& open, const NamedFile& name) {
  const bool is_path = open.link.starts_with('/');
  RecordWriter record{"host.open_file"};
  record.put("process.pid", entry.pid);
  record.put_bytes("process.name", entry.name);
  record.put("file.descriptor", open.number);
  record.put_bytes("file.path", is_path ? name.path : open.link);
  record.put("file.kind", kind_of(open, name));
  if (is_path) record.put("file.deleted", name.deleted);
  if (open.status) {
    record.put("file.inode", open.status->facts.inode);
    record.put("file.device", open.status->facts.device);
    if (open.status->is_regular()) record.put("file.size", open.status->facts.size);
  }
  if (!open.info.flags.empty()) record.put("file.flags", open.info.flags);
  record.put("file.offset", open.info.offset);
  record.put("bpf.program.id", open.info.bpf_program);
  record.put("bpf.map.id", open.info.bpf_map);
  record.put("bpf.link.id", open.info.bpf_link);
  if (open.anonymous) put_anonymous(record, *open.anonymous);
  return record;
}

// Only a link with the kernel's mark is looked up again: of the others the kernel says that they are there.
NamedFile name_of(const Host& host, const OpenDescriptor& open, const MountHazards& hazards) {
  const bool marked = without_deleted_mark(open.link).size() != open.link.size();
  const bool gone = open.status && open.status->facts.links == 0;
  if (!open.link.starts_with('/') || (!marked && !gone)) return {open.link, false, false};
  std::optional<FileFacts> facts;
  if (open.status) facts = open.status->facts;
  return resolve_name(host, open.pid, open.link, facts, hazards);
}

std::optional<OpenDescriptor> read_descriptor(const Host& host, Pid pid, std::uint64_t number) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const std::string descriptor = std::to_string(number);
  auto link = host.read_link(folder + "/fd/" + descriptor);
  if (!link) return std::nullopt;  // closed meanwhile
  OpenDescriptor open{pid, number, std::move(*link), {}, {}, {}};
  if (const auto status = host.status(folder + "/fd/" + descriptor, true)) open.status = *status;
  if (const auto text = host.read(folder + "/fdinfo/" + descriptor, kInfoLimit)) {
    open.info = parse_descriptor_info(text->bytes);
    if (open.link.starts_with("anon_inode:")) open.anonymous = parse_anonymous_inode(open.link, text->bytes);
  }
  return open;
}

}  // namespace

SourceOutcome collect_open_files(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  RecordFile records{context, "host.open_file"};
  HazardsByNamespace hazards;
  Tally tally;
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    if (entry.kernel_thread) return;
    std::vector<std::uint64_t> numbers;
    const auto listed = context.host.list_in_pieces(
        "/proc/" + std::to_string(entry.pid) + "/fd", [&](const std::vector<DirectoryEntry>& entries) {
          for (const auto& each : entries)
            if (const auto number = number_from<std::uint64_t>(each.name)) numbers.push_back(*number);
          return true;
        });
    if (!listed && listed.error().code == Errc::denied)
      tally.denied("open files");
    else if (!listed && listed.error().code != Errc::not_found)  // else the process has ended meanwhile
      tally.failed("open files");
    std::sort(numbers.begin(), numbers.end());
    const MountHazards& of_process = hazards.of(context.host, entry);
    for (const auto number : numbers)
      if (const auto open = read_descriptor(context.host, entry.pid, number))
        records.add(record_of(entry, *open, name_of(context.host, *open, of_process)));
  });
  tally.report(outcome, "processes");
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
