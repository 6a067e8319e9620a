// SPDX-License-Identifier: Apache-2.0
// Process memory on request: one ELF core file a process, and one host.memory_region record a region of it.
// The process goes on meanwhile: it is neither stopped nor signalled, and nothing is faulted in, so that its
// size stays what it was. Memory that changes while it is read is therefore no snapshot of one moment.
#include "collectors/host/process_memory.h"

#include "casefile/encoding.h"
#include "collectors/output/record_file.h"
#include "collectors/process/command_line.h"
#include "collectors/process/core_file.h"
#include "collectors/process/memory_plan.h"
#include "collectors/process/memory_region_record.h"
#include "collectors/process/memory_source.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/stat.h"

#include <algorithm>
#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMapsLimit = 16 << 20, kTextLimit = 64 << 10;

std::vector<CoreSegment> segments_of(const MemoryPlan& plan, std::uint64_t page) {
  std::vector<CoreSegment> segments;
  for (const PlannedRegion& planned : plan.regions) {
    const MemoryRegion& region = planned.region;
    const CoreSegment like{0, 0, 0, region.readable(), region.writable(), region.executable()};
    std::uint64_t at = region.begin;
    const auto add = [&](std::uint64_t until, std::uint64_t bytes) {
      segments.push_back(like);
      segments.back().address = at;
      segments.back().memory_size = until - at;
      segments.back().file_size = bytes;
      at = until;
    };
    for (std::size_t i = 0; i < planned.runs; ++i) {
      const PageRun& run = plan.runs[planned.first_run + i];
      if (run.address > at) add(run.address, 0);
      const bool last = i + 1 == planned.runs;
      add(last ? region.end : plan.runs[planned.first_run + i + 1].address, run.pages * page);
    }
    if (at < region.end) add(region.end, 0);
  }
  return segments;
}

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, records_{context, "host.memory_region"} {}

  void take(const ProcessEntry& entry) {
    Item item = describe(entry);
    if (entry.firsthour) return leave_out(std::move(item), "a process of this run", Outcome::skipped, false);
    if (entry.kernel_thread) return leave_out(std::move(item), "a kernel thread", Outcome::skipped, false);
    const auto stat = read_stat(entry);
    if (!stat) return leave_out(std::move(item), "the process has ended", Outcome::failed, false);
    if (stat->state == 'Z')
      return leave_out(std::move(item), "a zombie has no memory", Outcome::skipped, false);
    // Its memory is locked as long as a fault of it waits for a dead disk or share; a read would wait, too.
    if (stat->state == 'D')
      return leave_out(std::move(item), "in uninterruptible sleep: reading its memory may hang",
                       Outcome::skipped);
    if (auto done = copy(entry, item); !done) {
      const Errc code = done.error().code;
      const auto how = code == Errc::denied      ? Outcome::denied
                       : code == Errc::timed_out ? Outcome::timed_out
                                                 : Outcome::failed;
      leave_out(std::move(item), done.error().what, how);
    }
  }

  void no_such(Pid pid) {
    Item item;
    item.kind = "process-memory";
    item.source = "process.memory";
    item.path = "/proc/" + std::to_string(pid) + "/mem";
    item.started = item.finished = context_.host.now();
    leave_out(std::move(item), "no such process", Outcome::failed);
  }

  void finish() { records_.finish(outcome_); }

 private:
  [[nodiscard]] Item describe(const ProcessEntry& entry) const {
    Item item;
    item.kind = "process-memory";
    item.source = "process.memory";
    item.path = "/proc/" + std::to_string(entry.pid) + "/mem";
    item.started = item.finished = context_.host.now();
    item.attributes["process.pid"] = std::to_string(entry.pid);
    item.attributes["process.name"] = display_utf8(entry.name);
    item.attributes["format"] = "elf-core";
    return item;
  }

  [[nodiscard]] std::optional<ProcessStat> read_stat(const ProcessEntry& entry) const {
    const auto text = context_.host.read("/proc/" + std::to_string(entry.pid) + "/stat", kTextLimit);
    auto stat = text ? parse_process_stat(text->bytes) : std::nullopt;
    if (stat && stat->start_ticks != entry.start_ticks) stat.reset();
    return stat;
  }

  [[nodiscard]] std::string text_of(const ProcessEntry& entry, std::string_view file) const {
    auto text =
        context_.host.read("/proc/" + std::to_string(entry.pid) + "/" + std::string{file}, kTextLimit);
    return text ? std::move(text->bytes) : std::string{};
  }

  [[nodiscard]] CoreProcess facts_of(const ProcessEntry& entry, const MemoryPlan& plan) const {
    CoreProcess process;
    process.pid = entry.pid;
    process.parent = entry.parent;
    process.name = entry.name;
    process.arguments = parse_command_line(text_of(entry, "cmdline")).joined;
    process.auxv = text_of(entry, "auxv");
    for (const PlannedRegion& planned : plan.regions)
      if (planned.region.inode != 0) process.files.push_back(&planned.region);
    return process;
  }

  struct Regions {
    std::vector<MemoryRegion> regions;
    bool cut = false;  // there were more
  };
  [[nodiscard]] Result<Regions> read_regions(const ProcessEntry& entry) const {
    const auto maps = context_.host.read("/proc/" + std::to_string(entry.pid) + "/maps", kMapsLimit);
    if (!maps) return tl::unexpected{maps.error()};
    Regions found{{}, maps->cut};
    for_each_region(maps->bytes, [&](const MemoryRegion& region) { found.regions.push_back(region); });
    return found;
  }

  // Fails as long as nothing of the item was written; `item` is then still whole.
  [[nodiscard]] Result<> copy(const ProcessEntry& entry, Item& item) {
    const auto stopping = [this] { return context_.stopping(); };
    auto pages = PageMap::open(context_.host, entry.pid, system_page_size());
    if (!pages) return fail("without it pages would have to be faulted in", pages.error());
    auto memory = open_process_memory(context_.host, entry.pid);
    if (!memory) return tl::unexpected{memory.error()};
    auto mapped = read_regions(entry);
    if (!mapped) return tl::unexpected{mapped.error()};
    auto plan = plan_memory(std::move(mapped->regions), *pages, context_.profile == Profile::full, stopping);
    if (!plan) return tl::unexpected{plan.error()};
    if (!read_stat(entry)) return fail(Errc::not_found, "the process has ended");
    if (stopping()) return fail(Errc::timed_out, "stopped");
    const std::uint64_t page = pages->page_size();
    const bool over = plan->shrink(context_.budget / page);
    write(entry, std::move(item), *plan, *pages, **memory, over || mapped->cut);
    return {};
  }

  void write(const ProcessEntry& entry, Item item, MemoryPlan& plan, PageMap& pages, ProcessMemory& memory,
             bool left_out) {
    std::string head =
        core_head(facts_of(entry, plan), segments_of(plan, pages.page_size()), pages.page_size());
    const std::uint64_t size = head.size() + plan.pages * pages.page_size();
    MemoryPages source{std::move(head), plan, pages, memory, [this] { return context_.stopping(); }};
    context_.budget -= std::min(context_.budget, size);
    outcome_.bytes += size;
    ++outcome_.items;
    std::string problem =
        left_out ? "regions were left out by the budget; host.memory_region names them" : "";
    const auto added = context_.out.add(std::move(item), source, size, [&](Item& written) {
      written.finished = context_.host.now();
      if (source.lost() > 0) {
        const std::string lost =
            std::to_string(source.lost()) + " pages were gone or refused when they were read, and are zeros";
        problem = problem.empty() ? lost : problem + "; " + lost;
        if (written.outcome == Outcome::complete) written.outcome = Outcome::gap;
      }
      if (left_out && written.outcome == Outcome::complete) written.outcome = Outcome::partial;
      if (!problem.empty())
        written.reason = written.reason.empty() ? problem : written.reason + "; " + problem;
    });
    if (!added) return add_problem(outcome_, Outcome::failed, added.error().what);
    if (left_out)
      add_problem(outcome_, Outcome::partial, "memory of " + std::to_string(entry.pid) + ": " + problem);
    for (const PlannedRegion& planned : plan.regions) records_.add(memory_region_record(entry, planned));
  }

  void leave_out(Item item, std::string reason, Outcome how, bool matters = true) {
    if (matters) add_problem(outcome_, Outcome::partial, item.path + ": " + reason);
    item.outcome = how;
    item.reason = std::move(reason);
    ++outcome_.items;
    if (auto noted = context_.out.note(std::move(item)); !noted)
      add_problem(outcome_, Outcome::failed, noted.error().what);
  }

  Context& context_;
  SourceOutcome& outcome_;
  RecordFile records_;
};

}  // namespace

SourceOutcome collect_process_memory(Context& context) {
  SourceOutcome outcome;
  const Wishes none;
  const Wishes& wishes = context.wishes != nullptr ? *context.wishes : none;
  if (!wishes.all_process_memory && wishes.process_memory.empty()) {
    outcome.reason = "not asked for (--process-memory)";
    return outcome;
  }
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  const auto wanted = [&](Pid pid) {
    return wishes.all_process_memory ||
           std::count(wishes.process_memory.begin(), wishes.process_memory.end(), pid);
  };
  Run run{context, outcome};
  for (const Pid pid : wishes.process_memory)
    if (table->find(pid) == nullptr) run.no_such(pid);
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    // Of kernel threads nobody expects any, unless by name.
    if (wanted(entry.pid) && !(wishes.all_process_memory && entry.kernel_thread)) run.take(entry);
  });
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
