// SPDX-License-Identifier: Apache-2.0
// libyara's search for strings, done by a filter in front of it: its automaton looks at each byte with two
// loads that wait for one another (4 to 13 ns), though almost no place can end an atom. Its atoms are 4 bytes
// at most, so whether one ends at a place is seen from the last four bytes; only where that may be so is the
// automaton asked, and what it says is verified by libyara itself, in its own order. The answers are the
// same, which tests/scenario/triage/same_as_yara.py shows.
//
// Bound to the tables of libyara 4.2 (struct YR_RULES, ahocorasick.h, limits.h).
#pragma once

#include "triage/yara/library.h"
#include "triage/yara/rule_times.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firsthour::triage {

// Which places may end an atom. Immutable; made of compiled rules, which outlive it.
class AtomFilter {
 public:
  explicit AtomFilter(const YR_RULES& rules);

  // The state of the automaton behind these last bytes, four or, at the beginning, fewer.
  [[nodiscard]] std::uint32_t state_behind(const std::uint8_t* last, std::size_t count) const;
  // The first of the atoms' matches in a state; null when it has none.
  [[nodiscard]] const YR_AC_MATCH* matches_of(std::uint32_t state) const {
    const std::uint32_t at = rules_.ac_match_table[state];
    return at == 0 ? nullptr : &rules_.ac_match_pool[at - 1];
  }
  // The first place from `place` on, and before `end`, behind whose last four bytes an atom may end; `end`
  // when there is none. REQUIRES: place >= 4.
  [[nodiscard]] std::size_t next(const std::uint8_t* bytes, std::size_t place, std::size_t end) const;

 private:
  void gather(std::uint32_t state, std::uint32_t path, unsigned depth);
  template <bool kShort>
  [[nodiscard]] std::size_t next_of(const std::uint8_t* bytes, std::size_t place, std::size_t end) const;

  const YR_RULES& rules_;
  std::vector<std::uint32_t> fours_, threes_;  // of whole atoms, until the tables are made
  unsigned shift_ = 0;                         // of a hash of four bytes to a bit in four_
  std::vector<std::uint64_t> four_, three_, two_;
  bool short_ = false;  // there are atoms of less than four bytes
};

// Searches `bytes` for the strings of the scanner's rules, as _yr_scanner_scan_mem_block does, and leaves the
// matches in the scanner; tells `times` what is verified. To be called where libyara would: in a block's
// fetch_data. Returns an error code of libyara.
[[nodiscard]] int search_strings(YR_SCANNER& scanner, const AtomFilter& filter, RuleTimes& times,
                                 std::span<const std::uint8_t> bytes);

}  // namespace firsthour::triage
