// SPDX-License-Identifier: Apache-2.0
// firsthour case show: what a case is and how much it holds.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/custody_messages.h"
#include "cli/display_width.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/still_to_do.h"

namespace firsthour::cli {
namespace {

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto read = (*opened)->overview();
  if (!read) return give_up(case_failure(read.error()));
  const CaseOverview& it = *read;
  Terminal& terminal = call.terminal;
  const auto row = [&](const Text& label, const std::string& value) {
    terminal.print(column(terminal.text(label), 13) + "  " + value);
  };
  row(say::show_name, terminal.name(it.name));
  row(say::show_id, it.id);
  row(say::show_created, rfc3339(it.created));
  row(say::show_exercise, terminal.text(it.exercise ? say::yes : say::no));
  row(say::show_sealed, terminal.text(it.sealed ? say::yes : say::no));
  if (it.record_access) row(say::show_record_access, terminal.text(say::yes));
  row(say::show_events, std::to_string(it.events));
  row(say::show_items, std::to_string(it.items));
  row(say::show_findings, std::to_string(it.findings));
  row(say::show_objects, std::to_string(it.objects) + ", " + human_size(it.object_bytes));
  Json keys = Json::array();
  for (const CaseKey& key : it.keys) {
    row(say::show_key, terminal.name(key.name));
    constexpr std::size_t kHalf = 40;  // of the groups: both halves fit a narrow screen
    for (std::size_t at = 0; at < key.fingerprint.size(); at += kHalf)
      terminal.print(column("", 13) + "  " + terminal.name(key.fingerprint.substr(at, kHalf)));
    keys.push_back(
        {{"name", key.name}, {"verifier_key", key.verifier_key}, {"fingerprint", key.fingerprint}});
  }
  Json stopped = Json::array();
  for (const StoppedCopy& copy : it.stopped_copies) {
    row(say::show_stopped, terminal.text(say::stopped_copy_is, terminal.name(copy.path),
                                         human_size(copy.copied), human_size(copy.size)));
    stopped.push_back({{"path", display_utf8(copy.path)}, {"copied", copy.copied}, {"size", copy.size}});
  }
  terminal.emit(Json{{"type", "case"},
                     {"path", (*opened)->path()},
                     {"name", it.name},
                     {"id", it.id},
                     {"created", rfc3339(it.created)},
                     {"exercise", it.exercise},
                     {"sealed", it.sealed},
                     {"record_access", it.record_access},
                     {"events", it.events},
                     {"items", it.items},
                     {"findings", it.findings},
                     {"objects", it.objects},
                     {"object_bytes", it.object_bytes},
                     {"stopped_copies", stopped},
                     {"keys", keys}});
  if (auto shown = show_still_to_do(terminal, **opened, call.clock.now()); !shown)
    return give_up(shown.error());
  terminal.emit(
      Json{{"type", "summary"}, {"events", it.events}, {"items", it.items}, {"findings", it.findings}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_show_command{{}, run};

}  // namespace firsthour::cli
