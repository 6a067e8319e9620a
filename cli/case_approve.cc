// SPDX-License-Identifier: Apache-2.0
// firsthour case approve: who approved what; also what began before its approval and has to be made good.
#include "casefile/custody_state.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/custody_messages.h"
#include "cli/custody_words.h"
#include "cli/questions.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"what", "TEXT", {"what is approved", "批准事项"}},
    Option{"by", "NAME[,UNIT]", {"who approves, or has to", "批准人（或应批准之人）及单位"}},
    Option{"time", "TIME", {"when it was approved", "批准时间"}},
    Option{"document", "ITEM", {"the written approval, attached before", "批准文书（已附入案件）"}},
    Option{"retroactive", "", {"begun before its approval, which is still to come", "先行处置，批准待补办"}},
    Option{"due", "TIME", {"by when it has to be made good", "补办期限"}},
    Option{"within",
           "24h",
           {"the same, counted from --time, else from now: 90m, 24h, 2d",
            "补办期限，自 --time 起（缺省自现在）：90m、24h、2d"}},
    Option{"settles", "EVENT", {"makes good that earlier one", "补办该事件的批准"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<std::optional<Instant>> due_of(const Invocation& call, Facts& facts, const Approval& approval) {
  auto due = facts.time("due");
  if (!due) return due;
  if (const auto within = call.said.value("within")) {
    if (*due) return give_up(Exit::usage, "--due and --within exclude each other");
    const auto duration = duration_from_words(*within);
    if (!duration)
      return give_up(Exit::usage, "--within takes a time span, not `" + *within + "`", "like 90m, 24h or 2d");
    *due = Instant{approval.time.value_or(call.clock.now()).nanoseconds + *duration};
  }
  if (!approval.retroactive && *due)
    return give_up(Exit::usage, "a deadline belongs to an approval still to come", "--retroactive");
  if (approval.retroactive && !*due && !call.said.has("due")) {
    if (!facts.interactive()) return give_up(Exit::usage, "--due is missing", "--due TIME, or --within 24h");
    facts.questions().time(say::ask_approval_due, *due);
  }
  return due;
}

// The approval that is owed; a usage failure when the event is none.
Try<ApprovalState> owed(const CaseReader& from, std::uint64_t event) {
  const auto custody = read_custody(from);
  if (!custody) return give_up(case_failure(custody.error()));
  std::string open;
  for (const ApprovalState& state : custody->approvals) {
    if (!state.open()) continue;
    if (state.approval.event == event) return state;
    open += (open.empty() ? "" : ", ") + std::to_string(state.approval.event);
  }
  return give_up(Exit::usage, "event " + std::to_string(event) + " is no approval that is still owed",
                 open.empty() ? "none is owed" : "owed: events " + open);
}

Try<Approval> ask_approval(const Invocation& call, const std::optional<ApprovalState>& settled) {
  Facts facts{call};
  Approval approval;
  approval.retroactive = call.said.has("retroactive");
  if (settled && approval.retroactive)
    return give_up(Exit::usage, "--settles and --retroactive exclude each other");
  if (settled && !call.said.has("what")) {
    approval.what = settled->approval.said.what;
  } else {
    auto what = facts.text("what", say::ask_approval_what);
    if (!what) return give_up(what.error());
    approval.what = std::move(*what);
  }
  auto by = facts.text("by", approval.retroactive ? say::ask_approval_owed_by : say::ask_approval_by);
  if (!by) return give_up(by.error());
  approval.by = party_from_words(*by);
  auto time = facts.time("time");
  if (!time) return give_up(time.error());
  approval.time = *time;
  if (!approval.time && facts.interactive() && !call.said.has("time"))
    facts.questions().time(say::ask_approval_time, approval.time);
  auto due = due_of(call, facts, approval);
  if (!due) return give_up(due.error());
  approval.due = *due;
  return approval;
}

void tell(const Invocation& call, const Approval& approval, std::uint64_t event,
          const std::optional<ApprovalState>& settled) {
  Terminal& terminal = call.terminal;
  terminal.say(approval.retroactive ? say::approval_owed : say::approved, event,
               party_text(terminal, approval.by), terminal.name(approval.what));
  if (approval.due) terminal.say(say::approval_due, beijing_time(*approval.due), call.said.words[0], event);
  if (settled && settled->approval.said.due &&
      *settled->approval.said.due < approval.time.value_or(call.clock.now()))
    terminal.warn(say::approval_late, beijing_time(*settled->approval.said.due));
  Json json = to_json(approval);
  json["type"] = "approved";
  json["event"] = event;
  terminal.emit(json);
  terminal.emit(Json{{"type", "summary"}, {"event", event}});
}

Try<Exit> run(const Invocation& call) {
  const auto settles = event_option(call, "settles");
  if (!settles) return give_up(settles.error());
  std::optional<ApprovalState> settled;
  {
    auto reader = read_case(call);
    if (!reader) return give_up(reader.error());
    if (*settles) {
      auto found = owed(**reader, **settles);
      if (!found) return give_up(found.error());
      settled = std::move(*found);
    }
    if (const auto document = call.said.value("document"))
      if (auto known = known_item(**reader, "document", *document); !known) return give_up(known.error());
  }
  auto approval = ask_approval(call, settled);
  if (!approval) return give_up(approval.error());
  approval->document = call.said.value("document").value_or("");
  approval->settles = *settles;
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  const auto event = (*opened)->append(event_type::approved, to_json(*approval));
  if (!event) return give_up(event.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  tell(call, *approval, *event, settled);
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_approve_command{kOptions, run};

}  // namespace firsthour::cli
