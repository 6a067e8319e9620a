// SPDX-License-Identifier: Apache-2.0
// firsthour case add: files of this machine as evidence, e.g. an image or a log that somebody handed over.
#include "cli/adding.h"
#include "cli/digest_option.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kDigestOption, kKeyOption, kNationalKeyOption};

Try<Exit> run(const Invocation& call) {
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  return add_files(call, **opened, {"file", "case.add", {}, {}});
}

}  // namespace

constinit const CommandBody case_add_command{kOptions, run};

}  // namespace firsthour::cli
