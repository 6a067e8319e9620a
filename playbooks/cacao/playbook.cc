// SPDX-License-Identifier: Apache-2.0
#include "playbooks/playbook.h"

#include "casefile/json.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::pair<StepKind, std::string_view>, 8> kKinds{{
    {StepKind::start, "start"},
    {StepKind::end, "end"},
    {StepKind::action, "action"},
    {StepKind::playbook_action, "playbook-action"},
    {StepKind::parallel, "parallel"},
    {StepKind::if_condition, "if-condition"},
    {StepKind::while_condition, "while-condition"},
    {StepKind::switch_condition, "switch-condition"},
}};

const Translation* translation(const Playbook& playbook, std::string_view language) {
  const auto found = playbook.translations.find(language);
  return found == playbook.translations.end() ? nullptr : &found->second;
}

const Translation::StepText* step_text(const Playbook& playbook, const Step& step,
                                       std::string_view language) {
  const Translation* in = translation(playbook, language);
  if (!in) return nullptr;
  const auto found = in->steps.find(step.id);
  return found == in->steps.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view name_of(StepKind kind) {
  for (const auto& [one, name] : kKinds)
    if (one == kind) return name;
  return "";
}

std::optional<StepKind> step_kind(std::string_view name) {
  for (const auto& [kind, one] : kKinds)
    if (one == name) return kind;
  return std::nullopt;
}

const Step* Playbook::step(std::string_view id_of_step) const {
  const auto found = steps.find(id_of_step);
  return found == steps.end() ? nullptr : &found->second;
}

const Json* Playbook::extension() const {
  if (!document || !document->is_object()) return nullptr;
  const auto all = document->find("playbook_extensions");
  if (all == document->end() || !all->is_object()) return nullptr;
  const auto ours = all->find(kOwnExtension);
  return ours == all->end() ? nullptr : &*ours;
}

std::string title_of(const Playbook& playbook, std::string_view language) {
  const Translation* in = translation(playbook, language);
  return in && !in->name.empty() ? in->name : playbook.name;
}

std::string title_of(const Playbook& playbook, const Step& step, std::string_view language) {
  const auto* in = step_text(playbook, step, language);
  if (in && !in->name.empty()) return in->name;
  return step.name.empty() ? std::string{name_of(step.kind)} : step.name;
}

std::string text_of(const Playbook& playbook, const Step& step, std::string_view language) {
  const auto* in = step_text(playbook, step, language);
  return in && !in->description.empty() ? in->description : step.description;
}

std::string text_of(const Playbook& playbook, const Step& step, std::size_t index,
                    std::string_view language) {
  const auto* in = step_text(playbook, step, language);
  if (in && index < in->commands.size() && !in->commands[index].empty()) return in->commands[index];
  if (index >= step.commands.size()) return {};
  const StepCommand& command = step.commands[index];
  return command.description.empty() ? command.command : command.description;
}

std::string rollback_text_of(const Playbook& playbook, const Step& step, std::string_view language) {
  if (!step.handling.rollback) return {};
  const auto* in = step_text(playbook, step, language);
  if (in && !in->rollback.empty()) return in->rollback;
  const StepCommand& command = *step.handling.rollback;
  return command.description.empty() ? command.command : command.description;
}

bool PlaybookReading::sound() const {
  return std::ranges::none_of(remarks, [](const Remark& r) { return r.severity == Remark::Severity::error; });
}

Words not_to_be_run(const Playbook& playbook, Instant now) {
  if (playbook.revoked) return {"该预案已撤销", "this playbook is revoked"};
  if (playbook.valid_from && now < *playbook.valid_from)
    return {"该预案尚未生效，自 " + beijing_time(*playbook.valid_from) + " 起有效",
            "this playbook is valid from " + rfc3339(*playbook.valid_from)};
  if (playbook.valid_until && now >= *playbook.valid_until)
    return {"该预案已于 " + beijing_time(*playbook.valid_until) + " 失效",
            "this playbook was valid until " + rfc3339(*playbook.valid_until)};
  return {};
}

void PlaybookShelf::put(Playbook playbook) {
  auto& versions = by_id_[playbook.id];
  std::string version = playbook.version;
  versions.insert_or_assign(std::move(version), std::move(playbook));
}

const Playbook* PlaybookShelf::find(std::string_view id, std::string_view version) const {
  const auto versions = by_id_.find(id);
  if (versions == by_id_.end() || versions->second.empty()) return nullptr;
  if (!version.empty()) {
    const auto found = versions->second.find(version);
    return found == versions->second.end() ? nullptr : &found->second;
  }
  const Playbook* newest = nullptr;
  for (const auto& [name, playbook] : versions->second)
    if (!newest || playbook.modified > newest->modified) newest = &playbook;
  return newest;
}

}  // namespace firsthour::playbooks
