// SPDX-License-Identifier: Apache-2.0
// host.process: one record a process, written as they are read, so that memory does not grow with them.
#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/process_record.h"

#include <optional>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kKind = "host.process";

// A process may give itself megabytes of arguments and environment, and thousands of mappings; a few hundred
// of those fill a stick. Beyond the first bytes of all, of each long text the beginning is kept.
constexpr std::size_t kBeginning = 64 << 10;
std::uint64_t kept_whole(Profile profile) {
  switch (profile) {
    case Profile::quick:
      return 64 << 20;
    case Profile::standard:
      return 512 << 20;
    case Profile::full:
      break;
  }
  return UINT64_MAX;
}

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context},
        outcome_{outcome},
        records_{context, kKind},
        traces_{context, "host.ptrace"},
        setting_{read_setting(context.host)} {}

  void take(const ProcessEntry& entry) {
    const MountHazards& hazards = hazards_.of(context_.host, entry);
    auto facts = read_process(context_.host, entry, hazards);
    if (!facts) return;  // it has gone: normal
    const auto sha256 = hash(entry, *facts, hazards);
    const auto package = owner(*facts);
    records_.add(process_record(entry, *facts, setting_, sha256, package));
    if (const auto tracer = facts->status.tracer.value_or(0); tracer != 0) note_tracer(entry, tracer);
    for (auto& file : facts->files) keep(entry, file);
    if (!facts->executable && !facts->stat.kernel_thread() && !facts->command.arguments.empty())
      tally_.denied("executable");
  }

  void finish() {
    tally_.report(outcome_, "processes");
    records_.finish(outcome_);
    traces_.finish(outcome_);
  }

 private:
  // Of its own kind, so that a tracer can be asked for whom it traces.
  void note_tracer(const ProcessEntry& entry, Pid tracer) {
    RecordWriter record{"host.ptrace"};
    const auto put = [&](const ProcessEntry& of, const std::string& prefix) {
      record.put_bytes(prefix + ".name", of.name);
      if (of.executable) record.put_bytes(prefix + ".executable", *of.executable);
    };
    record.put("process.pid", entry.pid);
    put(entry, "process");
    record.put("tracer.pid", tracer);
    if (const auto* known = context_.processes->find(tracer)) put(*known, "tracer");
    traces_.add(std::move(record));
  }

  std::optional<std::string> hash(const ProcessEntry& entry, const ProcessFacts& facts,
                                  const MountHazards& hazards) {
    if (!facts.executable) return std::nullopt;
    const auto digest = hashes_.of(context_.host, entry.pid, *facts.executable, hazards,
                                   [this] { return context_.stopping(); });
    if (digest) return *digest;
    if (digest.error().code != Errc::not_found) tally_.failed("executable (" + digest.error().what + ")");
    return std::nullopt;
  }

  std::optional<PackageAnswer> owner(const ProcessFacts& facts) {
    if (!facts.executable || context_.packages == nullptr) return std::nullopt;
    if (facts.executable->name.memfd) return PackageAnswer{PackageState::unowned, {}};
    return context_.packages->owner_of(facts.executable->name.path);
  }

  void keep(const ProcessEntry& entry, KernelFile& file) {
    Item item;
    item.kind = "kernel-file";
    item.source = kKind;
    item.path = "/proc/" + std::to_string(entry.pid) + "/" + std::string{file.name};
    item.started = file.started;
    item.finished = file.finished;
    item.attributes["process.pid"] = std::to_string(entry.pid);
    if (!file.content) {
      if (file.content.error().code == Errc::denied)
        tally_.denied(file.name);
      else
        tally_.failed(file.name);
      return;
    }
    if (file.content->bytes.empty()) return;  // a kernel thread has no command line
    if (file.content->cut) {
      item.outcome = Outcome::partial;
      item.reason = "longer than what is kept of one kernel file";
    }
    if (kept_ > kept_whole(context_.profile) && file.content->bytes.size() > kBeginning) {
      item.outcome = Outcome::partial;
      item.reason = "the first " + std::to_string(kBeginning) + " of " +
                    std::to_string(file.content->bytes.size()) + " bytes: texts of processes are too many";
      file.content->bytes.resize(kBeginning);
      add_problem(outcome_, Outcome::partial, "long texts of processes were cut");
    }
    kept_ += file.content->bytes.size();
    outcome_.bytes += file.content->bytes.size();
    ++outcome_.items;
    const auto added = context_.out.add(std::move(item), as_bytes(file.content->bytes));
    if (!added) add_problem(outcome_, Outcome::failed, added.error().what);
  }

  Context& context_;
  SourceOutcome& outcome_;
  RecordFile records_, traces_;
  ProcessSetting setting_;
  HazardsByNamespace hazards_;
  ExecutableHashes hashes_;
  Tally tally_;
  std::uint64_t kept_ = 0;  // bytes of kernel files
};

}  // namespace

SourceOutcome collect_processes(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Run run{context, outcome};
  std::uint64_t left = table->all().size();
  // One that never answered may stop us for good: it comes when all others are written.
  for (const bool unanswered : {false, true})
    for (const auto& entry : table->all()) {
      if (entry.unanswered != unanswered || context.stopping()) continue;
      run.take(entry);
      --left;
    }
  if (left > 0)
    add_problem(outcome, Outcome::timed_out, "stopped with " + std::to_string(left) + " processes left");
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
