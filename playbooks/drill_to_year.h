// SPDX-License-Identifier: Apache-2.0
// What a drill leaves to the service year (成果运用): its `drill` record, then a follow-up for each
// improvement, keyed by case and number, so that doing it again changes what changed and issues nothing
// twice.
#pragma once

#include "casefile/case.h"
#include "playbooks/service_year.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

struct Issuing {
  std::string at, by;  // as a record keeps a time; a name
};
// Absent where the case holds no drill. What the drill does not say is absent in the records: problems_in()
// names it.
[[nodiscard]] Result<std::optional<std::vector<ServiceRecord>>> service_records_of(
    const CaseReader& from, const CaseOverview& of_case, const ServiceYear& year, const Issuing& issuing);

}  // namespace firsthour::playbooks
