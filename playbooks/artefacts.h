// SPDX-License-Identifier: Apache-2.0
// Harmless things to be found in a hands-on drill: planted and removed here and nowhere else. A place must
// lie in a folder that the scenario allows and in one that the person at the machine named; no symbolic link
// is followed on the way; nothing that exists is written over. Each artefact carries a mark made of its
// scenario and id, so that it is known again (and removed) even where the record of its planting was lost.
#pragma once

#include "casefile/result.h"
#include "playbooks/scenario.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// What the drill's event says of it: "kind", "sha256", "size", "pid", "original_sha256", "checked".
using ArtefactFacts = std::map<std::string, std::string>;

// What allows artefacts of the network, which have no folder: loopback only.
inline constexpr std::string_view kLoopbackTarget = "loopback";

class ArtefactPlanter {
 public:
  // `targets`: folders, or kLoopbackTarget. The scenario must outlive this.
  ArtefactPlanter(const Scenario& scenario, std::vector<std::string> targets);

  // denied: outside what is allowed, a symbolic link, a file that is there already and not ours. One of ours
  // that is there already counts as planted.
  [[nodiscard]] Result<ArtefactFacts> plant(const Artefact& artefact) const;
  // Removes it where it is there, then looks that it is gone: "checked" is "absent", or "restored" of a page.
  // Done also when it never was there; denied when something else stands in its place.
  [[nodiscard]] Result<ArtefactFacts> remove(const Artefact& artefact) const;
  // Whether it, or a part of it, is there.
  [[nodiscard]] Result<bool> there(const Artefact& artefact) const;

 private:
  [[nodiscard]] Result<> allowed(const Artefact& artefact) const;

  const Scenario& scenario_;
  std::vector<std::string> targets_;
};

// Its path, or its address.
[[nodiscard]] const std::string& place_of(const Artefact& artefact);

}  // namespace firsthour::playbooks
