// SPDX-License-Identifier: Apache-2.0
// Running programs whose file is gone, or never was one (memfd): while the process lives, the kernel still
// hands out the exact bytes under /proc/PID/exe.
#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/process/executable.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

// A file of the host as the writer wants it.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(OpenFile& file) : file_{file} {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    auto got = file_.read_at(offset_, into);
    if (got) offset_ += *got;
    return got;
  }

 private:
  OpenFile& file_;
  std::uint64_t offset_ = 0;
};

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome) : context_{context}, outcome_{outcome} {}

  void take(const ProcessEntry& entry) {
    const MountHazards& hazards = hazards_.of(context_.host, entry);
    const auto executable = read_executable(context_.host, entry.pid, hazards);
    if (!executable) {
      if (executable.error().code == Errc::denied) tally_.denied("executable");
      return;
    }
    const NamedFile& name = executable->name;
    if ((!name.deleted && !name.memfd) || !executable->facts) return;
    if (!seen_.emplace(executable->facts->device, executable->facts->inode).second) return;
    Item item = describe(entry, *executable);
    if (!name.memfd && hazards.device_may_hang(executable->facts->device))
      return leave_out(std::move(item), "on a file system that may hang");
    if (executable->facts->size > context_.budget) return leave_out(std::move(item), "over the budget");
    copy(entry, std::move(item), executable->facts->size);
  }

  void finish() { tally_.report(outcome_, "processes"); }

 private:
  Item describe(const ProcessEntry& entry, const Executable& executable) const {
    Item item;
    item.kind = "executable";
    item.source = executable.name.memfd ? "executable.memfd" : "executable.deleted";
    item.path = executable.name.path;
    item.file = executable.facts;
    item.started = item.finished = context_.host.now();
    item.attributes["process.pid"] = std::to_string(entry.pid);
    item.attributes["process.name"] = display_utf8(entry.name);
    return item;
  }

  void copy(const ProcessEntry& entry, Item item, std::uint64_t size) {
    const auto file = context_.host.open("/proc/" + std::to_string(entry.pid) + "/exe");
    if (!file) return leave_out(std::move(item), file.error().what, Outcome::failed);
    // Should the PID have become another's, this is another's file.
    const FileFacts& now = (*file)->status().facts;
    if (now.inode != item.file->inode || now.device != item.file->device)
      return leave_out(std::move(item), "the process ended before its executable was read", Outcome::failed);
    FileSource source{**file};
    context_.budget -= size;
    outcome_.bytes += size;
    ++outcome_.items;
    if (auto added = context_.out.add(std::move(item), source, size); !added)
      add_problem(outcome_, Outcome::failed, added.error().what);
  }

  void leave_out(Item item, std::string reason, Outcome how = Outcome::skipped) {
    add_problem(outcome_, Outcome::partial, display_utf8(item.path) + ": " + reason);
    item.outcome = how;
    item.reason = std::move(reason);
    ++outcome_.items;
    if (auto noted = context_.out.note(std::move(item)); !noted)
      add_problem(outcome_, Outcome::failed, noted.error().what);
  }

  Context& context_;
  SourceOutcome& outcome_;
  HazardsByNamespace hazards_;
  Tally tally_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen_;
};

}  // namespace

SourceOutcome collect_deleted_executables(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Run run{context, outcome};
  for (const auto& entry : table->all()) {
    if (entry.kernel_thread) continue;
    if (context.stopping()) {
      add_problem(outcome, Outcome::timed_out, "stopped at process " + std::to_string(entry.pid));
      break;
    }
    run.take(entry);
  }
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
