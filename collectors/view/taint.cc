// SPDX-License-Identifier: Apache-2.0
// view.taint: whether the taint value was cleared.
#include "collectors/host/kernel_log.h"
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/view/kernel_views.h"
#include "collectors/view/taint_check.h"

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLogLimit = 8 << 20;
constexpr std::uint64_t kListLimit = 4 << 20;

}  // namespace

SourceOutcome view_taint(Context& context) {
  SourceOutcome outcome;
  // The log and the modules first: what they tell of has happened before the value is read.
  CrossCheck check{.name = "taint.value", .views = {"tainted"}, .closed = {}};
  std::uint64_t in_log = 0, of_modules = 0;
  if (!context.host.live()) {
    check.closed.emplace_back("kernel-log: not of a running kernel");
  } else if (const auto log = read_kernel_log(kLogLimit)) {
    in_log = taint_in_log(log->text);
    check.views.emplace_back("kernel-log");
    if (log->cut) check.closed.emplace_back("kernel-log: longer than 8 MiB, the rest was not read");
  } else {
    check.closed.push_back("kernel-log: " + log.error().what);
  }
  if (const auto modules = context.host.read("/proc/modules", kListLimit)) {
    of_modules = taint_of_modules(parse_modules(modules->bytes));
    check.views.emplace_back("procfs");
  } else {
    check.closed.push_back("procfs: " + modules.error().what);
  }
  const auto text = kernel_value(context.host, "/proc/sys/kernel/tainted");
  const auto value = text ? number_from<std::uint64_t>(*text) : std::nullopt;
  if (!value) {
    outcome.outcome = context.host.live() ? Outcome::failed : Outcome::skipped;
    outcome.reason = text ? "kernel.tainted is no number"
                          : (context.host.live() ? text.error().what : "an image has no running kernel");
    return outcome;
  }
  CrossViewFiles files{context};
  const auto differences = taint_differences(*value, of_modules, in_log);
  check.compared = static_cast<std::uint64_t>(__builtin_popcountll(of_modules | in_log));
  check.differences = differences.size();
  // No second look: bits are never cleared, so what was true before the value was read is true for ever.
  for (const auto& difference : differences) files.add(files.begin(difference, 0));
  files.add(check);
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
