// SPDX-License-Identifier: Apache-2.0
// The log sources that triage has and the fields of each: those of casefile/RECORDS.md, and those computed by
// event_fields.h, joins.h and text_lines.h. A rule that names another field would never match, so it is
// refused when it is loaded.
#pragma once

#include "triage/sigma/load_rule.h"

#include <string_view>

namespace firsthour::triage {

class HostFieldCatalogue final : public sigma::FieldCatalogue {
 public:
  [[nodiscard]] bool has_source(const sigma::LogSource& source) const override;
  [[nodiscard]] bool has_field(const sigma::LogSource& source, std::string_view field) const override;
  // All but `service: host.…`: logs are matched by sigma::SigmaRun.
  [[nodiscard]] bool is_elsewhere(const sigma::LogSource& source) const override;
};

// Families of collected files whose lines are events: "persistence" of "persistence.cron".
[[nodiscard]] bool is_text_family(std::string_view source);

}  // namespace firsthour::triage
