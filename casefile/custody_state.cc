// SPDX-License-Identifier: Apache-2.0
#include "casefile/custody_state.h"

#include "casefile/json_fields.h"

#include <algorithm>
#include <utility>

namespace firsthour {
namespace {

// Papers on which the parties to a hand-over sign.
bool is_signed_at_hand_over(std::string_view what) {
  return what == "handover-list" || what == "custody-form" || what == "custody";
}

template <class T>
Recorded<T> recorded(const Event& event, T said) {
  return {event.sequence, event.time, event.actor, std::move(said)};
}

// Types whose body matters here; the rest need not even be parsed.
bool concerns_custody(std::string_view type) {
  return type == event_type::transferred || type == event_type::approved || type == event_type::witnessed ||
         type == event_type::read || type == event_type::reported || type == event_type::attached;
}

const Json& body_of(const Json& whole) {
  static const Json kNothing = Json::object();
  if (!whole.is_object()) return kNothing;
  const auto body = whole.find("body");
  return body == whole.end() ? kNothing : *body;
}

}  // namespace

std::string Custody::signed_form_of(const Recorded<Transfer>& transfer) const {
  if (!transfer.said.signatures.form.empty()) return transfer.said.signatures.form;
  const auto paper = std::upper_bound(hand_over_papers.begin(), hand_over_papers.end(), transfer.event,
                                      [](std::uint64_t event, const auto& one) { return event < one.first; });
  return paper == hand_over_papers.end() ? std::string{} : paper->second;
}

void CustodyGatherer::problem(const Event& event, const std::string& what) {
  custody_.problems.push_back("event " + std::to_string(event.sequence) + " (" + event.type + "): " + what);
}

void CustodyGatherer::take(const Event& event, const Json& whole) {
  if (!concerns_custody(event.type)) return;
  const Json& body = body_of(whole);
  if (event.type == event_type::transferred) return transferred(event, body);
  if (event.type == event_type::approved) return approved(event, body);
  if (event.type == event_type::reported) return reported(event, body);
  if (event.type == event_type::attached) return attached(event, body);
  if (event.type == event_type::witnessed) {
    auto said = witnessing_from_json(body);
    if (!said) return problem(event, said.error().what);
    custody_.witnessings.push_back(recorded(event, std::move(*said)));
    return;
  }
  auto said = access_from_json(body);
  if (!said) return problem(event, said.error().what);
  custody_.accesses.push_back(recorded(event, std::move(*said)));
}

void CustodyGatherer::transferred(const Event& event, const Json& body) {
  auto said = transfer_from_json(body);
  if (!said) return problem(event, said.error().what);
  auto step = recorded(event, std::move(*said));
  if (step.said.step == TransferStep::released) {
    releases_[event.sequence] = custody_.hand_overs.size();
    custody_.hand_overs.push_back({std::move(step), std::nullopt});
    return;
  }
  if (const auto of = step.said.released) {
    const auto release = releases_.find(*of);
    if (release == releases_.end()) {
      problem(event, "receives event " + std::to_string(*of) + ", which is no release");
    } else if (HandOver& hand_over = custody_.hand_overs[release->second]; hand_over.receipt) {
      problem(event, "receives event " + std::to_string(*of) + " a second time");
    } else {
      hand_over.receipt = std::move(step);
      return;
    }
  }
  custody_.hand_overs.push_back({std::nullopt, std::move(step)});
}

void CustodyGatherer::approved(const Event& event, const Json& body) {
  auto said = approval_from_json(body);
  if (!said) return problem(event, said.error().what);
  auto approval = recorded(event, std::move(*said));
  if (const auto of = approval.said.settles) {
    const auto owed = approvals_.find(*of);
    if (owed == approvals_.end())
      problem(event, "settles event " + std::to_string(*of) + ", which is no approval still owed");
    else if (ApprovalState& state = custody_.approvals[owed->second]; state.settled)
      problem(event, "settles event " + std::to_string(*of) + " a second time");
    else
      state.settled = approval;
  }
  if (approval.said.retroactive) approvals_[event.sequence] = custody_.approvals.size();
  custody_.approvals.push_back({std::move(approval), std::nullopt});
}

// The files of one run stand on the same events: the same document in another format is the same printing.
void CustodyGatherer::reported(const Event& event, const Json& body) {
  JsonFields fields{body, "reported"};
  Printing printing;
  printing.what = fields.text("what");
  printing.title = fields.text("title");
  printing.language = fields.text("language");
  printing.upto = fields.number("upto");
  printing.time = event.time;
  const Json* form = fields.find("form");
  printing.form = form && form->is_boolean() && form->get<bool>();
  PrintedFile file{event.sequence, fields.text("name"), fields.text("folder"), fields.text("sha256"),
                   fields.number("size")};
  if (auto good = fields.result(); !good) return problem(event, good.error().what);
  const std::string name = printing.what + '\n' + printing.title;
  const auto [run, first] = runs_.try_emplace(
      name + '\n' + printing.language + '\n' + std::to_string(printing.upto), custody_.printings.size());
  printings_[event.sequence] = run->second;
  if (!first) {
    custody_.printings[run->second].files.push_back(std::move(file));
    return;
  }
  const auto [newest, only] = newest_.try_emplace(name, run->second);
  if (!only) custody_.printings[std::exchange(newest->second, run->second)].superseded = true;
  printing.files.push_back(std::move(file));
  custody_.printings.push_back(std::move(printing));
}

void CustodyGatherer::attached(const Event& event, const Json& body) {
  auto copy = signed_copy_from_json(body);
  if (!copy) return problem(event, copy.error().what);
  if (!*copy) return;
  const auto printed = printings_.find((*copy)->event);
  if (printed == printings_.end())
    return problem(event,
                   "is the copy of event " + std::to_string((*copy)->event) + ", which printed nothing");
  Printing& printing = custody_.printings[printed->second];
  const bool same_output = std::any_of(printing.files.begin(), printing.files.end(), [&](const auto& file) {
    return file.event == (*copy)->event && file.sha256 == (*copy)->output.hex();
  });
  if (!same_output) return problem(event, "names another digest than that of the printed form");
  JsonFields fields{body, "attached"};
  printing.copies.push_back({event.sequence, fields.text("item"), std::move(**copy)});
}

Custody CustodyGatherer::finish() && {
  auto& papers = custody_.hand_over_papers;
  for (const Printing& printing : custody_.printings)
    if (is_signed_at_hand_over(printing.what) && !printing.copies.empty() &&
        (papers.empty() || printing.upto > papers.back().first))
      papers.emplace_back(printing.upto, printing.copies.front().item);
  return std::move(custody_);
}

Result<Custody> read_custody(const CaseReader& from, std::uint64_t upto) {
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  CustodyGatherer gatherer;
  const auto read = from.each_event(0, end, [&](const Event& event) -> Result<> {
    if (!concerns_custody(event.type)) return {};
    const auto whole = parse_json(event.bytes);
    gatherer.take(event, whole ? *whole : Json::object());
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return std::move(gatherer).finish();
}

}  // namespace firsthour
