// SPDX-License-Identifier: Apache-2.0
// firsthour case create: a new, empty case.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"exercise",
           "",
           {"practice: mark the case and all that is made from it", "演练：案件及其全部产出均作标记"}},
    Option{"record-access",
           "",
           {"each reading of the evidence (cat, export, pack) needs a reason and is recorded",
            "每次查阅证据（cat、export、pack）须说明理由并记入账本"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<Exit> run(const Invocation& call) {
  const bool exercise = call.said.has("exercise");
  auto made = new_case(call, call.said.words[0], exercise);
  if (!made) return give_up(made.error());
  auto closed = close_case(**made, Exit::done);
  if (!closed) return closed;
  const auto overview = (*made)->overview();
  if (!overview) return give_up(overview.error());
  call.terminal.say(say::case_made, (*made)->path());
  if (exercise) call.terminal.say(say::case_marked_exercise);
  call.terminal.emit(Json{{"type", "case"},
                          {"path", (*made)->path()},
                          {"name", overview->name},
                          {"id", overview->id},
                          {"exercise", overview->exercise}});
  call.terminal.emit(Json{{"type", "summary"}, {"case", (*made)->path()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_create_command{kOptions, run};

}  // namespace firsthour::cli
