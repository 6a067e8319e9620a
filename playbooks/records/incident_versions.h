// SPDX-License-Identifier: Apache-2.0
// `incident` events folded into the record. A body is a change,
// {"version":N,"set":{name:text},"unset":[name],"reason":text}, or, as before 2026, a whole version.
#pragma once

#include "casefile/event.h"
#include "playbooks/incident.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

// Takes the bodies of one case in their order. Total: what cannot be read is named in `problems` and left
// aside, the rest counts.
class IncidentFold {
 public:
  void take(const Json& body, std::vector<std::string>& problems);
  [[nodiscard]] const std::optional<Incident>& incident() const { return incident_; }

 private:
  std::optional<Incident> incident_;
};

}  // namespace firsthour::playbooks
