// SPDX-License-Identifier: Apache-2.0
// What people do in a drill, made into events; refused where it does not fit.
#include "playbooks/drill.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Kind = DrillEvent::Kind;

}  // namespace

Result<DrillEvent> Drill::said(DrillEvent event, Instant wall, const std::string& who) const {
  event.wall = wall;
  event.who = who;
  event.at = clock_.at(wall);
  if (auto fit = fits(event); !fit) return tl::unexpected{fit.error()};
  return event;
}

Result<DrillEvent> Drill::change(ClockChange change, const std::string& who) const {
  DrillEvent event;
  event.kind = Kind::clock;
  event.change = change;
  return said(std::move(event), change.wall, who);
}

Result<DrillEvent> Drill::step(Instant wall, const std::string& who) const {
  for (const Inject& inject : scenario_.injects)
    if (!delivered_.contains(inject.id))
      return change({ClockChange::Kind::step, wall, 1000, std::max(inject.at, clock_.at(wall))}, who);
  return fail(Errc::usage, "every inject is delivered: there is nothing to step to");
}

Result<DrillEvent> Drill::deliver_now(std::string_view inject, Instant wall, const std::string& who) const {
  DrillEvent event;
  event.kind = Kind::delivered;
  event.subject = inject;
  return said(std::move(event), wall, who);
}

Result<DrillEvent> Drill::answer(std::string_view inject, std::string_view role, std::string text,
                                 Instant wall, const std::string& who) const {
  DrillEvent event;
  event.kind = Kind::answered;
  event.subject = inject;
  event.role = role;
  event.text = std::move(text);
  const Inject* asked = scenario_.inject(inject);
  const DrillRole* by = scenario_.role(role);
  if (asked && by && by->kind == RoleKind::player && std::ranges::find(asked->to, role) == asked->to.end())
    return fail(Errc::denied, fmt::format("inject {} is not for {}", inject, role));
  return said(std::move(event), wall, who);
}

Result<DrillEvent> Drill::observe(std::string_view stage, std::map<std::string, std::string> values,
                                  std::string text, Instant wall, const std::string& who) const {
  DrillEvent event;
  event.kind = Kind::observed;
  event.subject = stage;
  event.values = std::move(values);
  event.text = std::move(text);
  return said(std::move(event), wall, who);
}

Result<DrillEvent> Drill::judge(std::string_view subject, int score, std::string grade, std::string advice,
                                Instant wall, const std::string& who) const {
  DrillEvent event;
  event.kind = Kind::judged;
  event.subject = subject;
  if (score != 0) event.score = score;
  event.grade = std::move(grade);
  event.text = std::move(advice);
  return said(std::move(event), wall, who);
}

}  // namespace firsthour::playbooks
