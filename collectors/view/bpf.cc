// SPDX-License-Identifier: Apache-2.0
// view.bpf: BPF programs by list, number, holder, link, pin and symbol.
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/bpf_attachments.h"
#include "collectors/kernel/bpf_objects.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/process/process_table.h"
#include "collectors/view/bpf_check.h"
#include "collectors/view/kernel_views.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kProgramLimit = 65536;
constexpr std::uint32_t kProbeLimit = 65536;
constexpr std::uint32_t kProbesBehind = 1024;  // behind the highest number that is known

class BpfReading {
 public:
  BpfReading(Context& context, const ProcessTable& processes, const SymbolFacts& symbols)
      : context_{context}, processes_{processes}, symbols_{symbols} {}

  BpfViews read() {
    list(BpfKind::program, "bpf.list", [&](std::uint32_t id) { see(id, "bpf.list"); });
    list(BpfKind::link, "bpf.link", [&](std::uint32_t id) {
      const auto link = open_bpf(BpfKind::link, id);
      const auto facts = link ? bpf_link_info_of(*link) : Result<BpfLink>{tl::unexpected{link.error()}};
      if (facts && facts->program_id != 0) see(facts->program_id, "bpf.link");
    });
    for (const auto id : processes_.bpf_programs()) see(static_cast<std::uint32_t>(id), "fdinfo");
    SourceOutcome pins_outcome;
    for (const auto& [id, paths] : read_bpf_pins(context_, pins_outcome).programs) see(id, "bpf.pin");
    probe();
    for (auto& [id, program] : views_.programs) describe(id, program);
    note_symbols();
    return std::move(views_);
  }

 private:
  void see(std::uint32_t id, const char* view) {
    if (views_.programs.size() < kProgramLimit) views_.programs[id].views.insert(view);
  }

  template <class Visit>
  void list(BpfKind kind, const char* view, const Visit& visit) {
    std::uint32_t id = 0;
    for (std::size_t count = 0; count < kProgramLimit && !context_.stopping(); ++count) {
      const auto next = next_bpf_id(kind, id);
      if (!next) views_.closed[view] = next.error().what;
      if (!next || !*next) return;
      id = **next;
      visit(id);
    }
    views_.closed[view] = "not listed to its end";
  }

  // Numbers are given in a row, so a program that is left out of the list lies in a gap or shortly behind.
  void probe() {
    const auto highest = views_.programs.empty() ? 0 : views_.programs.rbegin()->first;
    const auto last = highest < kProbeLimit ? highest + kProbesBehind : kProbeLimit;
    for (std::uint32_t id = 1; id <= last && !context_.stopping(); ++id) {
      const auto program = open_bpf(BpfKind::program, id);
      if (program) see(id, "bpf.number");
      if (program || program.error().code == Errc::not_found) continue;
      views_.closed["bpf.number"] = program.error().what;
      return;
    }
    if (highest >= kProbeLimit) probe_around_known();
  }

  // Where numbers have grown high, the neighbours of those that are known.
  void probe_around_known() {
    constexpr std::uint32_t kAround = 64;
    std::vector<std::uint32_t> known;
    for (const auto& [id, program] : views_.programs) known.push_back(id);
    std::uint32_t probed = kProbeLimit;
    for (const auto id : known) {
      if (probed >= 2 * kProbeLimit || context_.stopping()) break;
      for (auto near = id > kAround ? id - kAround : 1; near < id + kAround; ++near, ++probed)
        if (open_bpf(BpfKind::program, near)) see(near, "bpf.number");
    }
    views_.closed["bpf.number"] = "only numbers up to 65536 and near known ones were tried";
  }

  void describe(std::uint32_t id, BpfProgramFacts& program) {
    const auto object = open_bpf(BpfKind::program, id);
    const auto facts =
        object ? bpf_program_info(*object) : Result<BpfProgram>{tl::unexpected{object.error()}};
    if (!facts) return;
    program.opened = true;
    program.name = facts->name;
    program.tag = facts->tag;
    program.function_tags = facts->function_tags;
    program.jited = facts->jited_bytes != 0;
    // Before 5.8 the kernel gave symbols to programs of privileged loaders only, and never to those on a
    // card.
    program.has_symbols = facts->uid == 0 && facts->interface == 0;
  }

  void note_symbols() {
    views_.symbols = symbols_.bpf_programs;
    if (!symbols_.closed.empty())
      views_.closed["kallsyms"] = symbols_.closed;
    else if (views_.symbols.empty() && !symbols_are_shown())
      views_.closed["kallsyms"] = "the kernel shows no symbols of programs (net.core.bpf_jit_*)";
  }

  [[nodiscard]] bool symbols_are_shown() const {
    const auto is = [&](const char* name, std::string_view wanted) {
      return known_value(context_.host, std::string{"/proc/sys/net/core/"} + name) == wanted;
    };
    return is("bpf_jit_kallsyms", "1") && is("bpf_jit_harden", "0") && !is("bpf_jit_enable", "0");
  }

  Context& context_;
  const ProcessTable& processes_;
  const SymbolFacts& symbols_;
  BpfViews views_;
};

CrossCheck check_of(const BpfViews& views) {
  CrossCheck check{.name = "bpf.programs", .views = {}, .closed = {}};
  for (const char* view : {"bpf.list", "bpf.number", "bpf.link", "bpf.pin", "fdinfo", "kallsyms"}) {
    const auto closed = views.closed.find(view);
    if (closed == views.closed.end())
      check.views.emplace_back(view);
    else
      check.closed.push_back(std::string{view} + ": " + closed->second);
  }
  check.compared = views.programs.size();
  return check;
}

void put_program(RecordWriter& record, const Difference& difference, const BpfViews& views) {
  const auto id = number_from<std::uint32_t>(difference.name);
  const auto found = id ? views.programs.find(*id) : views.programs.end();
  if (id) record.put("bpf.program.id", *id);
  if (found == views.programs.end() || !found->second.opened) return;
  if (!found->second.name.empty()) record.put_bytes("bpf.program.name", found->second.name);
  record.put("bpf.program.tag", found->second.tag);
}

}  // namespace

SourceOutcome view_bpf(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live() || context.processes == nullptr) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running kernel";
    return outcome;
  }
  context.processes->fill(context.host);
  auto views = BpfReading{context, *context.processes, *symbol_facts(context)}.read();
  auto differences = bpf_differences(views);
  bool confirmed = true;
  // The table of processes is as old as the run; holders are asked anew.
  if (!differences.empty() && (confirmed = wait_before_recheck(context))) {
    std::set<std::string> before;
    for (const auto& difference : differences) before.insert(difference.name);
    ProcessTable now;
    now.fill(context.host);
    views = BpfReading{context, now, read_symbol_facts(context.host)}.read();
    differences = bpf_differences(views);
    std::erase_if(differences, [&](const Difference& one) { return !before.contains(one.name); });
  }
  if (!confirmed) add_problem(outcome, Outcome::partial, "stopped before differences could be confirmed");
  CrossViewFiles files{context};
  auto check = check_of(views);
  if (check.closed.size() == 6 || views.closed.contains("bpf.list"))
    add_problem(outcome, Outcome::partial, "bpf.list: " + views.closed["bpf.list"]);
  check.differences = confirmed ? differences.size() : 0;
  for (const auto& difference : differences) {
    if (!confirmed) break;
    auto record = files.begin(difference, 1);
    put_program(record, difference, views);
    files.add(std::move(record));
  }
  files.add(check);
  files.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
