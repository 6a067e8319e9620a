// SPDX-License-Identifier: Apache-2.0
#include "cli/drill_artefacts.h"

#include "playbooks/artefacts.h"

#include <algorithm>

namespace firsthour::cli {

using playbooks::Artefact;
using playbooks::ArtefactPlanter;
using playbooks::Drill;
using playbooks::DrillEvent;

Conduct::Planter planter_within(const Conduct& conduct, std::vector<std::string> targets) {
  return [&conduct, targets = std::move(targets)](const Artefact& artefact, DrillEvent event) {
    const ArtefactPlanter planter{conduct.drill()->scenario(), targets};
    event.text = place_of(artefact);
    auto facts = planter.plant(artefact);
    if (facts)
      event.values = std::move(*facts);
    else
      event.values["failed"] = facts.error().what;
    return event;
  };
}

Instant no_earlier_than_last(const Drill& drill, Instant now) {
  return drill.events().empty() ? now : std::max(now, drill.events().back().wall);
}

Try<std::vector<LeftOver>> remove_planted(Conduct& conduct, const std::vector<std::string>& targets) {
  std::vector<LeftOver> left;
  for (const auto& [id, place] : conduct.drill()->planted()) {
    const playbooks::Scenario& scenario = conduct.drill()->scenario();
    const auto artefact = std::ranges::find(scenario.artefacts, id, &Artefact::id);
    if (artefact == scenario.artefacts.end()) continue;
    auto facts = ArtefactPlanter{scenario, targets}.remove(*artefact);
    if (!facts) {
      left.push_back({id, facts.error().what});
      continue;
    }
    auto said = conduct.say_drill([&](const Drill& drill, Instant now) -> Result<DrillEvent> {
      DrillEvent event;
      event.kind = DrillEvent::Kind::removed;
      event.wall = no_earlier_than_last(drill, now);
      event.at = drill.now(event.wall);
      event.who = conduct.person();
      event.subject = id;
      event.text = place;
      event.values = std::move(*facts);
      return event;
    });
    if (!said) return give_up(said.error());
  }
  return left;
}

}  // namespace firsthour::cli
