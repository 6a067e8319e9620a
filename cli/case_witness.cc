// SPDX-License-Identifier: Apache-2.0
// firsthour case witness: who witnessed, and whether they may; or why nobody did, and the video instead.
#include "casefile/custody_state.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/custody_messages.h"
#include "cli/custody_words.h"
#include "cli/messages.h"
#include "cli/papers.h"
#include "cli/questions.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"name", "NAME[,UNIT]", {"the witness", "见证人及单位"}},
    Option{"id-kind", "TEXT", {"kind of identity document", "证件种类"}},
    Option{"id-number", "TEXT", {"its number", "证件号码"}},
    Option{"contact", "TEXT", {"how to reach the witness", "联系方式"}},
    Option{
        "eligible", "", {"adult, no party to it, no investigator", "符合条件：成年、非当事人、非办案人员"}},
    Option{"not-eligible", "REASON", {"not so, because", "不符合条件及原因"}},
    Option{"none", "REASON", {"there was no witness, because", "无见证人及原因"}},
    Option{"video",
           "VIDEO",
           {"the video of the process: an item, or the SHA-256 of a file kept elsewhere",
            "过程录像：证据项，或另存文件的 SHA-256"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<> refuse_contradictions(const Invocation& call) {
  const auto both = [&](const char* a, const char* b) -> Try<> {
    if (call.said.has(a) && call.said.has(b))
      return give_up(Exit::usage, "--" + std::string{a} + " and --" + b + " exclude each other");
    return {};
  };
  for (const char* other : {"name", "eligible", "not-eligible", "id-kind", "id-number", "contact"})
    if (auto good = both("none", other); !good) return good;
  if (auto good = both("eligible", "not-eligible"); !good) return good;
  for (const char* option : {"none", "not-eligible"})
    if (const auto reason = call.said.value(option); reason && reason->empty())
      return give_up(Exit::usage, "--" + std::string{option} + " takes the reason");
  if (!call.terminal.interactive() && !call.said.has("none") && !call.said.has("name"))
    return give_up(Exit::usage, "--name is missing",
                   "--name NAME, or --none REASON when there was no witness");
  return {};
}

Try<> ask_eligibility(const Invocation& call, Facts& facts, Witnessing& into) {
  if (call.said.has("eligible")) {
    into.eligible = true;
  } else if (const auto reason = call.said.value("not-eligible")) {
    into.eligible = false;
    into.reason = *reason;
  } else if (!facts.interactive()) {
    return give_up(Exit::usage, "--eligible is missing", "--eligible, or --not-eligible REASON");
  } else {
    facts.questions().truth(say::ask_witness_eligible, into.eligible);
    if (into.eligible == false) facts.questions().text(say::ask_not_eligible, into.reason);
  }
  return {};
}

Try<> ask_identity(Facts& facts, WitnessIdentity& into) {
  auto kind = facts.optional_text("id-kind", say::ask_witness_id_kind);
  if (!kind) return give_up(kind.error());
  auto number = facts.optional_text("id-number", say::ask_witness_id);
  if (!number) return give_up(number.error());
  auto contact = facts.optional_text("contact", say::ask_witness_contact);
  if (!contact) return give_up(contact.error());
  into.id_kind = std::move(*kind);
  into.id_number = std::move(*number);
  into.contact = std::move(*contact);
  return {};
}

// A video outside the case is known by its digest alone.
Try<std::string> video_of(const CaseReader& from, const std::string& said) {
  if (said.empty()) return said;
  std::string digits;
  for (const char c : said)
    if (c != ' ') digits += c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
  if (Sha256::from_hex(digits)) return digits;
  return known_item(from, "video", said);
}

Try<Witnessing> ask_witnessing(const Invocation& call, const CaseReader& from) {
  Facts facts{call};
  Witnessing witnessing;
  Party person;
  if (const auto none = call.said.value("none")) {
    witnessing.reason = *none;
  } else {
    auto name = facts.text("name", say::ask_witness);
    if (!name) return give_up(name.error());
    person = party_from_words(*name);
    if (person.empty()) {
      facts.questions().text(say::ask_no_witness, witnessing.reason);
    } else {
      witnessing.witness = WitnessIdentity{person.name, person.unit, {}, {}, {}};
      if (auto asked = ask_identity(facts, *witnessing.witness); !asked) return give_up(asked.error());
      if (auto asked = ask_eligibility(call, facts, witnessing); !asked) return give_up(asked.error());
    }
  }
  auto said = facts.optional_text("video", say::ask_video);
  if (!said) return give_up(said.error());
  auto video = video_of(from, *said);
  if (!video) return give_up(video.error());
  witnessing.video = std::move(*video);
  return witnessing;
}

// Staff of a unit that acts in the case cannot witness it; whoever says otherwise is told.
Try<bool> of_acting_unit(const CaseReader& from, const Witnessing& witnessing) {
  if (!witnessing.witness || witnessing.witness->unit.empty()) return false;
  const auto people = people_in(from);
  if (!people) return give_up(people.error());
  return std::any_of(people->begin(), people->end(), [&](const playbooks::Person& person) {
    return person.unit == witnessing.witness->unit;
  });
}

Try<Exit> run(const Invocation& call) {
  if (auto good = refuse_contradictions(call); !good) return give_up(good.error());
  auto reader = read_case(call);
  if (!reader) return give_up(reader.error());
  const auto witnessing = ask_witnessing(call, **reader);
  if (!witnessing) return give_up(witnessing.error());
  const auto own_unit = of_acting_unit(**reader, *witnessing);
  if (!own_unit) return give_up(own_unit.error());
  reader->reset();
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  const auto event = (*opened)->append(event_type::witnessed, to_json(*witnessing));
  if (!event) return give_up(event.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  Terminal& terminal = call.terminal;
  const bool there = witnessing->witness.has_value();
  if (there)
    terminal.say(say::witnessed, *event, terminal.name(witnessing->witness->name));
  else
    terminal.say(say::no_witness, *event,
                 witnessing->reason.empty() ? terminal.text(say::blank) : terminal.name(witnessing->reason));
  if (*own_unit && witnessing->eligible.value_or(true))
    terminal.warn(say::witness_of_own_unit, terminal.name(witnessing->witness->name));
  if ((!there || witnessing->eligible == false || *own_unit) && witnessing->video.empty())
    terminal.warn(say::film_everything);
  Json json = to_json(*witnessing);
  json["type"] = "witnessed";
  json["event"] = *event;
  terminal.emit(json);
  terminal.emit(Json{{"type", "summary"}, {"event", *event}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_witness_command{kOptions, run};

}  // namespace firsthour::cli
