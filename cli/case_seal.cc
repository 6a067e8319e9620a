// SPDX-License-Identifier: Apache-2.0
// firsthour case seal: no evidence is added any more; the ledger goes on.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"reason", "TEXT", {"why now, for the record (required)", "封存理由，记入账本（必填）"}},
    kKeyOption,
};

Try<Exit> run(const Invocation& call) {
  const auto reason = call.said.value("reason");
  if (!reason || reason->empty()) {
    return give_up(Exit::usage, "a case is sealed for a reason", "--reason TEXT");
  }
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  if (auto sealed = the_case.seal(*reason); !sealed) return give_up(sealed.error());
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  call.terminal.say(say::sealed_case, the_case.path());
  call.terminal.emit(Json{{"type", "summary"}, {"case", the_case.path()}, {"sealed", true}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_seal_command{kOptions, run};

}  // namespace firsthour::cli
