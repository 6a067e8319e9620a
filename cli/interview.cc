// SPDX-License-Identifier: Apache-2.0
#include "cli/interview.h"

#include "casefile/bytes.h"
#include "cli/custody_messages.h"
#include "cli/messages.h"
#include "cli/questions.h"
#include "cli/stop.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::Answers;
using playbooks::Capacity;

constexpr std::uint64_t kLargestAnswers = 1 << 20;

bool assists_police(const Answers& answers) {
  return answers.capacity == Capacity::police_criminal || answers.capacity == Capacity::police_administrative;
}

void ask_capacity(Questions& questions, Capacity& into) {
  static constexpr Capacity kChoices[] = {Capacity::contractor, Capacity::police_criminal,
                                          Capacity::police_administrative};
  while (const auto answer = questions.ask(say::ask_capacity)) {
    if (answer->empty()) return;
    if (*answer == "1" || *answer == "2" || *answer == "3") {
      into = kChoices[answer->front() - '1'];
      return;
    }
  }
}

void ask_people(Questions& questions, Answers& answers) {
  while (!questions.over()) {
    playbooks::Person person;
    questions.text(answers.people.empty() ? say::ask_first_person : say::ask_next_person, person.name);
    if (person.name.empty()) return;
    questions.text(say::ask_unit, person.unit);
    answers.people.push_back(std::move(person));
  }
}

void ask_witness(Questions& questions, Answers& answers) {
  questions.text(say::ask_witness, answers.witness.name);
  if (answers.witness.name.empty()) {
    questions.text(say::ask_no_witness, answers.witness.reason_for_none);
    return;
  }
  questions.text(say::ask_witness_id_kind, answers.witness.id_kind);
  questions.text(say::ask_witness_id, answers.witness.id_number);
  questions.text(say::ask_witness_contact, answers.witness.contact);
  questions.truth(say::ask_witness_eligible, answers.witness.eligible);
  if (answers.witness.eligible == false)
    questions.text(say::ask_not_eligible, answers.witness.reason_not_eligible);
}

// What the forms of the police ask of the scene beside.
void ask_scene(Questions& questions, playbooks::Scene& into) {
  questions.text(say::ask_case_number, into.case_number);
  questions.text(say::ask_holder, into.holder.name);
  if (!into.holder.name.empty()) {
    questions.text(say::ask_unit, into.holder.unit);
    questions.text(say::ask_holder_id, into.holder.id_number);
  }
  questions.truth(say::ask_filmed, into.video.taken);
  questions.truth(say::ask_seized, into.original.seized);
  if (into.original.seized != false) return;
  std::string why;
  questions.text(say::ask_not_seized, why);
  const bool choice = why.size() == 1 && why[0] >= '1' && why[0] <= '7';
  if (choice) why = playbooks::kNotSeized[static_cast<std::size_t>(why[0] - '1')];
  if (!why.empty()) into.original.not_seized.push_back(std::move(why));
  questions.text(say::ask_kept_at, into.original.kept_at);
}

// The reference clock is compared with the examiner's at the moment the answer is typed.
void ask_clock(Questions& questions, const Clock& clock, Answers& answers) {
  std::optional<Instant> read;
  questions.time(say::ask_reference_clock, read);
  if (!read) return;
  const Instant ours = clock.now();
  playbooks::ClockReading reading;
  reading.clock = "reference";
  reading.time = *read;
  reading.offset_ns = read->nanoseconds - ours.nanoseconds;
  questions.text(say::ask_clock_basis, reading.basis);
  answers.clocks.push_back(std::move(reading));
}

void ask_incident(Questions& questions, Answers& answers) {
  const auto field = [&](const Text& question, const char* name) {
    std::string value;
    questions.text(question, value);
    if (!value.empty()) answers.incident[name] = value;
  };
  const auto moment = [&](const Text& question, const char* name) {
    std::optional<Instant> value;
    questions.time(question, value);
    if (value) answers.incident[name] = rfc3339(*value);
  };
  field(say::ask_incident_unit, "unit");
  field(say::ask_incident_system, "system");
  field(say::ask_reporter, "reporter");
  moment(say::ask_reported, "reported");
  moment(say::ask_arrived, "arrived");
}

Try<Answers> ask_all(const Invocation& call) {
  Answers answers;
  Questions questions{call.terminal};
  call.terminal.say(say::ask_introduction);
  questions.text(say::ask_permission, answers.authority.given_by);
  questions.text(say::ask_permission_unit, answers.authority.unit);
  questions.text(say::ask_permission_document, answers.authority.document);
  questions.text(say::ask_scope, answers.authority.scope);
  questions.text(say::ask_medium, answers.authority.medium);
  questions.truth(say::ask_may_leave, answers.authority.may_leave_site);
  ask_capacity(questions, answers.capacity);
  ask_people(questions, answers);
  ask_witness(questions, answers);
  if (assists_police(answers)) ask_scene(questions, answers.scene);
  ask_clock(questions, call.clock, answers);
  ask_incident(questions, answers);
  if (stop_asked()) return give_up(Exit::interrupted, "stopped while asking", "nothing was collected");
  return answers;
}

}  // namespace

Try<Answers> answers_for(const Invocation& call) {
  if (const auto file = call.said.value("answers")) {
    const auto text = read_file(*file, kLargestAnswers);
    if (!text) return give_up(text.error());
    auto answers = playbooks::parse_answers(*text);
    if (!answers) return give_up(fail(*file, answers.error()).value());
    return std::move(*answers);
  }
  if (!call.said.has("yes") && call.terminal.interactive()) return ask_all(call);
  return Answers{};
}

std::vector<std::string> blanks_in(const Terminal& terminal, const Answers& answers) {
  std::vector<std::string> blanks;
  const auto need = [&](bool given, const Text& what) {
    if (!given) blanks.push_back(terminal.text(what));
  };
  need(!answers.authority.given_by.empty(), say::blank_permission);
  need(!answers.authority.scope.empty(), say::blank_scope);
  need(answers.authority.may_leave_site.has_value(), say::blank_may_leave);
  need(answers.capacity != Capacity::unstated, say::blank_capacity);
  need(answers.people.size() >= 2, say::blank_people);
  need(!answers.witness.name.empty() || !answers.witness.reason_for_none.empty(), say::blank_witness);
  if (assists_police(answers)) {
    const playbooks::OriginalMedium& original = answers.scene.original;
    need(!answers.scene.holder.name.empty() || !answers.scene.holder.unit.empty(), say::blank_holder);
    need(answers.scene.video.taken.has_value(), say::blank_video);
    need(original.seized.value_or(false) || !original.not_seized.empty(), say::blank_not_seized);
  }
  const auto is_reference = [](const playbooks::ClockReading& reading) {
    return reading.clock == "reference";
  };
  need(std::any_of(answers.clocks.begin(), answers.clocks.end(), is_reference), say::blank_reference_clock);
  need(answers.incident.contains("reported"), say::blank_reported);
  need(answers.incident.contains("arrived"), say::blank_arrived);
  return blanks;
}

std::string names_of(const Answers& answers) {
  std::string names;
  for (const auto& person : answers.people) {
    if (!person.name.empty()) names += (names.empty() ? "" : ", ") + person.name;
  }
  return names;
}

}  // namespace firsthour::cli
