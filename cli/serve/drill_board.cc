// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/drill_board.h"

#include "casefile/json.h"
#include "cli/failure_words.h"
#include "cli/serve/drill_parts.h"
#include "cli/serve/drill_words.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestPause{200};  // others may append, and a clock may come to something

playbooks::Words words_of_refusal(const std::string& english) {
  const std::string chinese = chinese_of_failure(english);
  return {chinese.empty() ? "未执行，原因（英文）：" + english : "未执行：" + chinese, english};
}

bool is_of_run(const std::string& action) {
  for (const char* one :
       {"finish", "skip", "approve", "refuse", "decide", "rollback", "rolled-back", "leave"})
    if (action == one) return true;
  return false;
}

}  // namespace

DrillBoard::DrillBoard(const Invocation& call, std::unique_ptr<Conduct> conduct, playbooks::DrillForms forms,
                       std::string name, std::vector<std::string> targets)
    : call_{call},
      conduct_{std::move(conduct)},
      forms_{std::move(forms)},
      name_{std::move(name)},
      targets_{std::move(targets)} {
  if (!targets_.empty()) conduct_->plant_with(planter_within(*conduct_, targets_));
}

Try<std::unique_ptr<DrillBoard>> DrillBoard::open(const Invocation& call, const std::string& path,
                                                  const std::string& name, std::vector<std::string> targets) {
  auto conduct = Conduct::open(call, path, "");
  if (!conduct) return give_up(conduct.error());
  if ((*conduct)->drill() == nullptr) return give_up(Exit::usage, "the case holds no drill");
  auto forms = playbooks::DrillForms::load("");
  if (!forms) return give_up(forms.error());
  return std::unique_ptr<DrillBoard>{
      new DrillBoard(call, std::move(*conduct), std::move(*forms), name, std::move(targets))};
}

std::vector<BoardRole> DrillBoard::roles() const { return roles_of(conduct_->drill()->scenario()); }

// Brings us up to what is in the case, and the case up to what is due.
Try<> DrillBoard::follow() {
  if (const auto looked = conduct_->look(); !looked) return give_up(looked.error());
  if (const auto turned = conduct_->turn(); !turned) return give_up(turned.error());
  return clean_up();
}

// A drill that is over leaves nothing planted behind.
Try<> DrillBoard::clean_up() {
  const playbooks::Drill* drill = conduct_->drill();
  if (cleaned_ || targets_.empty() || drill == nullptr || !drill->over() || drill->planted().empty())
    return {};
  auto left = remove_planted(*conduct_, targets_);
  if (!left) return give_up(left.error());
  cleaned_ = true;
  left_ = std::move(*left);
  return {};
}

void DrillBoard::show(Instant now) {
  const playbooks::Drill* drill = conduct_->drill();
  if (drill == nullptr) return;  // what was read is being read again
  BoardState::Draft draft;
  put_drill(draft, *drill, forms_, name_, now);
  for (const Conduct::Waiting& waiting : conduct_->waiting()) put_step(draft, waiting, drill->scenario());
  if (wrong_tokens_ > 0)
    draft.put("warning/tokens", Json{{"count", wrong_tokens_.load()}},
              {.everyone = false, .kinds = {ViewerKind::coordinator}, .roles = {}});
  for (const LeftOver& one : left_)
    draft.put("warning/left/" + one.artefact, Json{{"artefact", one.artefact}, {"why", one.why}},
              {.everyone = false, .kinds = {ViewerKind::coordinator}, .roles = {}});
  state_.replace(std::move(draft));
}

Result<milliseconds> DrillBoard::advance() {
  const std::scoped_lock lock{mutex_};
  // A case that another program holds for longer than usual is tried again.
  if (auto followed = follow(); !followed && followed.error().exit != Exit::case_in_use)
    return fail(Errc::io, followed.error().what);
  const Instant now = call_.clock.now();
  show(now);
  const playbooks::Drill* drill = conduct_->drill();
  const auto wakes = drill == nullptr ? std::nullopt : drill->wakes();
  if (!wakes) return kLongestPause;
  return std::clamp(milliseconds{(wakes->nanoseconds - now.nanoseconds) / 1'000'000}, milliseconds{5},
                    kLongestPause);
}

BoardAnswer DrillBoard::command(const Viewer& viewer, std::string_view json) {
  const auto command = board_command_from(json);
  if (!command) return board_refusal(400, words_of_refusal(command.error().what));
  if (!may_command(viewer.kind, command->action))
    return board_refusal(403, {"您的角色不能执行此操作", "this is not for your role"});
  if (command->who.find_first_not_of(" \t") == std::string::npos)
    return board_refusal(400, {"请先填写姓名", "say your name first"});
  const std::scoped_lock lock{mutex_};
  // What others did meanwhile counts, also what was done outside of this board.
  if (auto followed = follow(); !followed) return board_refusal(503, words_of_refusal(followed.error().what));
  show(call_.clock.now());
  if (const auto newer = state_.newer(parts_under(*command), command->version)) {
    BoardAnswer stale = board_refusal(409, {"该项已被他人更改", "somebody else has changed it"});
    stale.body.pop_back();
    stale.body += ",\"part\":" + Json(newer->first).dump() + ",\"now\":" + newer->second + "}";
    return stale;
  }
  const auto done = carry_out(viewer, *command);
  if (!done)
    return board_refusal(done.error().exit == Exit::case_in_use ? 503 : 400,
                         words_of_refusal(done.error().what));
  if (auto followed = follow(); !followed) return board_refusal(503, words_of_refusal(followed.error().what));
  show(call_.clock.now());
  return {200, "{\"done\":true}"};
}

Try<> DrillBoard::carry_out(const Viewer& viewer, const BoardCommand& command) {
  return is_of_run(command.action) ? say_in_run(viewer, command) : say_in_drill(viewer, command);
}

Try<> DrillBoard::say_in_drill(const Viewer& viewer, const BoardCommand& command) {
  return conduct_->say_drill([&](const playbooks::Drill& drill, Instant now) {
    return drill_word(drill, viewer.role, command, now);
  });
}

Try<> DrillBoard::say_in_run(const Viewer& viewer, const BoardCommand& command) {
  const playbooks::Execution* found = conduct_->run(command.run);
  if (found == nullptr || command.activation == 0 || command.activation > found->activations().size())
    return give_up(Exit::usage, "there is no such step");
  const std::string& role = found->activations()[command.activation - 1].step->handling.role;
  const bool of_role = conduct_->drill()->scenario().role(role) != nullptr;
  if (viewer.kind == ViewerKind::player && of_role && role != viewer.role)
    return give_up(Exit::failed, "this step is another role's");
  return conduct_->say(
      command.run, [&](const playbooks::Execution& run, Instant now) { return run_word(run, command, now); });
}

BoardAnswer DrillBoard::page(const Viewer&, std::string_view, std::uint64_t) {
  return board_refusal(404, {"没有此列表", "there is no such list"});
}

Result<> DrillBoard::close() {
  const std::scoped_lock lock{mutex_};
  conduct_->stop_commands();
  state_.close();
  return {};
}

}  // namespace firsthour::cli
