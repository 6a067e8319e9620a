// SPDX-License-Identifier: Apache-2.0
// firsthour case check-proof: a proof, and the item's bytes, checked without the case.
#include "casefile/json.h"
#include "casefile/proof.h"
#include "cli/command.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kTrustOption};

// What was found; the first that is wrong, in this order, is the verdict.
struct Findings {
  Result<> included, content;
  Result<std::vector<NoteSigner>> signers = std::vector<NoteSigner>{};
  bool content_compared = false;
};

struct ProofVerdict {
  Exit exit;
  const Text* text;
  std::string why;
};

ProofVerdict verdict_on(const Findings& found) {
  if (!found.included) return {Exit::ledger_broken, &say::proof_not_included, found.included.error().what};
  if (!found.content) return {Exit::evidence_altered, &say::proof_other_bytes, found.content.error().what};
  if (!found.signers) return {Exit::signature, &say::proof_not_signed, found.signers.error().what};
  if (!found.content_compared) return {Exit::partial, &say::proof_partial, ""};
  return {Exit::done, &say::proof_good, ""};
}

Json signer_json(const NoteSigner& signer) {
  Json json{{"name", signer.name}, {"fingerprint", signer.fingerprint}};
  if (signer.cosigned) json["cosigned"] = rfc3339(*signer.cosigned);
  return json;
}

Json signers_json(const Findings& found) {
  Json list = Json::array();
  if (found.signers)
    for (const NoteSigner& signer : *found.signers) list.push_back(signer_json(signer));
  return list;
}

void show(const Invocation& call, const ProofClaim& claim, const Findings& found,
          const ProofVerdict& verdict) {
  Terminal& terminal = call.terminal;
  terminal.print(terminal.bold(terminal.text(*verdict.text)));
  if (!verdict.why.empty()) terminal.print("  " + terminal.name(verdict.why));
  const Item& record = claim.item.item;
  const auto line = [&](const Text& label, const std::string& value) {
    if (!value.empty()) terminal.print("  " + terminal.text(label) + "  " + terminal.name(value));
  };
  line(say::proof_item, claim.item.id);
  line(say::proof_path, record.path);
  line(say::proof_host, record.host);
  line(say::proof_kind, record.kind + ", " + std::string{name_of(record.outcome)} +
                            (record.reason.empty() ? "" : ", " + record.reason));
  line(say::proof_size, std::to_string(record.size));
  line(say::proof_sha256, record.sha256 ? record.sha256->hex() : "");
  line(say::proof_parent, claim.item.parent);
  line(say::proof_event,
       std::to_string(claim.event.sequence) + ", " + rfc3339(claim.event.time) + ", " + claim.event.actor);
  line(say::proof_case, claim.case_id);
  line(say::proof_head, std::to_string(claim.head.size) + ", " + std::string{name_of(claim.tree)} + " " +
                            claim.head.root.hex());
  if (found.signers)
    for (const NoteSigner& signer : *found.signers)
      line(signer.cosigned ? say::proof_cosigner : say::proof_signer,
           signer.name + ", " + signer.fingerprint +
               (signer.cosigned ? ", " + rfc3339(*signer.cosigned) : ""));
}

void emit(const Invocation& call, const ProofClaim& claim, const Findings& found,
          const ProofVerdict& verdict) {
  call.terminal.emit(Json{{"type", "proof"},
                          {"item", claim.item.id},
                          {"record", to_json(claim.item.item)},
                          {"parent", claim.item.parent},
                          {"event", claim.event.sequence},
                          {"time", rfc3339(claim.event.time)},
                          {"actor", claim.event.actor},
                          {"case", claim.case_id},
                          {"tree", name_of(claim.tree)},
                          {"events", claim.head.size},
                          {"root", claim.head.root.hex()}});
  call.terminal.emit(Json{{"type", "summary"},
                          {"exit", static_cast<int>(verdict.exit)},
                          {"good", verdict.exit == Exit::done},
                          {"included", found.included.has_value()},
                          {"content_compared", found.content_compared},
                          {"why", verdict.why},
                          {"signers", signers_json(found)}});
}

Try<Exit> run(const Invocation& call) {
  const auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  const std::string& file = call.said.words[0];
  const auto text = read_file(file, kLongestProof);
  if (!text) return give_up(text.error());
  const auto proof = parse_proof(*text);
  if (!proof)
    return give_up(Exit::failed, file + ": " + proof.error().what, "firsthour case prove writes such files");
  const auto claim = read_claim(*proof);
  const auto included = check_inclusion(*proof);
  if (!claim && claim.error().code == Errc::tampered && included)
    return give_up(Exit::evidence_altered, file + ": " + claim.error().what);
  if (!claim && claim.error().code == Errc::tampered)
    return give_up(Exit::ledger_broken, file + ": " + included.error().what);
  if (!claim) return give_up(Exit::failed, file + ": " + claim.error().what);

  Findings found;
  found.included = included;
  found.signers = check_signers(proof->note, *keys);
  if (call.said.words.size() > 1) {
    const auto content = open_source(call.said.words[1]);
    if (!content) return give_up(content.error());
    found.content = check_content(claim->item.item, **content);
    if (!found.content && found.content.error().code != Errc::tampered) return give_up(found.content.error());
    found.content_compared = true;
  } else if (!claim->item.item.sha256) {
    found.content_compared = true;  // the item has no bytes: there is nothing to compare
  }
  const ProofVerdict verdict = verdict_on(found);
  show(call, *claim, found, verdict);
  emit(call, *claim, found, verdict);
  return verdict.exit;
}

}  // namespace

constinit const CommandBody case_check_proof_command{kOptions, run};

}  // namespace firsthour::cli
