// SPDX-License-Identifier: Apache-2.0
// libyara's search for strings, done by a filter in front of it (atom_filter.h): what the filter lets through
// is verified by libyara itself, in its own order. The answers are the same, which
// tests/scenario/triage/same_as_yara.py shows.
#pragma once

#include "triage/yara/atom_filter.h"
#include "triage/yara/atom_finders.h"
#include "triage/yara/rule_times.h"

#include <cstdint>
#include <span>

namespace firsthour::triage {

// Searches `bytes` for the strings of the scanner's rules, as _yr_scanner_scan_mem_block does, and leaves the
// matches in the scanner; tells `times` what is verified. To be called where libyara would: in a block's
// fetch_data. Large contents are searched with `finders`, when there are any. Returns an error code of
// libyara. Throws bad_alloc before anything is searched.
[[nodiscard]] int search_strings(YR_SCANNER& scanner, const AtomFilter& filter, AtomFinders* finders,
                                 RuleTimes& times, std::span<const std::uint8_t> bytes);

}  // namespace firsthour::triage
