// SPDX-License-Identifier: Apache-2.0
// Code that processes run though its file is gone, or never was one: libraries that were deleted after they
// were loaded, and what is mapped executable from memory files and from /dev/shm.
#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/package/package_index.h"
#include "collectors/process/held_mapping.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/recovery.h"

#include <string>
#include <utility>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMapsLimit = 16 << 20;  // 65,530 regions, the most by default, have about 8 MiB
constexpr std::size_t kMostDeferred = 4096;

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, recovery_{context, outcome, context.budget} {}

  void take(const ProcessEntry& entry) {
    const auto maps = context_.host.read("/proc/" + std::to_string(entry.pid) + "/maps", kMapsLimit);
    if (!maps) {
      if (maps.error().code == Errc::denied) tally_.denied("maps");
      return;
    }
    const MountHazards& hazards = hazards_.of(context_.host, entry);
    const MappedFiles mapped = mapped_files(maps->bytes);
    for (const MappedFile& file : mapped.files)
      if (file.executable) take(entry, file, hazards);
    if (mapped.left_out > 0 || maps->cut) tally_.failed("further mapped files");
  }

  // Upgrades leave libraries behind by the dozen; they come after those that nothing explains.
  void take_upgraded() {
    for (const auto& [entry, file] : deferred_) {
      if (context_.stopping()) return;
      recovery_.take(*entry, file, hazards_.of(context_.host, *entry));
    }
  }

  void finish() { tally_.report(outcome_, "processes"); }

 private:
  void take(const ProcessEntry& entry, const MappedFile& mapped, const MountHazards& hazards) {
    auto held = held_mapping(context_.host, entry, mapped, hazards);
    if (!held) return take_from_memory(entry, mapped, held.error().code == Errc::denied);
    if (!*held) return;
    const std::string_view reason = reason_to_pass_over(mapped);
    if (!reason.empty()) {
      if (context_.processes->is_first_look((*held)->facts))
        recovery_.pass_over(recovery_.describe(entry, **held), std::string{reason});
      return;
    }
    if (upgraded(**held) && deferred_.size() < kMostDeferred)
      deferred_.emplace_back(&entry, std::move(**held));
    else
      recovery_.take(entry, std::move(**held), hazards);
  }

  void take_from_memory(const ProcessEntry& entry, const MappedFile& mapped, bool denied) {
    if (mapped.as == MappedAs::secret) return;
    const std::string folder = "/proc/" + std::to_string(entry.pid);
    const bool absent = !denied && !context_.host.status(folder + "/map_files", false) &&
                        context_.host.status(folder, false).has_value();
    if (!denied && !absent) return;  // the mapping or the process has gone
    recovery_.take_from_memory(
        entry, named_mapping(entry, mapped), mapped,
        denied ? "map_files denied (needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE): what is "
                 "in memory of it"
               : "no map_files on this kernel: what is in memory of it");
  }

  bool upgraded(const HeldFile& held) {
    return held.name.replaced && context_.packages != nullptr &&
           context_.packages->owner_of(held.name.path).state == PackageState::owned;
  }

  Context& context_;
  SourceOutcome& outcome_;
  Recovery recovery_;
  HazardsByNamespace hazards_;
  Tally tally_;
  std::vector<std::pair<const ProcessEntry*, HeldFile>> deferred_;
};

}  // namespace

SourceOutcome collect_deleted_libraries(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Run run{context, outcome};
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    if (!entry.kernel_thread) run.take(entry);
  });
  run.take_upgraded();
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
