// SPDX-License-Identifier: Apache-2.0
// firsthour case ingest: a collection into a case, every byte verified.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/stop.h"
#include "cli/taking_in.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"expect",
           "DIGEST",
           {"the digest on paper, SHA-256 or SM3: compared, and the answer recorded",
            "纸面上的摘要（SHA-256 或 SM3）：比对并记录结果"}},
    kKeyOption,
};

Try<Exit> run(const Invocation& call) {
  auto source = collection_source(call.said.words[1]);
  if (!source) return give_up(source.error());
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  IngestOptions options;
  options.expect = call.said.value("expect").value_or("");
  const auto result = take_in(call, the_case, **source, std::move(options));
  auto closed = close_case(the_case, Exit::done);
  if (!result) return give_up(result.error());
  if (!closed) return closed;
  const Exit exit = tell_of(call, *result);
  call.terminal.emit(Json{{"type", "summary"},
                          {"items", result->items},
                          {"bytes", result->bytes},
                          {"exit", static_cast<int>(exit)}});
  return stop_asked() ? Exit::interrupted : exit;
}

}  // namespace

constinit const CommandBody case_ingest_command{kOptions, run};

}  // namespace firsthour::cli
