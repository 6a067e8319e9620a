// SPDX-License-Identifier: Apache-2.0
#include "cli/access.h"

#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/custody_messages.h"
#include "cli/questions.h"

namespace firsthour::cli {
namespace {

Try<bool> wanted(const Invocation& call) {
  const auto reader = read_case(call);
  if (!reader) return give_up(reader.error());
  const auto overview = (*reader)->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  return overview->record_access;
}

Try<std::string> reason_for(const Invocation& call) {
  std::string reason = call.said.value("reason").value_or("");
  if (reason.empty() && call.terminal.interactive())
    Questions{call.terminal}.text(say::ask_access_reason, reason);
  if (reason.empty())
    return give_up(Exit::usage, "this case records each reading of its evidence: --reason is missing",
                   "--reason TEXT says why it is read");
  return reason;
}

}  // namespace

Try<> record_access(const Invocation& call, Access access) {
  const auto needed = wanted(call);
  if (!needed) return give_up(needed.error());
  if (!*needed && !call.said.has("reason")) return {};
  auto reason = reason_for(call);
  if (!reason) return give_up(reason.error());
  access.reason = std::move(*reason);
  auto opened = write_case(call);
  if (!opened) {
    Failure failure = opened.error();
    if (failure.exit == Exit::failed) {
      failure.what = "the access cannot be recorded, so nothing is given out: " + failure.what;
      failure.hint = "copy the case to a medium that can be written and read it there";
    }
    return give_up(std::move(failure));
  }
  const auto event = (*opened)->append(event_type::read, to_json(access));
  if (!event) return give_up(event.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return give_up(closed.error());
  call.terminal.say(say::access_recorded, *event);
  return {};
}

}  // namespace firsthour::cli
