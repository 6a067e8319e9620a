// SPDX-License-Identifier: Apache-2.0
// firsthour playbook verify: whether the signatures of a playbook hold, and whose they are.
#include "casefile/bytes.h"
#include "casefile/checkpoint.h"
#include "casefile/digest.h"
#include "casefile/json.h"
#include "casefile/jws.h"
#include "cli/playbook_file.h"
#include "cli/playbook_messages.h"
#include "playbooks/playbook.h"
#include "playbooks/playbook_signature.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

using State = playbooks::SignatureCheck::State;

constexpr std::array kOptions{
    Option{"trust",
           "FILE",
           {"a public key or certificate (PEM), or a .vkey of ours; one good signature by it is needed",
            "信任的公钥或证书（PEM）或本程序的 .vkey；须有其一的有效签名"},
           true},
};

constexpr std::array<std::string_view, 5> kStates{"good", "bad", "unknown", "outdated", "revoked"};

Try<std::vector<std::string>> trusted(const Invocation& call) {
  std::vector<std::string> keys;
  for (const std::string& file : call.said.values("trust")) {
    const auto text = read_file(file, 64 << 10);
    if (!text) return give_up(text.error());
    std::string line = *text;
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
    if (const auto ours = parse_verifier_key(line); ours && ours->scheme == SignatureScheme::ed25519) {
      keys.push_back(ed25519_public_key(ours->public_key));
      continue;
    }
    auto key = public_key_in(*text);
    if (!key) return give_up(Exit::usage, file + ": " + key.error().what);
    keys.push_back(std::move(*key));
  }
  return keys;
}

Try<Exit> run(const Invocation& call) {
  const auto file = playbook_file(call, call.said.words[0]);
  if (!file) return give_up(file.error());
  const auto reading = playbooks::read_playbook(file->text);
  if (!reading) return give_up(Exit::failed, file->shown + ": " + reading.error().what);
  const auto keys = trusted(call);
  if (!keys) return give_up(keys.error());
  const auto checks = playbooks::check_signatures(*reading->playbook.document, call.clock.now());
  const bool zh = call.terminal.language() == Language::zh;
  std::size_t good = 0, by_trusted = 0, bad = 0, unchecked = 0;
  for (const auto& check : checks) {
    const bool known = std::ranges::find(*keys, check.public_key) != keys->end();
    const std::string fingerprint = check.public_key.empty() ? "" : sha256(check.public_key).hex();
    // One that was made for a time that is over still says who made it; that it is over is printed.
    const bool holds = check.state == State::good || check.state == State::outdated;
    good += holds ? 1 : 0;
    by_trusted += holds && known ? 1 : 0;
    bad += check.state == State::bad ? 1 : 0;
    unchecked += check.state == State::unknown ? 1 : 0;
    const auto state = static_cast<std::size_t>(check.state);
    call.terminal.print(call.terminal.text(say::signature_line,
                                           call.terminal.text(say::signature_states[state]),
                                           call.terminal.name(check.signee), check.algorithm,
                                           fingerprint.substr(0, 16), zh ? check.why.zh : check.why.en));
    call.terminal.emit(Json{{"type", "signature"},
                            {"id", check.id},
                            {"signee", check.signee},
                            {"algorithm", check.algorithm},
                            {"state", std::string{kStates[state]}},
                            {"trusted", known},
                            {"key_sha256", fingerprint},
                            {"why", check.why.en}});
  }
  call.terminal.emit(
      Json{{"type", "summary"}, {"signatures", checks.size()}, {"good", good}, {"trusted", by_trusted}});
  if (checks.empty()) return give_up(Exit::signature, file->shown + " has no signature");
  if (bad > 0 || good == 0) return Exit::signature;
  if (!keys->empty()) return by_trusted > 0 ? Exit::done : Exit::signature;
  call.terminal.say(say::signature_untrusted);
  return unchecked > 0 ? Exit::signature : Exit::done;
}

}  // namespace

constinit const CommandBody playbook_verify_command{kOptions, run};

}  // namespace firsthour::cli
