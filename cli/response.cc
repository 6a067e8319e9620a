// SPDX-License-Identifier: Apache-2.0
#include "cli/response.h"

#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/data_folder.h"
#include "cli/derived_members.h"
#include "cli/findings.h"
#include "cli/incident_record.h"
#include "cli/interview.h"
#include "cli/messages.h"
#include "cli/origin_chains.h"
#include "cli/papers.h"
#include "cli/scan_progress.h"
#include "cli/stop.h"
#include "collectors/output_place.h"

#include <unistd.h>

namespace firsthour::cli {
Try<Response> Response::prepare(const Invocation& call) {
  Response it{call};
  it.live_ = call.said.has("live");
  it.exercise_ = call.said.has("exercise");
  it.path_ = case_path(call.said.words[0]);
  it.profile_ = call.said.value("profile").value_or("standard");
  it.allow_local_ = call.said.value("allow-local").value_or(it.exercise_ ? "exercise" : "");
  if (it.live_ == call.said.has("from")) {
    return give_up(Exit::usage, it.live_ ? "--live and --from exclude each other" : "nothing to respond to",
                   "--live for this host, or --from FILE for a collection made on another");
  }
  auto collections = collections_named(call.said.values("from"));
  if (!collections) return give_up(collections.error());
  it.collections_ = std::move(*collections);
  if (auto good = it.check_place(); !good) return give_up(good.error());
  if (auto good = it.check_existing_case(); !good) return give_up(good.error());
  auto rules = rule_sources(call);
  if (!rules) return give_up(rules.error());
  it.rules_ = std::move(*rules);
  auto checks = triage::HostChecks::load(it.rules_.sigma);
  if (!checks) return give_up(checks.error());
  it.checks_ = std::move(*checks);
  auto answers = answers_for(call);
  if (!answers) return give_up(answers.error());
  it.answers_ = std::move(*answers);
  auto contract = contract_given(call);
  if (!contract) return give_up(contract.error());
  if (*contract) it.answers_.contract = std::move(*contract);
  return it;
}

// The collectors' own rule: what is written on a disk, or into the memory, of the examined host may
// overwrite what was deleted there.
Try<> Response::check_place() {
  using collectors::PlaceKind;
  const auto place = collectors::place_for(path_);
  if (!place) return give_up(place.error());
  medium_ = std::string{name_of(place->kind)} + " (" + place->type +
            (place->device.empty() ? "" : ", " + place->device) + ")";
  const bool of_this_host = place->kind == PlaceKind::disk || place->kind == PlaceKind::memory;
  if (!live_ || !of_this_host || !allow_local_.empty()) return {};
  return give_up(Exit::failed, "the case would lie on the examined host: " + path_ + " is on its " + medium_,
                 "name a folder on the stick, or give the reason with --allow-local REASON; "
                 "for practice use --exercise");
}

Try<> Response::check_existing_case() {
  if (!case_exists(path_)) return {};
  auto opened = firsthour::open_case(path_);
  if (!opened) return give_up(case_failure(opened.error()));
  const auto overview = (*opened)->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  if (overview->sealed)
    return give_up(Exit::failed, "the evidence of " + path_ + " is sealed", "name a new case");
  if (overview->exercise == exercise_) return {};
  return give_up(Exit::usage,
                 exercise_ ? path_ + " is a real case, not an exercise" : path_ + " is an exercise",
                 exercise_ ? "name another case for practice" : "name another case, or add --exercise");
}

Try<> Response::open_case() {
  began_ = std::chrono::steady_clock::now();  // the time that questions took is not the program's
  const bool there = case_exists(path_);
  const std::string person = names_of(answers_);
  auto opened = there ? write_case(*call_, path_, person) : new_case(*call_, path_, exercise_, person);
  if (!opened) return give_up(opened.error());
  case_ = std::move(*opened);
  // From here on a kill leaves a case that says which head it had.
  if (const auto head = case_->sign_head(); !head) return give_up(head.error());
  Terminal& terminal = call_->terminal;
  terminal.say(there ? say::case_reopened : say::case_made, path_);
  if (exercise_) terminal.say(say::case_marked_exercise);
  if (live_ && geteuid() != 0) terminal.warn(say::not_root);
  terminal.emit(Json{{"type", "case"}, {"path", path_}, {"exercise", exercise_}, {"new", !there}});
  return {};
}

Try<> Response::record_authority() { return record_answers(*case_, answers_); }

Try<> Response::open_incident() {
  auto before = playbooks::latest_incident(*case_, 0);
  if (!before) return give_up(before.error());
  if (*before) {
    incident_ = std::move(**before);
  } else {
    auto opened = cli::open_incident(*call_, *case_, answers_, {});
    if (!opened) return give_up(opened.error());
    incident_ = std::move(*opened);
    call_->terminal.say(say::incident_opened, incident_->id);
  }
  return {};
}

Try<> Response::look_closer() {
  triage::TriageOptions options;
  options.yara = rules_.yara;
  options.sigma = rules_.sigma;
  options.sigma_mappings = rules_.mappings;
  const auto data = data_folder(call_->environment, call_->program);
  if (!data) return give_up(data.error());
  options.network = *data + "/network";
  options.progress = scan_progress(call_->terminal);
  auto report = triage::triage_case(*case_, options);
  call_->terminal.end_progress();
  if (stop_asked()) return {};
  if (!report) return give_up(report.error());
  report_ = std::move(*report);
  triage::rank(report_.findings);
  return derive_members(*case_, options, report_);
}

Try<> Response::record_findings() {
  if (auto recorded = cli::record_findings(*case_, report_.findings); !recorded)
    return give_up(recorded.error());
  if (auto recorded = record_analysis(*case_, report_); !recorded) return recorded;
  tell_findings(report_.findings);
  tell_of_gaps(call_->terminal, report_);
  if (over_limit(report_.findings, call_->said.value("fail-on"))) note_exit(Exit::findings);
  return {};
}

// For the report only: what cannot be traced is said there.
Try<> Response::trace_origin() {
  triage::OriginOptions options;
  if (const char* scratch = call_->environment("TMPDIR"); scratch != nullptr && *scratch != '\0')
    options.scratch_folder = scratch;
  options.progress = [](std::uint64_t, std::uint64_t) { return !stop_asked(); };
  const auto traced = triage::trace_origin(*case_, options);
  if (stop_asked()) return {};
  if (!traced) return give_up(traced.error());
  return record_chains(*case_, *traced);
}

Try<> Response::write_papers() {
  using playbooks::Format;
  using playbooks::Language;
  auto requests = forms_of(*call_, answers_.capacity, {Format::docx, Format::html});
  if (!requests) return give_up(requests.error());
  requests->push_back({"incident", {Format::html}, Language::zh});
  requests->push_back({"incident", {Format::html}, Language::en});
  const std::string folder = call_->said.value("out").value_or(papers_folder(path_));
  auto paths = make_papers(*call_, *case_, *requests, folder);
  if (!paths) return give_up(paths.error());
  papers_ = std::move(*paths);
  return {};
}

Try<> Response::close_case() {
  if (!case_) return {};
  if (auto closed = case_->close(); !closed) return give_up(closed.error());
  return {};
}

// What was found so far is kept too: it cost the host's time to find it.
Try<Exit> Response::stop_early() {
  Failure failure{Exit::interrupted, "interrupted", {}};
  if (!case_) return give_up(std::move(failure));
  const auto kept = cli::record_findings(*case_, checks_->findings());
  const auto noted = case_->append(event_type::action, Json{{"what", "respond was interrupted"}});
  if (!kept || !noted) call_->terminal.error(kept ? Failure{noted.error()} : kept.error());
  if (auto closed = close_case(); !closed) return give_up(closed.error());
  failure.hint =
      "what came is in " + path_ + ", which is closed and verifies; the same command goes on with it";
  call_->terminal.emit(
      Json{{"type", "summary"}, {"exit", static_cast<int>(Exit::interrupted)}, {"case", path_}});
  return give_up(std::move(failure));
}

Try<Exit> Response::fail_early(const Failure& failure) {
  if (!case_) return give_up(failure);
  // The first failure is what the user hears; a case that cannot be closed says so itself when verified.
  if (const auto closed = case_->close(); !closed)
    call_->terminal.error(Failure{closed.error()});
  else
    call_->terminal.say(say::case_closed_after_failure, path_);
  return give_up(failure);
}

}  // namespace firsthour::cli
