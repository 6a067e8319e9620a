// SPDX-License-Identifier: Apache-2.0
// firsthour case verify: a verdict first, then every problem with the file it is in.
#include "casefile/case_verify.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/key_folder.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"trust",
           "FILE",
           {"a verifier key (NAME.vkey) that you trust; else the keys of your own key folder",
            "您信任的验证密钥文件（NAME.vkey）；缺省为自己密钥文件夹中的密钥"},
           true},
};

Try<std::vector<std::string>> trusted_keys(const Invocation& call) {
  if (!call.said.has("trust")) return own_verifier_keys(call.environment);
  std::vector<std::string> keys;
  for (const std::string& file : call.said.values("trust")) {
    auto text = read_file(file, 4096);
    if (!text) return give_up(text.error());
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    keys.push_back(std::move(*text));
  }
  return keys;
}

struct Verdict {
  Exit exit;
  const Text* text;
};

// The gravest problem decides: an altered ledger says nothing reliable about the evidence any more.
Verdict verdict_on(const VerifyReport& report) {
  const auto has = [&](VerifyKind kind) {
    return std::any_of(report.problems.begin(), report.problems.end(),
                       [kind](const VerifyProblem& p) { return p.kind == kind; });
  };
  if (has(VerifyKind::ledger_broken)) return {Exit::ledger_broken, &say::verdict_ledger};
  if (has(VerifyKind::evidence_altered)) return {Exit::evidence_altered, &say::verdict_evidence};
  if (has(VerifyKind::signature_problem)) return {Exit::signature, &say::verdict_signature};
  if (has(VerifyKind::not_closed_cleanly)) return {Exit::partial, &say::verdict_not_closed};
  if (!report.key_trusted) return {Exit::signature, &say::verdict_untrusted};
  return {Exit::done, &say::verdict_good};
}

std::string_view name_of(VerifyKind kind) {
  switch (kind) {
    case VerifyKind::evidence_altered:
      return "evidence-altered";
    case VerifyKind::ledger_broken:
      return "ledger-broken";
    case VerifyKind::signature_problem:
      return "signature";
    case VerifyKind::not_closed_cleanly:
      return "not-closed-cleanly";
  }
  return "";
}

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
  terminal.emit(Json{{"type", "summary"},
                     {"exit", static_cast<int>(verdict.exit)},
                     {"good", verdict.exit == Exit::done},
                     {"events", report.events},
                     {"items", report.items},
                     {"objects", report.objects},
                     {"bytes", report.bytes},
                     {"problems", report.problems.size()},
                     {"root", report.root_hex},
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
  options.progress = [&](std::uint64_t items, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::verifying, items, human_size(bytes)));
    return !stop_asked();
  };
  const auto report = verify_case(case_path(call.said.words[0]), options);
  if (!report) return give_up(case_failure(report.error()));
  const Verdict verdict = verdict_on(*report);
  show(call, *report, verdict);
  return verdict.exit;
}

}  // namespace

constinit const CommandBody case_verify_command{kOptions, run};

}  // namespace firsthour::cli
