// SPDX-License-Identifier: Apache-2.0
// Whether an event may come now. What is refused here changes nothing: a ledger of another hand is read the
// same way.
#include "playbooks/running/state.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

using Kind = RunEvent::Kind;

tl::unexpected<Error> unfit(const RunEvent& event, std::string_view why) {
  return fail(Errc::malformed, fmt::format("{} of step {}: {}", name_of(event.kind), event.activation, why));
}

}  // namespace

Result<> Execution::State::fits(const RunEvent& event) const {
  if (event.kind == Kind::begun) {
    if (!frames.empty()) return unfit(event, "the run has begun already");
    if (!shelf.find(event.playbook, event.version))
      return fail(Errc::not_found,
                  fmt::format("the playbook {} of {} is not at hand", event.playbook, event.version));
    return {};
  }
  if (frames.empty()) return unfit(event, "the run has not begun");
  if (event.run != run) return unfit(event, "it is of another run");
  if (outcome) return unfit(event, "the run is over");
  if (event.kind == Kind::paused) return paused_since ? unfit(event, "it is paused already") : Result<>{};
  if (event.kind == Kind::resumed) return paused_since ? Result<>{} : unfit(event, "it is not paused");
  if (event.kind == Kind::ended) return event.outcome ? Result<>{} : unfit(event, "it names no outcome");
  if (event.kind == Kind::handed_over && event.activation == 0) return {};
  if (event.kind == Kind::step_begun) return fits_beginning(event);
  if (!open.contains(event.activation)) return unfit(event, "no such step is open");
  return fits_step(event);
}

Result<> Execution::State::fits_beginning(const RunEvent& event) const {
  if (event.activation != activations.size() + 1) return unfit(event, "it is not the next one");
  const auto branch = branch_of(event);
  if (!branch) return unfit(event, "no branch waits for it");
  if (branches[*branch].follows != event.step) return unfit(event, "another step follows");
  return following(branches[*branch]) ? Result<>{} : unfit(event, "the playbook has no such step");
}

Result<> Execution::State::fits_step(const RunEvent& event) const {
  const Node& of = node(event.activation);
  const Step& step = *shown(event.activation).step;
  const bool here =
      event.command == of.command && event.target == of.target && of.command < step.commands.size();
  switch (event.kind) {
    case Kind::checked:
      if (of.concluded || of.fate) return unfit(event, "it was looked at already");
      return {};
    case Kind::approved:
    case Kind::refused:
      return of.approved ? unfit(event, "it is approved already") : Result<>{};
    case Kind::command_begun:
      if (of.concluded || !here) return unfit(event, "this command is not the next one");
      return wants_approval(event.activation) ? unfit(event, "nobody has approved it") : Result<>{};
    case Kind::command_ended:
      if (of.concluded || !here) return unfit(event, "this command is not the one that is due");
      return event.outcome ? Result<>{} : unfit(event, "it names no outcome");
    case Kind::decided:
      return of.decided ? unfit(event, "it is decided already") : Result<>{};
    case Kind::rollback_begun:
      return of.rollback == Node::Rollback::offered ? Result<>{}
                                                    : unfit(event, "there is nothing to take back");
    case Kind::rollback_declined:
      return of.rollback == Node::Rollback::offered ? Result<>{}
                                                    : unfit(event, "there is nothing to take back");
    case Kind::rollback_ended:
      if (of.rollback == Node::Rollback::none || of.rollback == Node::Rollback::over)
        return unfit(event, "nothing is being taken back");
      return event.outcome ? Result<>{} : unfit(event, "it names no outcome");
    case Kind::step_ended:
      return event.outcome ? Result<>{} : unfit(event, "it names no outcome");
    default:
      return {};
  }
}

std::optional<std::size_t> Execution::State::branch_of(const RunEvent& event) const {
  for (const std::size_t index : live) {
    const Branch& branch = branches[index];
    if (branch.parent == event.parent && branch.index == event.branch && !branch.follows.empty() &&
        frames[branch.frame].playbook->id == event.playbook)
      return index;
  }
  return std::nullopt;
}

}  // namespace firsthour::playbooks
