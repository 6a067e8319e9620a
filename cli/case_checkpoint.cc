// SPDX-License-Identifier: Apache-2.0
// firsthour case checkpoint: the signed head of the ledger, to be put on paper.
#include "casefile/json.h"
#include "casefile/qr_code.h"
#include "cli/case_door.h"
#include "cli/paper.h"

namespace firsthour::cli {
namespace {

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto note = (*opened)->checkpoint();
  if (!note && note.error().code == Errc::not_found) {
    return give_up(Exit::signature, "the case has no signed head yet",
                   "it is signed when a writing command ends");
  }
  if (!note) return give_up(case_failure(note.error()));
  call.terminal.print(*note);
  show_qr(call.terminal, *note);
  call.terminal.emit(Json{{"type", "checkpoint"}, {"note", *note}});
  call.terminal.emit(Json{{"type", "summary"}, {"events", (*opened)->size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_checkpoint_command{{}, run};

}  // namespace firsthour::cli
