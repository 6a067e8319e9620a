// SPDX-License-Identifier: Apache-2.0
// firsthour kit verify: whether a kit is what was signed, and nothing more.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/kit/kit_check.h"
#include "cli/messages.h"
#include "cli/paper.h"
#include "cli/sizes.h"
#include "cli/stop.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    kTrustOption,
    Option{"expect",
           "DIGEST",
           {"the SHA-256 on paper (blanks allowed): who compares it needs no key",
            "纸面记录的 SHA-256（可含空格）：比对一致则不需密钥"}},
};

struct Outcome {
  Exit exit;
  std::string_view word;
  const Text* text;
};

Try<std::optional<std::string>> expected_digest(const Invocation& call) {
  const auto said = call.said.value("expect");
  if (!said) return std::optional<std::string>{};
  std::string digest = *said;
  std::erase_if(digest, [](char c) { return c == ' ' || c == '\t'; });
  const auto parsed = Sha256::from_hex(digest);
  if (!parsed) return give_up(Exit::usage, "--expect " + *said + " is no SHA-256: 64 hex digits");
  return std::optional{parsed->hex()};
}

Outcome outcome_of(const KitReport& report, const std::optional<std::string>& expected) {
  if (report.altered()) return {Exit::evidence_altered, "altered", &say::kit_altered};
  if (expected && *expected != report.sha256)
    return {Exit::evidence_altered, "not-as-on-paper", &say::kit_not_as_on_paper};
  if (report.signature_wrong() && !expected) return {Exit::signature, "signature", &say::kit_signature};
  return {Exit::done, "good", &say::kit_good};
}

void show(const Invocation& call, const KitReport& report, const Outcome& outcome) {
  Terminal& terminal = call.terminal;
  terminal.print(terminal.text(*outcome.text));
  for (const KitProblem& problem : report.problems) {
    // The digest on paper stood for the signature.
    if (outcome.exit == Exit::done) break;
    terminal.print(terminal.text(say::kit_problem, name_of(problem.kind), terminal.name(problem.path),
                                 terminal.name(problem.what)));
    terminal.emit(Json{{"type", "problem"},
                       {"kind", name_of(problem.kind)},
                       {"path", display_utf8(problem.path)},
                       {"what", display_utf8(problem.what)}});
  }
  terminal.print(terminal.text(say::kit_counts, report.files, human_size(report.bytes),
                               report.built.empty() ? "?" : terminal.name(report.built)));
  Json signers = Json::array();
  for (const KitSigner& signer : report.signers) {
    terminal.print(terminal.text(say::signed_by, terminal.name(signer.name), signer.fingerprint));
    if (!signer.trusted) terminal.print(terminal.text(say::compare_fingerprint));
    signers.push_back(Json{{"name", signer.name},
                           {"kind", signer.scheme},
                           {"fingerprint", signer.fingerprint},
                           {"trusted", signer.trusted}});
  }
  terminal.print(terminal.text(say::kit_digest, in_groups(report.sha256)));
  show_qr(terminal, "kit sha256:" + report.sha256);
  terminal.emit(Json{{"type", "summary"},
                     {"verdict", outcome.word},
                     {"files", report.files},
                     {"bytes", report.bytes},
                     {"built", display_utf8(report.built)},
                     {"sha256", report.sha256},
                     {"signed_by", std::move(signers)},
                     {"exit", static_cast<int>(outcome.exit)}});
}

Try<Exit> run(const Invocation& call) {
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  const auto expected = expected_digest(call);
  if (!expected) return give_up(expected.error());
  KitCheckOptions options;
  options.trusted = std::move(*keys);
  options.progress = [&](std::uint64_t files, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::kit_checking, files, human_size(bytes)));
    return !stop_asked();
  };
  const auto report = check_kit(call.said.words[0], options);
  call.terminal.end_progress();
  if (!report) return give_up(report.error());
  const Outcome outcome = outcome_of(*report, *expected);
  show(call, *report, outcome);
  return outcome.exit;
}

}  // namespace

constinit const CommandBody kit_verify_command{kOptions, run};

}  // namespace firsthour::cli
