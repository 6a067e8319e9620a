// SPDX-License-Identifier: Apache-2.0
// Data that processes keep alive though its file is gone: open descriptors and mappings of deleted files,
// memory files, deleted shared memory. FIFOs, sockets and devices are never opened.
#include "casefile/encoding.h"
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/held_mapping.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/recovery.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kInfoLimit = 64 << 10, kMapsLimit = 16 << 20;

std::string_view source_of(const NamedFile& name) {
  if (name.memfd) return "open_file.memfd";
  if (name.path.starts_with("/dev/shm/") || name.path.starts_with("/run/shm/"))
    return "shared_memory.deleted";
  return "open_file.deleted";
}

class Run {
 public:
  // Half of the budget: rotated logs are often larger than all that is asked for after them.
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, recovery_{context, outcome, context.budget / 2} {}

  void take(const ProcessEntry& entry) {
    const MountHazards& hazards = hazards_.of(context_.host, entry);
    take_descriptors(entry, hazards);
    take_mappings(entry, hazards);
  }

  void finish() { tally_.report(outcome_, "processes"); }

 private:
  void take_descriptors(const ProcessEntry& entry, const MountHazards& hazards) {
    const std::string folder = "/proc/" + std::to_string(entry.pid);
    const auto names = context_.host.list(folder + "/fd");
    if (!names) {
      if (names.error().code == Errc::denied) tally_.denied("open files");
      return;
    }
    std::vector<std::uint64_t> numbers;
    for (const auto& name : *names)
      if (const auto number = number_from<std::uint64_t>(name.name)) numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    for (const auto number : numbers) {
      if (context_.stopping()) return;
      take_descriptor(entry, folder, std::to_string(number), hazards);
    }
  }

  void take_descriptor(const ProcessEntry& entry, const std::string& folder, const std::string& number,
                       const MountHazards& hazards) {
    const std::string path = folder + "/fd/" + number;
    const auto link = context_.host.read_link(path);
    if (!link || !link->starts_with('/')) return;
    const bool marked = without_deleted_mark(*link).size() != link->size();
    if (hazards.path_may_hang(*link)) {
      if (marked) tally_.failed("deleted files on a file system that may hang");
      return;
    }
    const auto status = context_.host.status(path, true);
    if (!status || !status->is_regular() || (!marked && status->facts.links != 0)) return;
    NamedFile name = resolve_name(context_.host, entry.pid, *link, status->facts, hazards);
    if (!name.deleted) return;
    const std::string_view source = source_of(name);
    HeldFile held{path, std::move(name), status->facts, "file", source, {}};
    held.attributes["file.descriptor"] = number;
    if (const auto text = context_.host.read(folder + "/fdinfo/" + number, kInfoLimit)) {
      const DescriptorInfo info = parse_descriptor_info(text->bytes);
      if (!info.flags.empty()) held.attributes["file.flags"] = info.flags;
      if (info.offset) held.attributes["file.offset"] = std::to_string(*info.offset);
    }
    recovery_.take(entry, std::move(held), hazards);
  }

  void take_mappings(const ProcessEntry& entry, const MountHazards& hazards) {
    const auto maps = context_.host.read("/proc/" + std::to_string(entry.pid) + "/maps", kMapsLimit);
    if (!maps) {
      if (maps.error().code == Errc::denied) tally_.denied("maps");
      return;
    }
    const MappedFiles mapped = mapped_files(maps->bytes);
    for (const MappedFile& file : mapped.files) {
      if (context_.stopping()) return;
      if (file.executable) continue;
      const auto held = held_mapping(context_.host, entry, file, hazards);
      if (!held && held.error().code == Errc::denied) tally_.denied("map_files");
      if (!held || !*held) continue;
      const std::string_view reason = reason_to_pass_over(file);
      if (reason.empty())
        recovery_.take(entry, **held, hazards);
      else if (context_.processes->is_first_look((*held)->facts))
        recovery_.pass_over(recovery_.describe(entry, **held), std::string{reason});
    }
  }

  Context& context_;
  SourceOutcome& outcome_;
  Recovery recovery_;
  HazardsByNamespace hazards_;
  Tally tally_;
};

}  // namespace

SourceOutcome collect_deleted_open_files(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Run run{context, outcome};
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    // What this run itself holds open is no evidence.
    if (!entry.kernel_thread && !entry.firsthour) run.take(entry);
  });
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
