// SPDX-License-Identifier: Apache-2.0
// firsthour case verify: a verdict first, then every problem with the file it is in.
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    kTrustOption,
    Option{
        "tsa-ca",
        "FILE",
        {"certificates (PEM) of time stamp authorities that you trust", "您信任的时间戳机构证书文件（PEM）"}},
};

void show(const Invocation& call, const VerifyReport& report, const Verdict& verdict) {
  Terminal& terminal = call.terminal;
  terminal.print(terminal.bold(terminal.text(*verdict.text)));
  for (const VerifyProblem& problem : report.problems) {
    terminal.print("  " + terminal.name(problem.where) + ": " + terminal.name(problem.what));
    terminal.emit(Json{{"type", "problem"},
                       {"kind", name_of(problem.kind)},
                       {"where", problem.where},
                       {"what", problem.what}});
  }
  terminal.print(terminal.text(say::verified_counts, report.events, report.items, report.objects,
                               human_size(report.bytes)));
  if (!report.key_name.empty()) {
    terminal.print(terminal.text(say::verified_key, terminal.name(report.key_name), report.key_fingerprint));
  }
  if (!report.key_trusted) terminal.print(terminal.text(say::compare_fingerprint));
  if (report.timestamps > 0)
    terminal.print(terminal.text(say::verified_timestamps, report.timestamps, report.timestamps_unchecked));
  terminal.emit(Json{{"type", "summary"},
                     {"exit", static_cast<int>(verdict.exit)},
                     {"good", verdict.exit == Exit::done},
                     {"events", report.events},
                     {"items", report.items},
                     {"objects", report.objects},
                     {"bytes", report.bytes},
                     {"problems", report.problems.size()},
                     {"root", report.root_hex},
                     {"timestamps", report.timestamps},
                     {"timestamps_unchecked", report.timestamps_unchecked},
                     {"key",
                      {{"name", report.key_name},
                       {"fingerprint", report.key_fingerprint},
                       {"trusted", report.key_trusted}}}});
}

Try<Exit> run(const Invocation& call) {
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  VerifyOptions options;
  options.trusted_keys = std::move(*keys);
  if (const auto file = call.said.value("tsa-ca")) {
    auto pem = read_file(*file, 1 << 20);
    if (!pem) return give_up(pem.error());
    options.timestamp_authorities = std::move(*pem);
  }
  const auto report = check_case(call, case_path(call.said.words[0]), std::move(options));
  if (!report) return give_up(report.error());
  const Verdict verdict = verdict_on(*report);
  show(call, *report, verdict);
  return verdict.exit;
}

}  // namespace

constinit const CommandBody case_verify_command{kOptions, run};

}  // namespace firsthour::cli
