// SPDX-License-Identifier: Apache-2.0
// firsthour generate completions: to standard output.
#include "cli/command.h"
#include "cli/completions.h"

namespace firsthour::cli {
namespace {

Try<Exit> run(const Invocation& call) {
  if (call.terminal.json()) return give_up(Exit::usage, "a completion script is no JSON");
  call.terminal.print(bash_completion());
  return Exit::done;
}

}  // namespace

constinit const CommandBody generate_completions_command{{}, run};

}  // namespace firsthour::cli
