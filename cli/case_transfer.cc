// SPDX-License-Identifier: Apache-2.0
// firsthour case transfer: one side hands the case over, the other side receives it. Each checks the case
// first; the receiver also compares the heads, so that another ledger, or an older copy of this one, shows.
#include "casefile/custody_state.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/custody_messages.h"
#include "cli/custody_words.h"
#include "cli/messages.h"
#include "cli/questions.h"
#include "cli/verdict.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"from", "NAME[,UNIT]", {"who hands it over", "移交人及单位"}},
    Option{"to", "NAME[,UNIT]", {"who receives it", "接收人及单位"}},
    Option{"reason", "TEXT", {"why", "移交事由"}},
    Option{"place", "TEXT", {"where", "移交地点"}},
    Option{"seal-number", "N", {"number of the seal on the medium", "介质封条编号"}},
    Option{"condition", "TEXT", {"state of medium and seal, as found", "介质与封条状态（所见）"}},
    Option{
        "form", "ITEM", {"the signed form, when it is in the case already", "已签字的文书（已在案件中时）"}},
    Option{"unsigned", "REASON", {"why nobody signs", "无签名的原因"}},
    Option{"receive", "", {"this is the receiving side", "本方为接收方"}},
    Option{"of",
           "EVENT",
           {"which release is received; else the only open one", "所接收的移交事件；缺省为唯一未接收者"}},
    Option{"head",
           "SIZE:ROOT",
           {"the head on the hand-over form: compared with this ledger", "移交清单上的检查点：与本账本比对"}},
    kTrustOption,
    kKeyOption,
    kNationalKeyOption,
};

struct Checked {
  VerifyReport report;
  Verdict verdict;
};

Try<Checked> check_first(const Invocation& call) {
  auto keys = trusted_keys(call);
  if (!keys) return give_up(keys.error());
  VerifyOptions options;
  options.trusted_keys = std::move(*keys);
  auto report = check_case(call, case_path(call.said.words[0]), std::move(options));
  if (!report) return give_up(report.error());
  const Verdict verdict = verdict_on(*report);
  if (verdict.exit == Exit::ledger_broken)
    return give_up(Exit::ledger_broken, "the ledger is broken: the transfer cannot be recorded in it",
                   "firsthour case verify says where; write the transfer on paper");
  return Checked{std::move(*report), verdict};
}

Try<Signatures> signatures_of(const Invocation& call, const CaseReader& from) {
  Signatures signatures;
  signatures.absent = call.said.value("unsigned").value_or("");
  if (const auto form = call.said.value("form")) {
    if (!signatures.absent.empty()) return give_up(Exit::usage, "--form and --unsigned exclude each other");
    auto item = known_item(from, "form", *form);
    if (!item) return give_up(item.error());
    signatures.form = std::move(*item);
  }
  return signatures;
}

// Which release is received: none when the ledger has none and the head on paper has to speak for it.
Try<std::optional<Recorded<Transfer>>> release_of(const Invocation& call, const CaseReader& from,
                                                  bool paper) {
  const auto of = event_option(call, "of");
  if (!of) return give_up(of.error());
  const auto custody = read_custody(from);
  if (!custody) return give_up(case_failure(custody.error()));
  std::vector<const Recorded<Transfer>*> open;
  for (const HandOver& hand_over : custody->hand_overs)
    if (hand_over.release && !hand_over.receipt && (!*of || hand_over.release->event == **of))
      open.push_back(&*hand_over.release);
  if (open.size() == 1) return std::optional{*open.front()};
  std::string numbers;
  for (const auto* release : open) numbers += (numbers.empty() ? "" : ", ") + std::to_string(release->event);
  if (open.size() > 1)
    return give_up(Exit::usage, "several releases are not received: events " + numbers, "--of EVENT");
  if (*of)
    return give_up(Exit::usage,
                   "event " + std::to_string(**of) + " is no release that is still to be received",
                   "firsthour case show lists them");
  if (!paper)
    return give_up(
        Exit::usage, "this ledger has no release that is still to be received",
        "when the form names a head, give it with --head SIZE:ROOT: an older copy of the case shows then");
  return std::optional<Recorded<Transfer>>{};
}

Try<> ask_release(Facts& facts, Transfer& into) {
  auto from = facts.text("from", say::ask_transfer_from);
  if (!from) return give_up(from.error());
  auto to = facts.text("to", say::ask_transfer_to);
  if (!to) return give_up(to.error());
  auto reason = facts.text("reason", say::ask_transfer_reason);
  if (!reason) return give_up(reason.error());
  auto place = facts.text("place", say::ask_transfer_place);
  if (!place) return give_up(place.error());
  auto seal = facts.optional_text("seal-number", say::ask_seal_number);
  if (!seal) return give_up(seal.error());
  into.from = party_from_words(*from);
  into.to = party_from_words(*to);
  into.reason = std::move(*reason);
  into.place = std::move(*place);
  into.seal_number = std::move(*seal);
  return {};
}

// What the release said stands, unless the receiver says otherwise. Place, seal and condition are what the
// receiver finds, so they are never taken over.
Try<> ask_receipt(const Invocation& call, Facts& facts, Transfer& into) {
  if (call.said.has("from")) into.from = party_from_words(*call.said.value("from"));
  if (call.said.has("to")) into.to = party_from_words(*call.said.value("to"));
  if (const auto reason = call.said.value("reason")) into.reason = *reason;
  auto place = facts.optional_text("place", say::ask_transfer_place);
  if (!place) return give_up(place.error());
  auto seal = facts.optional_text("seal-number", say::ask_seal_number);
  if (!seal) return give_up(seal.error());
  auto condition = facts.optional_text("condition", say::ask_condition);
  if (!condition) return give_up(condition.error());
  into.place = std::move(*place);
  into.seal_number = std::move(*seal);
  into.condition = std::move(*condition);
  return {};
}

Try<> compare_heads(const CaseReader& from, const std::optional<Recorded<Transfer>>& release,
                    Transfer& into) {
  bool matches = true;
  if (release) {
    const auto same = has_head(from, release->said.head);
    if (!same) return give_up(case_failure(same.error()));
    // A head before its own event is of at most that size.
    matches = *same && release->said.head.size <= release->event;
  }
  if (into.paper) {
    const auto same = has_head(from, *into.paper);
    if (!same) return give_up(case_failure(same.error()));
    matches = matches && *same;
  }
  into.matches = matches;
  return {};
}

// Records, signs, and gives the head that now covers the transfer.
Try<std::pair<LedgerHead, std::string>> record(CaseWriter& the_case, const Transfer& transfer) {
  const auto appended = the_case.append(event_type::transferred, to_json(transfer));
  if (!appended) return give_up(appended.error());
  auto note = the_case.sign_head();
  if (!note) return give_up(note.error());
  auto head = head_at(the_case, the_case.size());
  if (!head) return give_up(case_failure(head.error()));
  if (auto closed = close_case(the_case, Exit::done); !closed) return give_up(closed.error());
  return std::pair{std::move(*head), std::move(*note)};
}

void tell(const Invocation& call, const Transfer& transfer, std::uint64_t event, const Verdict& verdict,
          const LedgerHead& head, const std::string& note) {
  Terminal& terminal = call.terminal;
  const bool release = transfer.step == TransferStep::released;
  terminal.say(release ? say::released : say::received, event, party_text(terminal, transfer.from),
               party_text(terminal, transfer.to));
  terminal.say(say::case_checked, terminal.text(*verdict.text));
  if (transfer.matches && !*transfer.matches) {
    terminal.warn(say::head_differs);
  } else if (!release) {
    if (transfer.released) terminal.say(say::head_matches, transfer.head.size);
    if (transfer.paper) terminal.say(say::paper_matches, transfer.paper->size);
  }
  if (!release && !transfer.paper) terminal.say(say::not_on_paper);
  if (transfer.signatures.form.empty() && transfer.signatures.absent.empty()) terminal.say(say::unsigned_yet);
  show_head(terminal, head, note);
  if (release) terminal.say(say::head_for_form, "firsthour report handover-list " + call.said.words[0]);
  Json json = to_json(transfer);
  json["type"] = "transferred";
  json["event"] = event;
  terminal.emit(json);
}

Exit exit_of(const Transfer& transfer, const Verdict& verdict) {
  if (transfer.matches && !*transfer.matches) return Exit::ledger_broken;
  return verdict.exit;
}

// What the receiver says and finds; the release, where this ledger has it, fills in who and why.
Try<> receive(const Invocation& call, const CaseReader& from, Transfer& into) {
  auto release = release_of(call, from, into.paper.has_value());
  if (!release) return give_up(release.error());
  if (*release) {
    into.released = (*release)->event;
    into.from = (*release)->said.from;
    into.to = (*release)->said.to;
    into.reason = (*release)->said.reason;
  }
  Facts facts{call};
  if (auto asked = ask_receipt(call, facts, into); !asked) return asked;
  return compare_heads(from, *release, into);
}

Try<Transfer> begin(const Invocation& call) {
  Transfer transfer;
  const bool receipt = call.said.has("receive");
  for (const char* option : {"of", "head"})
    if (!receipt && call.said.has(option))
      return give_up(Exit::usage, "--" + std::string{option} + " is for --receive");
  auto paper = head_option(call);
  if (!paper) return give_up(paper.error());
  transfer.paper = std::move(*paper);
  transfer.step = receipt ? TransferStep::received : TransferStep::released;
  Facts facts{call};
  if (!receipt)
    if (auto asked = ask_release(facts, transfer); !asked) return give_up(asked.error());
  return transfer;
}

Try<Exit> run(const Invocation& call) {
  auto transfer = begin(call);
  if (!transfer) return give_up(transfer.error());
  const auto checked = check_first(call);
  if (!checked) return give_up(checked.error());
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  auto signatures = signatures_of(call, the_case);
  if (!signatures) return give_up(signatures.error());
  transfer->signatures = std::move(*signatures);
  transfer->verified = checked->verdict.word;
  if (transfer->step == TransferStep::received)
    if (auto received = receive(call, the_case, *transfer); !received) return give_up(received.error());
  auto head = head_at(the_case, the_case.size());
  if (!head) return give_up(case_failure(head.error()));
  transfer->head = std::move(*head);
  const std::uint64_t event = the_case.size();
  const auto after = record(the_case, *transfer);
  if (!after) return give_up(after.error());
  tell(call, *transfer, event, checked->verdict, after->first, after->second);
  const Exit exit = exit_of(*transfer, checked->verdict);
  call.terminal.emit(Json{{"type", "summary"},
                          {"event", event},
                          {"head", to_json(after->first)},
                          {"verified", transfer->verified},
                          {"exit", static_cast<int>(exit)}});
  return exit;
}

}  // namespace

constinit const CommandBody case_transfer_command{kOptions, run};

}  // namespace firsthour::cli
