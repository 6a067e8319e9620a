// SPDX-License-Identifier: Apache-2.0
#include "cli/still_to_do.h"

#include "casefile/custody_state.h"
#include "casefile/encoding.h"
#include "casefile/json_fields.h"
#include "cli/custody_messages.h"
#include "cli/custody_words.h"
#include "cli/display_width.h"
#include "playbooks/deadlines.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

constexpr std::size_t kLabel = 13, kHalfDigest = 40;

Json unsigned_line(const Printing& printing) {
  Json files = Json::array();
  for (const PrintedFile& file : printing.files)
    files.push_back(
        {{"event", file.event}, {"name", file.name}, {"folder", file.folder}, {"sha256", file.sha256}});
  return {{"type", "unsigned"},
          {"form", printing.what},
          {"title", printing.title},
          {"upto", printing.upto},
          {"printed", rfc3339(printing.time)},
          {"superseded", printing.superseded},
          {"files", std::move(files)}};
}

class View {
 public:
  View(Terminal& terminal, const CaseReader& from, Instant now)
      : terminal_{terminal}, from_{from}, now_{now} {}

  Try<> show() {
    const auto custody = read_custody(from_);
    if (!custody) return give_up(case_failure(custody.error()));
    unsigned_forms(*custody);
    approvals(*custody);
    hand_overs(*custody);
    for (const std::string& problem : custody->problems) {
      block(say::show_problem, terminal_.name(problem));
      terminal_.emit(Json{{"type", "problem"}, {"what", problem}});
    }
    return anchors();
  }

 private:
  // A label in the left column, its lines in the right one, wrapped to the screen.
  void block(const Text& label, const std::string& text) {
    if (!titled_) {
      terminal_.print("");
      terminal_.print(terminal_.bold(terminal_.text(say::show_still_to_do)));
      titled_ = true;
    }
    line(terminal_.text(label), text);
  }
  void line(const std::string& label, const std::string& text) {
    const std::size_t width = std::max<std::size_t>(terminal_.columns(), 40) - kLabel - 2;
    const std::string indent(kLabel + 2, ' ');
    terminal_.print(column(label, kLabel) + "  " +
                    (terminal_.out_is_tty() ? wrap(text, width, indent) : text));
  }
  void more(const std::string& text) { line("", text); }

  void unsigned_forms(const Custody& custody) {
    for (const Printing& printing : custody.printings) {
      if (!printing.unsigned_form()) continue;
      terminal_.emit(unsigned_line(printing));
      if (printing.superseded) continue;
      block(say::show_unsigned, terminal_.text(say::show_printed, terminal_.name(printing.title),
                                               beijing_time(printing.time), printing.upto));
      for (const PrintedFile& file : printing.files) {
        more(terminal_.text(say::show_printed_file, file.event,
                            terminal_.name(file.folder.empty() ? file.name : file.folder + "/" + file.name)));
        const std::string groups = in_groups(file.sha256);
        more("  " + groups.substr(0, kHalfDigest));
        if (groups.size() > kHalfDigest) more("  " + groups.substr(kHalfDigest));
      }
    }
  }

  void approvals(const Custody& custody) {
    for (const ApprovalState& state : custody.approvals) {
      const Approval& said = state.approval.said;
      Json json = to_json(said);
      json["type"] = "approval";
      json["event"] = state.approval.event;
      json["open"] = state.open();
      json["overdue"] = state.overdue(now_);
      if (state.settled) {
        json["settled"] = state.settled->event;
        json["late"] = state.settled_late();
      }
      terminal_.emit(json);
      if (!state.open()) continue;
      const bool late = state.overdue(now_);
      block(late ? say::show_overdue : say::show_due,
            terminal_.text(say::show_approval, state.approval.event, terminal_.name(said.what),
                           party_text(terminal_, said.by)));
      if (!said.due) continue;
      const std::int64_t left = said.due->nanoseconds - now_.nanoseconds;
      const playbooks::Words span = playbooks::span_words((late ? -left : left) / 1'000'000'000);
      more(terminal_.text(late ? say::show_over_by : say::show_due_in, beijing_time(*said.due),
                          terminal_.language() == Language::zh ? span.zh : span.en));
    }
  }

  void hand_overs(const Custody& custody) {
    for (const HandOver& hand_over : custody.hand_overs) {
      for (const auto* step : {&hand_over.release, &hand_over.receipt}) {
        if (!*step) continue;
        Json json = to_json((*step)->said);
        json["type"] = "transfer";
        json["event"] = (*step)->event;
        json["time"] = rfc3339((*step)->time);
        json["signed_form"] = custody.signed_form_of(**step);
        terminal_.emit(json);
      }
      if (hand_over.release && !hand_over.receipt) {
        const auto& release = *hand_over.release;
        block(say::show_on_the_way,
              terminal_.text(say::show_release, release.event, party_text(terminal_, release.said.from),
                             party_text(terminal_, release.said.to), beijing_time(release.time)));
      }
      if (hand_over.receipt && hand_over.receipt->said.matches == false)
        block(say::show_problem, terminal_.text(say::show_mismatch, hand_over.receipt->event));
      for (const auto* step : {&hand_over.release, &hand_over.receipt})
        if (*step && (*step)->said.signatures.absent.empty() && custody.signed_form_of(**step).empty())
          block(say::show_unsigned, terminal_.text(say::show_transfer_unsigned, (*step)->event));
    }
  }

  Try<> anchors() {
    bool titled = false;
    const auto read = from_.each_event(0, from_.size(), [&](const Event& event) -> Result<> {
      const bool cosigned = event.type == "cosigned";
      if (!cosigned && event.type != "timestamped") return {};
      const auto whole = parse_json(event.bytes);
      if (!whole || !whole->is_object() || !whole->contains("body")) return {};
      const Json& body = whole->at("body");
      JsonFields fields{body, event.type};
      static const Json kNothing = Json::object();
      const Json* checkpoint = fields.find("checkpoint");
      JsonFields head{checkpoint ? *checkpoint : kNothing, "checkpoint"};
      const auto at = fields.time("time").value_or(event.time);
      const std::string who = fields.text(cosigned ? "person" : "authority");
      if (!titled) {
        terminal_.print("");
        terminal_.print(terminal_.bold(terminal_.text(say::show_anchors)));
        titled = true;
      }
      const std::string algorithm = head.text("algorithm");
      const auto size = head.number("size");
      line(terminal_.text(cosigned ? say::show_cosigned : say::show_timestamp),
           terminal_.text(say::show_anchor, size, algorithm, beijing_time(at), terminal_.name(who),
                          cosigned ? " (" + terminal_.name(fields.text("role")) + ")" : ""));
      terminal_.emit(Json{{"type", cosigned ? "cosignature" : "timestamp"},
                          {"event", event.sequence},
                          {"size", size},
                          {"algorithm", algorithm},
                          {"time", rfc3339(at)},
                          {cosigned ? "person" : "authority", who}});
      return {};
    });
    if (!read) return give_up(case_failure(read.error()));
    return {};
  }

  Terminal& terminal_;
  const CaseReader& from_;
  Instant now_;
  bool titled_ = false;
};

}  // namespace

Try<> show_unsigned_forms(Terminal& terminal, const CaseReader& from) {
  const auto custody = read_custody(from);
  if (!custody) return give_up(case_failure(custody.error()));
  for (const Printing& printing : custody->printings) {
    if (!printing.unsigned_form() || printing.superseded) continue;
    terminal.emit(unsigned_line(printing));
    terminal.say(say::unsigned_form, printing.files.empty() ? 0 : printing.files.front().event,
                 terminal.name(printing.title), printing.upto);
  }
  return {};
}

Try<> show_still_to_do(Terminal& terminal, const CaseReader& from, Instant now) {
  return View{terminal, from, now}.show();
}

}  // namespace firsthour::cli
