// SPDX-License-Identifier: Apache-2.0
// Takes entries on their way into the sorter: counts, tags with findings, leaves out what is outside the
// window.
#pragma once

#include "casefile/finding.h"
#include "triage/timeline.h"
#include "triage/timeline/sorter.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace firsthour::triage {

class Gatherer {
 public:
  Gatherer(const TimelineOptions& options, TimelineReport& report)
      : options_{options}, report_{report}, sorter_{options.scratch_folder, options.memory} {}

  // All findings come before the first entry.
  void know(const Finding& finding);

  [[nodiscard]] Result<> take(TimelineEntry&& entry);
  // Each time of a file, those that are the same together; or the file once, as the options say.
  [[nodiscard]] Result<> take_file(TimelineEntry&& entry);
  [[nodiscard]] Result<> give(const std::function<bool(const TimelineEntry&)>& visit);

  [[nodiscard]] const TimelineOptions& options() const { return options_; }
  [[nodiscard]] TimelineReport& report() { return report_; }

 private:
  struct Mark {
    std::uint64_t offset, length;
    std::string rule;
  };
  void tag(TimelineEntry& entry) const;

  const TimelineOptions& options_;
  TimelineReport& report_;
  Sorter sorter_;
  std::multimap<std::string, Mark, std::less<>> in_items_;                    // findings on bytes
  std::multimap<std::string, std::string, std::less<>> on_items_, on_paths_;  // findings on the whole: rules
  std::string bytes_;
};

}  // namespace firsthour::triage
