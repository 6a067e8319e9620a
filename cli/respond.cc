// SPDX-License-Identifier: Apache-2.0
// firsthour respond: the main job, from a host to a closed case, findings, incident record and forms.
// The list of steps is `kSteps`; each step is one function of Response.
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/decryption.h"
#include "cli/findings.h"
#include "cli/interview.h"
#include "cli/messages.h"
#include "cli/response.h"
#include "cli/stop.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"live", "", {"this host: collect from it now", "采集本机"}},
    Option{"from",
           "FILE",
           {"a collection made elsewhere, or a part of it; - is standard input",
            "他处制作的采集包或其分卷之一；- 为标准输入"},
           true},
    kIdentityOption,
    kPassphraseFileOption,
    Option{"expect",
           "DIGEST",
           {"the digest on paper of the collection, SHA-256 or SM3", "采集包在纸面上的摘要，SHA-256 或 SM3"}},
    kAnswersOption,
    kContractOption,
    Option{"profile", "quick|standard|full", {"how much to collect (standard)", "采集范围（缺省 standard）"}},
    kRulesOption,
    Option{"yes", "", {"ask nothing; what is not given stays blank", "不提问；未给出者留空"}},
    Option{
        "allow-local",
        "REASON",
        {"let the case lie on a disk of this host, for this reason", "允许案件存放于本机磁盘，并说明理由"}},
    Option{"exercise",
           "",
           {"practice: marked so on everything; implies --allow-local",
            "演练：全部产出均作标记；隐含 --allow-local"}},
    kFailOnOption,
    Option{"out",
           "DIR",
           {"forms and reports go there; else into NAME.reports beside the case",
            "文书与报告的文件夹；缺省为案件旁的 NAME.reports"},
           false,
           'o'},
    kKeyOption,
    kNationalKeyOption,
};

using Step = Try<> (Response::*)();

// What a responder does on site, in this order.
constexpr std::array<Step, 9> kSteps{
    &Response::open_case,         // a new one, or the next visit to one
    &Response::record_authority,  // who permits what, in what capacity, who is there, witness, clocks
    &Response::open_incident,     // reported, escalated, accepted, dispatched, arrived; the 60 minutes
    &Response::collect,           // volatile first; what is suspicious there is on the screen within seconds
    &Response::look_closer,       // host checks over everything, YARA over every file
    &Response::record_findings,   // each an event, with what was not looked at and why
    &Response::trace_origin,      // from findings back to where it came from, for the report
    &Response::write_papers,      // head signed; the forms of the capacity, the report in both languages
    &Response::close_case,        // head signed again; any later change shows
};

Try<Exit> run(const Invocation& call) {
  auto prepared = Response::prepare(call);  // refuses before anything is asked or written
  if (!prepared) return give_up(prepared.error());
  Response& response = *prepared;
  for (const Step step : kSteps) {
    if (stop_asked()) return response.stop_early();
    if (auto done = (response.*step)(); !done) return response.fail_early(done.error());
  }
  return response.say_what_next();
}

}  // namespace

constinit const CommandBody respond_command{kOptions, run};

}  // namespace firsthour::cli
