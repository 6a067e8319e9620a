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

constexpr const char* kNothingGiven = "the access cannot be recorded, so nothing is given out";
constexpr const char* kCopyFirst = "copy the case to a medium that can be written and read it there";

tl::unexpected<Failure> refuse_without_reason() {
  return give_up(Exit::usage, "this case records each reading of its evidence: --reason is missing",
                 "--reason TEXT says why it is read");
}

Try<std::string> reason_for(const Invocation& call) {
  std::string reason = call.said.value("reason").value_or("");
  if (reason.empty() && call.terminal.interactive())
    Questions{call.terminal}.text(say::ask_access_reason, reason);
  if (reason.empty()) return refuse_without_reason();
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
      failure.what = std::string{kNothingGiven} + ": " + failure.what;
      failure.hint = kCopyFirst;
    }
    return give_up(std::move(failure));
  }
  const auto event = (*opened)->append(event_type::read, to_json(access));
  if (!event) return give_up(event.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return give_up(closed.error());
  call.terminal.say(say::access_recorded, *event);
  return {};
}

Try<> check_reason(const Invocation& call, const CaseReader& the_case, bool recordable) {
  const auto overview = the_case.overview();
  if (!overview) return give_up(case_failure(overview.error()));
  if (!overview->record_access) return {};
  if (!recordable) return give_up(Exit::failed, kNothingGiven, kCopyFirst);
  if (call.said.value("reason").value_or("").empty()) return refuse_without_reason();
  return {};
}

Result<> record_reading(const Invocation& call, CaseWriter& the_case, std::string_view how,
                        std::uint64_t items) {
  const auto overview = the_case.overview();
  if (!overview) return tl::unexpected{overview.error()};
  if (!overview->record_access) return {};
  Access access;
  access.items = items;
  access.how = how;
  access.reason = call.said.value("reason").value_or("");
  access.to = call.said.value("to").value_or("");
  const auto appended = the_case.append(event_type::read, to_json(access));
  if (!appended) return tl::unexpected{appended.error()};
  return {};
}

}  // namespace firsthour::cli
