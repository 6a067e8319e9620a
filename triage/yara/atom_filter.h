// SPDX-License-Identifier: Apache-2.0
// Where atoms may end. libyara's automaton looks at each byte with two loads that wait for one another (4 to
// 13 ns), though almost no place can end an atom. Its atoms are 4 bytes at most, so whether one ends at a
// place is seen from the last four bytes; only where that may be so is the automaton asked.
//
// Bound to the tables of libyara 4.2 (struct YR_RULES, ahocorasick.h, limits.h).
#pragma once

#include "triage/yara/library.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firsthour::triage {

// An atom ends behind a place; a place is how many bytes lie before it, 0 to the size of the content.
struct AtomEnd {
  std::uint32_t behind = 0;  // how far the place is from the begin of what was searched
  std::uint32_t state = 0;   // of the automaton, there
};

// What a search of [begin, end) gave.
struct AtomEnds {
  std::size_t count = 0;    // how many were written
  std::size_t reached = 0;  // the first place that was not looked at: `end`, or less when the room was full
};

// Immutable, used by any number of threads; made of compiled rules, which outlive it.
class AtomFilter {
 public:
  explicit AtomFilter(const YR_RULES& rules);

  // The first of the atoms' matches in a state; null when it has none. Those of the root are verified at
  // every place, and come last in all other states.
  [[nodiscard]] const YR_AC_MATCH* matches_of(std::uint32_t state) const {
    const std::uint32_t at = rules_.ac_match_table[state];
    return at == 0 ? nullptr : &rules_.ac_match_pool[at - 1];
  }

  // The places in [begin, end) whose state has matches that the root has not, in order.
  // REQUIRES: end - begin < 2^32, end <= bytes.size() + 1, room not empty.
  [[nodiscard]] AtomEnds find(std::span<const std::uint8_t> bytes, std::size_t begin, std::size_t end,
                              std::span<AtomEnd> room) const;

 private:
  void gather(std::uint32_t state, std::uint32_t path, unsigned depth);
  // The state of the automaton behind these last bytes, four or, at the beginning, fewer.
  [[nodiscard]] std::uint32_t state_behind(const std::uint8_t* last, std::size_t count) const;
  // The first place from `place` on, and before `end`, behind whose last four bytes an atom may end; `end`
  // when there is none. REQUIRES: place >= 4.
  template <bool kShort>
  [[nodiscard]] std::size_t next(const std::uint8_t* bytes, std::size_t place, std::size_t end) const;
  [[nodiscard]] bool adds_to_root(std::uint32_t state) const {
    return rules_.ac_match_table[state] != rules_.ac_match_table[YR_AC_ROOT_STATE];
  }

  const YR_RULES& rules_;
  std::vector<std::uint32_t> fours_, threes_;  // of whole atoms, until the tables are made
  unsigned shift_ = 0;                         // of a hash of four bytes to a bit in four_
  std::vector<std::uint64_t> four_, three_, two_;
  bool short_ = false;  // there are atoms of less than four bytes
};

}  // namespace firsthour::triage
