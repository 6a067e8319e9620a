// SPDX-License-Identifier: Apache-2.0
// The timeline as one HTML file: a table and a filter, no network, no script but our own, whatever the
// evidence says.
#pragma once

#include "cli/text.h"
#include "triage/timeline.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::cli {

// A browser shows this many rows without trouble; what is beyond is counted, and said on the page.
inline constexpr std::uint64_t kMostTimelineRows = 100'000;

[[nodiscard]] std::string timeline_page_head(Language language, std::string_view case_name);
[[nodiscard]] std::string timeline_page_row(const triage::TimelineEntry& entry);
[[nodiscard]] std::string timeline_page_end(Language language, const triage::TimelineReport& report,
                                            std::uint64_t left_out);

}  // namespace firsthour::cli
