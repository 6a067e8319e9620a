// SPDX-License-Identifier: Apache-2.0
#include "cli/conduct.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/key_folder.h"
#include "playbooks/drill_papers.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace firsthour::cli {
namespace {

using playbooks::DrillEvent;
using playbooks::Execution;
using playbooks::RunEvent;

constexpr std::chrono::milliseconds kTryAgain{50};
constexpr int kTries = 100;

// Changes whenever the ledger does: a reader need not be opened to learn that nothing is new.
std::string stamp_of(const std::string& path) {
  std::string stamp;
  for (const char* name : {"/HEAD", "/case.sqlite", "/case.sqlite-wal"}) {
    struct stat facts {};
    if (stat((path + name).c_str(), &facts) != 0) continue;
    stamp +=
        fmt::format("{}.{}.{}.{} ", facts.st_ino, facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
  }
  return stamp;
}

Result<std::string> text_of(const CaseReader& from, const std::string& id) {
  constexpr std::size_t kLongest = std::size_t{16} << 20;
  auto item = from.item(id);
  if (!item) return tl::unexpected{item.error()};
  auto source = from.content(*item);
  if (!source) return tl::unexpected{source.error()};
  std::string text;
  std::vector<std::byte> block(1 << 16);
  while (text.size() <= kLongest) {
    const auto got = (*source)->read(block);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return text;
    text.append(reinterpret_cast<const char*>(block.data()), *got);
  }
  return fail(Errc::malformed, "item " + id + " is too long for a playbook");
}

}  // namespace

Conduct::Conduct(const Invocation& call, std::string path, std::string person, SigningKeys keys)
    : call_{call},
      path_{std::move(path)},
      person_{std::move(person)},
      author_{author_of(call, person_)},
      keys_{std::move(keys)} {}
Conduct::~Conduct() = default;

Try<std::unique_ptr<Conduct>> Conduct::open(const Invocation& call, const std::string& path,
                                            const std::string& person) {
  if (!case_exists(path)) return give_up(case_failure(Error{Errc::not_found, "no case at " + path}));
  auto keys = signing_keys(call, path);
  if (!keys) return give_up(keys.error());
  std::unique_ptr<Conduct> conduct{new Conduct(call, path, person, std::move(*keys))};
  if (auto looked = conduct->look(); !looked) return give_up(looked.error());
  return conduct;
}

void Conduct::forget_if_stale() {
  if (!stale_) return;
  runs_.clear();
  drill_.reset();
  new_findings_.clear();
  new_steps_.clear();
  new_fields_.clear();
  stamp_.clear();
  seen_ = 0;
  stale_ = false;
}

Try<bool> Conduct::look() {
  forget_if_stale();
  const std::string stamp = stamp_of(path_);
  if (stamp == stamp_) return false;
  auto reader = open_case(path_);
  if (!reader) return give_up(case_failure(reader.error()));
  const std::uint64_t before = seen_;
  if (auto absorbed = absorb(**reader); !absorbed) return give_up(absorbed.error());
  stamp_ = stamp;
  return seen_ != before;
}

Try<> Conduct::with_case(const std::function<Try<>(Hand& hand)>& what) {
  auto writer = open_case_for_writing(path_, author_, keys_);
  for (int i = 1; i < kTries && !writer && writer.error().code == Errc::busy; ++i) {
    std::this_thread::sleep_for(kTryAgain);
    writer = open_case_for_writing(path_, author_, keys_);
  }
  if (!writer) return give_up(case_failure(writer.error()));
  forget_if_stale();
  if (auto absorbed = absorb(**writer); !absorbed) return absorbed;
  const std::uint64_t before = (*writer)->size();
  Hand hand{*this, **writer};
  auto done = what(hand);
  // What was appended before a failure stands, and is signed like the rest.
  if ((*writer)->size() != before)
    if (auto closed = (*writer)->close(); !closed && done) return give_up(closed.error());
  writer->reset();
  stamp_ = stamp_of(path_);
  return done;
}

Try<> Conduct::absorb(const CaseReader& from) {
  if (seen_ == 0) {
    const auto overview = from.overview();
    if (!overview) return give_up(overview.error());
    exercise_ = overview->exercise;
  }
  const std::uint64_t size = from.size();
  const auto read = from.each_event(seen_, size, [&](const Event& event) -> Result<> {
    const bool ours = event.type == event_type::action || event.type == event_type::decision ||
                      event.type == event_type::drill || event.type == event_type::finding ||
                      event.type == event_type::incident;
    if (!ours) return {};
    const auto whole = parse_json(event.bytes);
    if (!whole || !whole->contains("body")) return {};
    const Json& body = (*whole)["body"];
    absorb_for_expectations(event, body);
    const auto taken =
        event.type == event_type::drill ? absorb_drill(from, body) : absorb_run(from, event, body);
    return taken ? Result<>{} : fail(fmt::format("event {}", event.sequence), taken.error());
  });
  if (!read) return give_up(read.error());
  seen_ = size;
  return {};
}

Result<> Conduct::absorb_run(const CaseReader& from, const Event& event, const Json& body) {
  if (event.type != event_type::action && event.type != event_type::decision) return {};
  const auto happened = playbooks::run_event_from(body);
  if (!happened) return tl::unexpected{happened.error()};
  if (!*happened) return {};
  if ((*happened)->kind == RunEvent::Kind::begun) {
    if (auto kept = absorb_playbooks(from, body); !kept) return fail(Errc::malformed, kept.error().what);
    runs_.try_emplace((*happened)->run, shelf_);
  }
  const auto run = runs_.find((*happened)->run);
  if (run == runs_.end()) return fail(Errc::malformed, "it is of no run");
  return run->second.apply(**happened);
}

Result<> Conduct::absorb_drill(const CaseReader& from, const Json& body) {
  const auto happened = playbooks::drill_event_from(body);
  if (!happened) return tl::unexpected{happened.error()};
  if (happened->kind == DrillEvent::Kind::planned && !drill_) {
    auto scenario = playbooks::planned_scenario(from, *happened);
    if (!scenario) return tl::unexpected{scenario.error()};
    drill_.emplace(std::move(*scenario));
  }
  return drill_ ? drill_->apply(*happened) : fail(Errc::malformed, "the drill was never planned");
}

void Conduct::absorb_for_expectations(const Event& event, const Json& body) {
  if (event.type == event_type::finding) {
    if (auto finding = finding_from_json(body)) new_findings_.emplace_back(event.time, std::move(*finding));
  } else if (event.type == event_type::incident) {
    const auto set = body.find("set");
    if (set != body.end() && set->is_object())
      for (const auto& [field, value] : set->items()) new_fields_.emplace_back(event.time, field);
  } else if (const auto happened = playbooks::run_event_from(body);
             happened && *happened && (*happened)->kind == RunEvent::Kind::step_ended &&
             (*happened)->outcome == playbooks::StepOutcome::success) {
    new_steps_.emplace_back(event.time, (*happened)->step);
  }
}

Try<> Conduct::absorb_playbooks(const CaseReader& from, const Json& body) {
  const auto kept = body.find("playbooks");
  if (kept == body.end() || !kept->is_array()) return {};
  for (const Json& id : *kept) {
    if (!id.is_string()) continue;
    const auto text = text_of(from, id.get<std::string>());
    if (!text) return give_up(text.error());
    auto reading = playbooks::read_playbook(*text);
    if (!reading) return give_up(reading.error());
    if (!shelf_.find(reading->playbook.id, reading->playbook.version))
      shelf_.put(std::move(reading->playbook));
  }
  return {};
}

Try<> Conduct::Hand::put(const RunEvent& event, std::vector<std::string> playbook_items) {
  const bool begins = event.kind == RunEvent::Kind::begun;
  if (begins) of_.runs_.try_emplace(event.run, of_.shelf_);
  const auto run = of_.runs_.find(event.run);
  if (run == of_.runs_.end()) return give_up(Exit::failed, "no such run: " + event.run);
  if (auto applied = run->second.apply(event); !applied) return give_up(applied.error());
  Json body = playbooks::body_of(event, of_.shelf_.find(event.playbook, event.version));
  if (!playbook_items.empty()) body["playbooks"] = std::move(playbook_items);
  if (of_.exercise_) body["exercise"] = true;
  const auto number = writer_.append(playbooks::event_type_of(event), body);
  if (!number) {
    of_.stale_ = true;
    return give_up(number.error());
  }
  of_.seen_ = *number + 1;
  if (event.kind == RunEvent::Kind::step_ended && event.outcome == playbooks::StepOutcome::success)
    of_.new_steps_.emplace_back(event.time, event.step);
  return {};
}

Try<> Conduct::Hand::put(const DrillEvent& event) {
  if (!of_.drill_) return give_up(Exit::failed, "this case holds no drill");
  if (auto applied = of_.drill_->apply(event); !applied) return give_up(applied.error());
  const auto number = writer_.append(event_type::drill, playbooks::body_of(event));
  if (!number) {
    of_.stale_ = true;
    return give_up(number.error());
  }
  of_.seen_ = *number + 1;
  return {};
}

Try<std::string> Conduct::Hand::keep(const std::string& kind, const std::string& name,
                                     std::string_view bytes) {
  Item item;
  item.kind = kind;
  item.source = "playbook";
  item.path = name;
  item.size = bytes.size();
  item.started = item.finished = of_.call_.clock.now();
  MemorySource source{as_bytes(bytes)};
  const auto kept = writer_.attach(std::move(item), source);
  if (!kept) return give_up(kept.error());
  of_.seen_ = writer_.size();
  return kept->id;
}

Try<std::string> Conduct::begin(std::string_view playbook, const std::vector<std::string>& texts,
                                std::map<std::string, std::string> values) {
  std::string run;
  auto done = with_case([&](Hand& hand) -> Try<> {
    for (const std::string& text : texts) {
      auto reading = playbooks::read_playbook(text);
      if (!reading) return give_up(reading.error());
      if (!shelf_.find(reading->playbook.id, reading->playbook.version))
        shelf_.put(std::move(reading->playbook));
    }
    // The one variable that we know a value of.
    if (const auto* found = shelf_.find(playbook))
      if (const auto variable = found->variables.find("__case__");
          variable != found->variables.end() && variable->second.external)
        values.try_emplace("__case__", std::filesystem::absolute(path_).string());
    const Execution fresh{shelf_};
    const auto event =
        fresh.begin(playbook, fmt::format("run-{:04}", runs_.size() + 1), values, call_.clock.now(), person_);
    if (!event) return give_up(event.error());
    std::vector<std::string> items;
    for (const std::string& text : texts) {
      auto item = hand.keep("playbook", fmt::format("playbook-{}", items.size() + 1), text);
      if (!item) return give_up(item.error());
      items.push_back(std::move(*item));
    }
    run = event->run;
    return hand.put(*event, std::move(items));
  });
  if (!done) return give_up(done.error());
  return run;
}

Try<> Conduct::say(const std::string& run,
                   const std::function<Result<RunEvent>(const Execution&, Instant now)>& word) {
  return with_case([&](Hand& hand) -> Try<> {
    const auto found = runs_.find(run);
    if (found == runs_.end()) return give_up(Exit::usage, "no such run: " + run);
    const auto event = word(found->second, call_.clock.now());
    if (!event) return give_up(event.error());
    return hand.put(*event);
  });
}

Try<> Conduct::say_drill(
    const std::function<Result<DrillEvent>(const playbooks::Drill&, Instant now)>& word) {
  return with_case([&](Hand& hand) -> Try<> {
    if (!drill_)
      return give_up(Exit::usage, path_ + " holds no drill", "firsthour drill plan SCENARIO --case CASE");
    const auto event = word(*drill_, call_.clock.now());
    if (!event) return give_up(event.error());
    return hand.put(*event);
  });
}

Try<> Conduct::plan_drill(const std::string& text) {
  return with_case([&](Hand& hand) -> Try<> {
    if (drill_) return give_up(Exit::usage, path_ + " holds a drill already");
    if (!exercise_)
      return give_up(Exit::usage, path_ + " is the case of a real incident, not of an exercise");
    auto reading = playbooks::read_playbook(text);
    if (!reading) return give_up(reading.error());
    auto scenario = playbooks::scenario_of(reading->playbook);
    if (!scenario) return give_up(Exit::usage, "this playbook holds no scenario of a drill");
    const auto item = hand.keep("scenario", "scenario", text);
    if (!item) return give_up(item.error());
    DrillEvent event;
    event.kind = DrillEvent::Kind::planned;
    event.wall = call_.clock.now();
    event.who = person_;
    event.text = *item;
    event.subject = sha256(text).hex();
    drill_.emplace(std::move(scenario->scenario));
    return hand.put(event);
  });
}

const Execution* Conduct::run(std::string_view id) const {
  const auto found = runs_.find(std::string{id});
  return found == runs_.end() ? nullptr : &found->second;
}

const Execution* Conduct::unfinished(std::string_view playbook) const {
  const Execution* newest = nullptr;
  for (const auto& [id, run] : runs_)
    if (!run.outcome() && run.playbook() && (playbook.empty() || run.playbook()->id == playbook))
      newest = &run;
  return newest;
}

}  // namespace firsthour::cli
