// SPDX-License-Identifier: Apache-2.0
// firsthour incident open: the first version of the record.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/incident_record.h"
#include "cli/interview.h"
#include "cli/messages.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    kAnswersOption,
    kContractOption,
    Option{"yes", "", {"ask nothing; what is not given stays blank", "不提问；未给出者留空"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<Exit> run(const Invocation& call) {
  auto answers = answers_for(call);
  if (!answers) return give_up(answers.error());
  auto contract = contract_given(call);
  if (!contract) return give_up(contract.error());
  if (*contract) answers->contract = std::move(*contract);
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  const std::vector<std::string> fields{call.said.words.begin() + 1, call.said.words.end()};
  const auto incident = open_incident(call, the_case, *answers, fields);
  if (incident && answers->contract)
    if (auto kept = record_contract(call, the_case, *answers->contract); !kept) return give_up(kept.error());
  const auto sources = clock_sources(call, the_case);
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  if (!sources) return give_up(sources.error());
  if (!incident) return give_up(incident.error());
  call.terminal.say(say::incident_opened, incident->id);
  show_clock(call.terminal, *incident, sources->agreed());
  call.terminal.emit(Json{{"type", "summary"}, {"incident", incident->id}, {"version", incident->version}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_open_command{kOptions, run};

}  // namespace firsthour::cli
