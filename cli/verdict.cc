// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/key_folder.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

std::string_view word_for(KeptHeadFate fate) {
  switch (fate) {
    case KeptHeadFate::held:
      return "held";
    case KeptHeadFate::older_copy:
      return "older-copy";
    case KeptHeadFate::another_history:
      return "another-history";
    case KeptHeadFate::another_case:
      return "another-case";
    case KeptHeadFate::not_signed:
      return "not-signed";
  }
  return "";
}

}  // namespace

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

Verdict verdict_on(const VerifyReport& report) {
  const auto has = [&](VerifyKind kind) {
    return std::any_of(report.problems.begin(), report.problems.end(),
                       [kind](const VerifyProblem& p) { return p.kind == kind; });
  };
  const auto verdict = [](Exit exit, VerifyKind kind, const Text& text) {
    return Verdict{exit, name_of(kind), &text};
  };
  if (has(VerifyKind::ledger_broken))
    return verdict(Exit::ledger_broken, VerifyKind::ledger_broken, say::verdict_ledger);
  if (has(VerifyKind::evidence_altered))
    return verdict(Exit::evidence_altered, VerifyKind::evidence_altered, say::verdict_evidence);
  if (has(VerifyKind::signature_problem))
    return verdict(Exit::signature, VerifyKind::signature_problem, say::verdict_signature);
  if (has(VerifyKind::not_closed_cleanly))
    return verdict(Exit::partial, VerifyKind::not_closed_cleanly, say::verdict_not_closed);
  if (!report.key_trusted) return {Exit::signature, "unknown-key", &say::verdict_untrusted};
  return {Exit::done, "good", &say::verdict_good};
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

Try<VerifyReport> check_case(const Invocation& call, const std::string& path, VerifyOptions options) {
  options.progress = [&](std::uint64_t items, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::verifying, items, human_size(bytes)));
    return !stop_asked();
  };
  auto report = verify_case(path, options);
  call.terminal.end_progress();
  if (!report) return give_up(case_failure(report.error()));
  return std::move(*report);
}

void show_verdict(const Invocation& call, const VerifyReport& report, const Verdict& verdict) {
  Terminal& terminal = call.terminal;
  terminal.print(terminal.bold(terminal.text(*verdict.text)));
  for (const VerifyProblem& problem : report.problems) {
    terminal.print("  " + terminal.name(problem.where) + ": " + terminal.name(problem.what));
    terminal.emit(Json{{"type", "problem"},
                       {"kind", name_of(problem.kind)},
                       {"where", problem.where},
                       {"what", problem.what}});
  }
  for (const KeptHeadResult& kept : report.since) {
    if (kept.fate == KeptHeadFate::held) terminal.print(terminal.text(say::since_held, kept.size));
    terminal.emit(Json{{"type", "since"}, {"size", kept.size}, {"result", word_for(kept.fate)}});
  }
  if (report.left_out > 0) terminal.print(terminal.bold(terminal.text(say::left_out, report.left_out)));
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
                     {"sm3_root", report.sm3_root_hex},
                     {"left_out", report.left_out},
                     {"timestamps", report.timestamps},
                     {"timestamps_unchecked", report.timestamps_unchecked},
                     {"key",
                      {{"name", report.key_name},
                       {"fingerprint", report.key_fingerprint},
                       {"trusted", report.key_trusted}}}});
}

}  // namespace firsthour::cli
