// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_sources.h"

#include "casefile/encoding.h"
#include "collectors/main_process.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <future>
#include <string>

namespace firsthour::collectors {
namespace {

using std::chrono::steady_clock;

// After the first hang: the host is known to be ill, and each further source would cost as much.
constexpr std::chrono::seconds kImpatience{3};
constexpr std::chrono::milliseconds kLook{250};
constexpr int kVolatile = 6;  // below: the volatile set

bool is_image(const Collector& collector) { return collector.program == "memory"; }

}  // namespace

bool SourceRuns::over(const Context& context) const {
  const bool late = set_.deadline != steady_clock::time_point{} && steady_clock::now() >= set_.deadline;
  return *context.stop || late || cut_short_ || !set_.output.failure().empty();
}

void SourceRuns::run(std::span<const Collector* const> sources, Context& context, OutcomeFacts& outcome) {
  // A mark that cannot be written shows as the output's failure.
  const auto mark = [&](const std::string& name) {
    if (!cut_short_) static_cast<void>(context.out.mark(name));
  };
  bool volatile_open = false;
  std::size_t number = 0;
  for (const Collector* collector : sources) {
    if (collector->volatility >= kVolatile) {
      if (volatile_open) mark("volatile-done");
      volatile_open = false;
      // Not the image of memory: the slower it is taken, the more of it belongs to different moments.
      if (!is_image(*collector)) {
        be_idle();
        set_.care.begin(set_.ceilings);
      }
    } else {
      volatile_open = true;
    }
    if (over(context)) {
      outcome.not_run.emplace_back(collector->name);
      continue;
    }
    set_.talk.progress(++number, sources.size(), collector->name, set_.output.bytes_written());
    outcome.sources.push_back(run_one(*collector, context));
    // Closes the segment: a cut later on costs nothing of this source.
    mark("done " + std::string{collector->name});
  }
  if (volatile_open) mark("volatile-done");
  context.deadline = set_.deadline;
}

SourceRun SourceRuns::run_one(const Collector& collector, Context& context) {
  const auto begun = steady_clock::now();
  const auto longest = begun + (is_image(collector) ? set_.longest_image : set_.longest);
  context.deadline = set_.deadline == steady_clock::time_point{}
                         ? longest
                         : std::min<steady_clock::time_point>(longest, set_.deadline);
  SourceRun source{std::string{collector.name}, watched(collector, context), 0};
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
  source.milliseconds = static_cast<std::uint64_t>(took.count());
  if (source.outcome.outcome != Outcome::complete && set_.output.failure().empty()) {
    set_.talk.incomplete(source);
    if (is_image(collector) && source.outcome.outcome == Outcome::denied) {
      set_.talk.warning(set_.talk.text(
          "no image of the memory can be taken from inside this system. Of a virtual machine, take a "
          "snapshot with its memory from the hypervisor",
          "在本系统内无法获取内存镜像。如为虚拟机，请在宿主机或云平台上制作包含内存的快照"));
    }
  }
  return source;
}

SourceOutcome SourceRuns::watched(const Collector& collector, Context& context) {
  std::promise<SourceOutcome> promise;
  auto future = promise.get_future();
  std::thread thread{[&collector, &context, promise = std::move(promise)]() mutable {
    promise.set_value(collector.run(context));
  }};
  while (future.wait_for(kLook) != std::future_status::ready) {
    const auto id = thread.get_id();
    const auto stuck = set_.care.stuck(id, set_.patience);
    if (!stuck) continue;
    thread.detach();
    return given_up(id, *stuck, context);
  }
  thread.join();
  return future.get();
}

SourceOutcome SourceRuns::given_up(std::thread::id thread, const Care::Stuck& stuck, Context& context) {
  SourceOutcome outcome;
  add_problem(outcome, Outcome::timed_out,
              display_utf8(stuck.path) + ": no answer from the kernel for " +
                  std::to_string(stuck.since.count()) + " s; given up");
  set_.care.give_up(thread);
  set_.patience = std::min(set_.patience, kImpatience);
  cut_short_ = context.out.reads_for(thread);  // the item half written stands in the way of all others
  if (cut_short_) return outcome;
  if (auto ended = context.out.end_streams_of(thread, Outcome::timed_out, outcome.reason); !ended)
    add_problem(outcome, Outcome::timed_out, ended.error().what);
  return outcome;
}

}  // namespace firsthour::collectors
