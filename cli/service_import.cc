// SPDX-License-Identifier: Apache-2.0
#include "cli/service_import.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"
#include "cli/stop.h"
#include "playbooks/service_import.h"

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLargestTable = 64u << 20;
constexpr std::size_t kBatch = 1000;    // records a transaction
constexpr std::size_t kMostNamed = 50;  // rows that a person is shown

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

void tell(const Invocation& call, const std::string& file, const playbooks::ImportPlan& plan) {
  Terminal& terminal = call.terminal;
  terminal.say(say::import_encoding, terminal.name(file), plan.encoding, joined(plan.taken));
  if (!plan.left.empty()) terminal.say(say::import_columns_left, joined(plan.left));
  std::size_t named = 0;
  for (const playbooks::ImportRefusal& refusal : plan.refused) {
    terminal.emit(Json{{"type", "refused"}, {"line", refusal.line}, {"why", refusal.why.en}});
    if (!terminal.json() && named++ < kMostNamed)
      terminal.warn(say::import_row_left, refusal.line, in_words(terminal, refusal.why));
  }
  if (named > kMostNamed) terminal.say(say::import_rows_left, named - kMostNamed);
}

// What was recorded before a stop stays and is said.
Try<std::size_t> append_batches(const Invocation& call, CaseWriter& the_case,
                                const std::vector<playbooks::ServiceRecord>& records) {
  std::size_t done = 0;
  while (done < records.size() && !stop_asked()) {
    std::vector<Json> bodies;
    for (; bodies.size() < kBatch && done + bodies.size() < records.size();)
      bodies.push_back(playbooks::to_json(records[done + bodies.size()]));
    if (const auto appended = the_case.append_all(event_type::service, bodies); !appended)
      return give_up(appended.error());
    done += bodies.size();
    call.terminal.progress(call.terminal.text(say::importing, done, records.size()));
  }
  call.terminal.end_progress();
  return done;
}

}  // namespace

Try<Exit> import_records(const Invocation& call, CaseWriter& the_case, const playbooks::ServiceYear& year,
                         const playbooks::ServiceRecord& defaults, const std::string& file) {
  const auto source = open_source(file);
  if (!source) return give_up(fail(file, source.error()).value());
  const auto bytes = read_all(**source, kLargestTable);
  if (!bytes) return give_up(fail(file, bytes.error()).value());
  const auto plan = playbooks::plan_import(year, defaults, *bytes);
  if (!plan) return give_up(fail(file, plan.error()).value());
  tell(call, file, *plan);
  const auto done = append_batches(call, the_case, plan->records);
  Exit exit = plan->refused.empty() ? Exit::done : Exit::partial;
  if (plan->records.empty() && !plan->refused.empty()) exit = Exit::failed;
  if (stop_asked()) exit = Exit::interrupted;
  if (auto closed = close_case(the_case, exit); !closed) return closed;
  if (!done) return give_up(done.error());
  call.terminal.say(say::imported, *done, plan->refused.size());
  call.terminal.emit(Json{{"type", "summary"},
                          {"kind", defaults.kind},
                          {"records", *done},
                          {"refused", plan->refused.size()},
                          {"encoding", plan->encoding},
                          {"columns", plan->taken},
                          {"columns_left", plan->left}});
  return exit;
}

}  // namespace firsthour::cli
