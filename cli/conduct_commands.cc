// SPDX-License-Identifier: Apache-2.0
// The part of a conduct that runs commands: begins those that may run, takes their ends.
#include "cli/conduct.h"
#include "cli/new_file.h"
#include "cli/stop.h"
#include "playbooks/artefacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::milliseconds kPoll{20};
using playbooks::CommandEnd;
using playbooks::CommandOrder;
using playbooks::Due;
using playbooks::Execution;
using playbooks::RunEvent;
using playbooks::StepOutcome;

// A command that could not be started: its end is there at once.
class NeverBegan final : public playbooks::RunningCommand {
 public:
  explicit NeverBegan(std::string why) {
    end_.outcome = StepOutcome::failure;
    end_.why = std::move(why);
  }
  std::optional<CommandEnd> poll() override { return end_; }
  void stop() override {}

 private:
  CommandEnd end_;
};

// Rules to look with are handed to our own triage: `unsupported` for the other kinds.
Result<std::vector<std::string>> looking_words(const Due& due, const std::string& program,
                                               const std::string& path, const std::string& rules) {
  const bool sigma = due.what->type == "sigma";
  if (!sigma && due.what->type != "yara") return fail(Errc::unsupported, "no rules");
  return std::vector<std::string>{program, "-q", "triage", path, sigma ? "--sigma" : "--rules", rules};
}

}  // namespace

std::string Conduct::work_folder() const {
  std::string path = fs::absolute(path_).string();
  if (path.ends_with(".case")) path.resize(path.size() - 5);
  return path + ".work";
}

// A tool of ours finds the keys and the data that we found.
void Conduct::let_find_what_we_found(CommandOrder& order) const {
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "FIRSTHOUR_DATA"})
    if (const char* value = call_.environment(name)) order.environment.emplace_back(name, value);
}

Result<CommandOrder> Conduct::order(const Execution& run, const Due& due) const {
  const std::string folder = work_folder();
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) return fail_errno("cannot make " + folder, error.value());
  if (due.what->type == "yara" || due.what->type == "sigma") {
    const std::string file = fmt::format("{}/{}-{}-{}.{}", folder, run.run(), due.activation, due.command,
                                         due.what->type == "sigma" ? "yml" : "yar");
    fs::remove(file, error);
    if (auto written = write_new_file(file, due.what->command); !written)
      return fail(Errc::io, written.error().what);
    auto words = looking_words(due, call_.program, fs::absolute(path_).string(), file);
    if (!words) return tl::unexpected{words.error()};
    CommandOrder order;
    order.how = CommandOrder::How::words;
    order.words = std::move(*words);
    order.folder = folder;
    let_find_what_we_found(order);
    return order;
  }
  auto order = playbooks::order_for(due, run.variables_of(due.activation));
  if (!order) return order;
  order->folder = folder;
  order->environment.emplace_back("FIRSTHOUR_CASE", fs::absolute(path_).string());
  if (order->how != CommandOrder::How::words) return order;
  let_find_what_we_found(*order);
  order->words[0] = order->words[0] == "firsthour"
                        ? call_.program
                        : (fs::path{call_.program}.parent_path() / order->words[0]).string();
  return order;
}

Result<> Conduct::ours(const Execution& run, const Due& due) const {
  const bool now = due.kind == Due::Kind::command || (due.kind == Due::Kind::unknown && !due.changes);
  if (!now) return fail(Errc::unsupported, "");
  if (exercise_ && due.changes)
    return fail(Errc::unsupported,
                "this is a drill: nothing that changes a system is run; say how it would have gone");
  if (due.what->type == "yara" || due.what->type == "sigma") return {};
  const auto order = playbooks::order_for(due, run.variables_of(due.activation));
  return order ? Result<>{} : Result<>{tl::unexpected{order.error()}};
}

std::vector<Conduct::Waiting> Conduct::waiting() const {
  std::vector<Waiting> all;
  for (const auto& [id, run] : runs_)
    for (Due& due : run.due(call_.clock.now())) {
      if (running_.contains({id, due.activation})) continue;
      const auto by_us = ours(run, due);
      if (by_us) continue;
      if (due.kind == Due::Kind::command) due.kind = Due::Kind::person;
      all.push_back({id, std::move(due), by_us.error().what});
    }
  return all;
}

bool Conduct::anything_to_do() const {
  const Instant now = call_.clock.now();
  if (drill_ && (drill_->next(now) || anything_expected())) return true;
  for (const auto& [id, run] : runs_) {
    if (run.next(now)) return true;
    for (const Due& due : run.due(now))
      if (!running_.contains({id, due.activation}) && ours(run, due)) return true;
  }
  return false;
}

Try<bool> Conduct::turn() {
  start_begun();  // after a failure that came between
  bool changed = false;
  bool ended = false;
  for (auto& [key, started] : running_) ended = started.command->poll().has_value() || ended;
  if (!ended && !anything_to_do()) return false;
  auto done = with_case([&](Hand& hand) -> Try<> {
    while (true) {
      const auto ends = take_ends(hand);
      if (!ends) return give_up(ends.error());
      const auto followed = follow(hand);
      if (!followed) return give_up(followed.error());
      const auto drilled = follow_drill(hand);
      if (!drilled) return give_up(drilled.error());
      const auto begun = begin_commands(hand);
      if (!begun) return give_up(begun.error());
      if (!*ends && !*followed && !*drilled && !*begun) return {};
      changed = true;
    }
  });
  if (!done) return give_up(done.error());
  start_begun();
  return changed;
}

Try<bool> Conduct::follow(Hand& hand) {
  bool any = false;
  for (auto& [id, run] : runs_)
    while (const auto event = stop_asked() ? std::nullopt : run.next(call_.clock.now())) {
      if (auto put = hand.put(*event); !put) return give_up(put.error());
      any = true;
    }
  return any;
}

bool Conduct::anything_expected() const {
  return !new_findings_.empty() || !new_steps_.empty() || !new_fields_.empty();
}

Try<bool> Conduct::follow_drill(Hand& hand) {
  bool any = false;
  if (!drill_) return any;
  const auto put_all = [&](const std::vector<playbooks::DrillEvent>& events) -> Try<> {
    for (const auto& event : events) {
      if (auto put = hand.put(event); !put) return put;
      any = true;
    }
    return {};
  };
  while (const auto event = drill_->next(call_.clock.now())) {
    auto put = hand.put(event->kind == playbooks::DrillEvent::Kind::planted ? planted(*event) : *event);
    if (!put) return give_up(put.error());
    any = true;
  }
  for (const auto& [time, finding] : std::exchange(new_findings_, {}))
    if (auto put = put_all(drill_->met_by_finding(finding, time)); !put) return give_up(put.error());
  for (const auto& [time, step] : std::exchange(new_steps_, {}))
    if (auto put = put_all(drill_->met_by_step(step, time)); !put) return give_up(put.error());
  for (const auto& [time, field] : std::exchange(new_fields_, {}))
    if (auto put = put_all(drill_->met_by_record(field, time)); !put) return give_up(put.error());
  return any;
}

playbooks::DrillEvent Conduct::planted(playbooks::DrillEvent event) const {
  const auto& artefacts = drill_->scenario().artefacts;
  const auto found = std::ranges::find(artefacts, event.subject, &playbooks::Artefact::id);
  if (found != artefacts.end() && planter_) return planter_(*found, std::move(event));
  event.text = found == artefacts.end() ? "" : playbooks::place_of(*found);
  event.values["failed"] = "nothing was allowed to be planted: drill run --allow-target FOLDER";
  return event;
}

Try<bool> Conduct::begin_commands(Hand& hand) {
  bool any = false;
  for (auto& [id, run] : runs_)
    for (const Due& due : run.due(call_.clock.now())) {
      if (running_.contains({id, due.activation}) || !ours(run, due)) continue;
      if (auto begun = begin_command(hand, id, due); !begun) return give_up(begun.error());
      any = true;
    }
  return any;
}

// Only recorded here: the case has to be let go first, since a tool of ours may want it.
Try<> Conduct::begin_command(Hand& hand, const std::string& id, const Due& due) {
  const auto event = runs_.at(id).begin_command(due, person_, call_.clock.now());
  if (!event) return give_up(event.error());
  if (auto put = hand.put(*event); !put) return put;
  running_.emplace(std::pair{id, due.activation}, Started{due, nullptr});
  return {};
}

void Conduct::start_begun() {
  for (auto& [key, started] : running_) {
    if (started.command) continue;
    const auto ordered = order(runs_.at(key.first), started.due);
    auto command = ordered
                       ? playbooks::run_command(*ordered)
                       : Result<std::unique_ptr<playbooks::RunningCommand>>{tl::unexpected{ordered.error()}};
    started.command = command ? std::move(*command) : std::make_unique<NeverBegan>(command.error().what);
  }
}

Try<bool> Conduct::take_ends(Hand& hand) {
  bool any = false;
  for (auto at = running_.begin(); at != running_.end();) {
    const auto end = at->second.command ? at->second.command->poll() : std::nullopt;
    const auto due = runs_.at(at->first.first).due(call_.clock.now());
    const bool wanted = std::ranges::any_of(due, [&](const Due& one) {
      return one.activation == at->first.second && one.command == at->second.due.command &&
             one.target == at->second.due.target && one.again;
    });
    if (!end && wanted) {
      ++at;
      continue;
    }
    // Nobody waits for it any more (a time limit, a stop): its destructor ends it.
    if (end && wanted) {
      if (auto taken = take_end(hand, at->first.first, at->second.due, *end); !taken)
        return give_up(taken.error());
      any = true;
    }
    at = running_.erase(at);
  }
  return any;
}

Try<> Conduct::take_end(Hand& hand, const std::string& id, const Due& due, const CommandEnd& end) {
  const Execution& run = runs_.at(id);
  const Instant now = call_.clock.now();
  StepOutcome outcome = end.outcome;
  std::string why = end.why;
  // Findings that were asked for are no failure.
  const bool looked = due.what->type == "yara" || due.what->type == "sigma";
  if (looked && end.exit == static_cast<int>(Exit::findings)) outcome = StepOutcome::success;
  if (end.lost > 0)
    why += fmt::format("{}{} further bytes of output were not kept", why.empty() ? "" : "; ", end.lost);
  std::map<std::string, std::optional<std::string>> values;
  if (outcome == StepOutcome::success) values = playbooks::values_from(*due.step, end.output);
  auto event = run.end_command(due, outcome, {}, why, values, now);
  if (!event) event = run.end_command(due, StepOutcome::failure, {}, event.error().what, {}, now);
  if (!event) return give_up(event.error());
  event->exit = end.exit;
  if (!end.output.empty()) {
    auto item =
        hand.keep("command-output",
                  fmt::format("{}/{}-{}-{}.txt", id, due.activation, due.command, due.target), end.output);
    if (!item) return give_up(item.error());
    event->output = std::move(*item);
  }
  return hand.put(*event);
}

Try<> Conduct::roll_back(const std::string& id, std::uint64_t activation) {
  if (auto said = say(id, [&](const Execution& run,
                              Instant now) { return run.begin_rollback(activation, person_, now); });
      !said)
    return said;
  CommandEnd end;
  const Execution& run = runs_.at(id);
  for (Due due : run.due(call_.clock.now())) {
    if (due.activation != activation || due.kind != Due::Kind::rollback) continue;
    if (due.what->type == "manual" || exercise_) break;  // done by the one who says so
    const auto ordered = order(run, due);
    auto command = ordered
                       ? playbooks::run_command(*ordered)
                       : Result<std::unique_ptr<playbooks::RunningCommand>>{tl::unexpected{ordered.error()}};
    if (!command) {
      end.outcome = StepOutcome::failure;
      end.why = command.error().what;
      break;
    }
    auto over = (*command)->poll();
    for (bool asked = false; !over; over = (*command)->poll()) {
      if (stop_asked() && !std::exchange(asked, true)) (*command)->stop();
      std::this_thread::sleep_for(kPoll);
    }
    end = std::move(*over);
    break;
  }
  return with_case([&](Hand& hand) -> Try<> {
    auto event = runs_.at(id).end_rollback(activation, end.outcome, person_, end.why, call_.clock.now());
    if (!event) return give_up(event.error());
    event->exit = end.exit;
    if (!end.output.empty()) {
      auto item = hand.keep("command-output", fmt::format("{}/{}-rollback.txt", id, activation), end.output);
      if (!item) return give_up(item.error());
      event->output = std::move(*item);
    }
    return hand.put(*event);
  });
}

void Conduct::stop_commands() {
  for (auto& [key, started] : running_)
    if (started.command) started.command->stop();
}

}  // namespace firsthour::cli
