// SPDX-License-Identifier: Apache-2.0
// firsthour case seal: no evidence is added any more; the ledger goes on.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"
#include "cli/sizes.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"reason", "TEXT", {"why now, for the record (required)", "封存理由，记入账本（必填）"}},
    Option{"discard-copies",
           "",
           {"first remove copies of large files that were stopped and not gone on with",
            "先移除已中断且未续接的大文件复制"}},
    kKeyOption,
    kNationalKeyOption,
};

// Recorded: what was copied so far is nowhere else when its source is gone.
Try<> discard_copies(const Invocation& call, CaseWriter& the_case) {
  const auto gone = the_case.discard_stopped_copies();
  if (!gone) return give_up(case_failure(gone.error()));
  for (const StoppedCopy& copy : *gone) {
    const Json action{{"what", "discard a stopped copy"},
                      {"path", display_utf8(copy.path)},
                      {"copied", copy.copied},
                      {"size", copy.size}};
    if (const auto noted = the_case.append(event_type::action, action); !noted) return give_up(noted.error());
    call.terminal.say(say::discarded_copy, call.terminal.name(copy.path), human_size(copy.copied),
                      human_size(copy.size));
  }
  return {};
}

Try<Exit> run(const Invocation& call) {
  const auto reason = call.said.value("reason");
  if (!reason || reason->empty()) {
    return give_up(Exit::usage, "a case is sealed for a reason", "--reason TEXT");
  }
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  if (call.said.has("discard-copies"))
    if (auto gone = discard_copies(call, the_case); !gone) return give_up(gone.error());
  if (auto sealed = the_case.seal(*reason); !sealed) return give_up(sealed.error());
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  call.terminal.say(say::sealed_case, the_case.path());
  call.terminal.emit(Json{{"type", "summary"}, {"case", the_case.path()}, {"sealed", true}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_seal_command{kOptions, run};

}  // namespace firsthour::cli
