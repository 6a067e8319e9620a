// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/string_search.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::triage {
namespace {

constexpr std::size_t kPlacesBetweenLooks = 4096;  // at the clock, as libyara
constexpr std::size_t kEndsBetweenLooks = 32;      // a regular expression may take milliseconds at each
constexpr std::size_t kRoom = 256;
constexpr std::size_t kLarge = 16 * AtomFinders::kPlaces;  // where threads begin to pay

class Search {
 public:
  Search(YR_SCANNER& scanner, const AtomFilter& filter, RuleTimes& times, std::span<const std::uint8_t> bytes)
      : scanner_{scanner},
        filter_{filter},
        times_{times},
        bytes_{bytes},
        everywhere_{filter.matches_of(YR_AC_ROOT_STATE)} {}

  int all() { return alone(0, bytes_.size() + 1); }

  int all_with(AtomFinders& finders) {
    AtomFinders::Search search{finders, filter_, bytes_};
    for (std::size_t begin = 0; begin <= bytes_.size(); begin += AtomFinders::kPlaces) {
      const AtomFinders::Found found = search.next();
      if (const int error = verify_stretch(begin, found.reached, found.ends); error != ERROR_SUCCESS)
        return error;
      const std::size_t end = std::min(begin + AtomFinders::kPlaces, bytes_.size() + 1);
      if (const int error = alone(found.reached, end); error != ERROR_SUCCESS) return error;
    }
    return ERROR_SUCCESS;
  }

 private:
  int alone(std::size_t place, std::size_t end) {
    while (place < end) {
      const std::size_t stop = std::min(place + kPlacesBetweenLooks, end);
      const AtomEnds ends = filter_.find(bytes_, place, stop, room_);
      const int error = verify_stretch(place, ends.reached, std::span{room_}.first(ends.count));
      if (error != ERROR_SUCCESS) return error;
      place = ends.reached;
    }
    return ERROR_SUCCESS;
  }

  // All that is to be verified in [begin, end), in which these atoms end.
  int verify_stretch(std::size_t begin, std::size_t end, std::span<const AtomEnd> ends) {
    if (timed_out()) return ERROR_SCAN_TIMEOUT;
    std::size_t place = begin, until_look = kEndsBetweenLooks;
    for (const AtomEnd& atom : ends) {
      const std::size_t at = begin + atom.behind;
      if (const int error = verify_everywhere(place, at); error != ERROR_SUCCESS) return error;
      if (const int error = verify(filter_.matches_of(atom.state), at); error != ERROR_SUCCESS) return error;
      place = at + 1;
      if (--until_look > 0) continue;
      if (timed_out()) return ERROR_SCAN_TIMEOUT;
      until_look = kEndsBetweenLooks;
    }
    return verify_everywhere(place, end);
  }

  // Some string has no atom: it is verified at every place, here those in [place, end) where no atom ends.
  int verify_everywhere(std::size_t place, std::size_t end) {
    if (!everywhere_) return ERROR_SUCCESS;
    for (; place < end; ++place) {
      if (place % kPlacesBetweenLooks == 0 && timed_out()) return ERROR_SCAN_TIMEOUT;
      if (const int error = verify(everywhere_, place); error != ERROR_SUCCESS) return error;
    }
    return ERROR_SUCCESS;
  }

  int verify(const YR_AC_MATCH* match, std::size_t place) {
    for (; match; match = match->next) {
      if (match->backtrack > place) continue;
      const std::size_t offset = place - match->backtrack;
      if (!may_match(*match->string, offset)) continue;
      times_.verifies(match->string);
      const int error = yr_scan_verify_match(&scanner_, const_cast<YR_AC_MATCH*>(match), bytes_.data(),
                                             bytes_.size(), 0, offset);
      if (error != ERROR_SUCCESS) return error;
    }
    return ERROR_SUCCESS;
  }

  [[nodiscard]] bool timed_out() {
    return scanner_.timeout > 0 && yr_stopwatch_elapsed_ns(&scanner_.stopwatch) > scanner_.timeout;
  }

  // The plainest of libyara's own questions, without the way to it.
  [[nodiscard]] bool may_match(const YR_STRING& string, std::size_t offset) const {
    if (STRING_IS_FIXED_OFFSET(&string) && string.fixed_offset != static_cast<std::int64_t>(offset))
      return false;
    constexpr std::uint32_t kOther =
        STRING_FLAGS_NO_CASE | STRING_FLAGS_WIDE | STRING_FLAGS_XOR | STRING_FLAGS_FITS_IN_ATOM;
    constexpr std::uint32_t kPlain = STRING_FLAGS_LITERAL | STRING_FLAGS_ASCII;
    if ((string.flags & (kOther | kPlain)) != kPlain) return true;
    const auto length = static_cast<std::size_t>(string.length);
    return length <= bytes_.size() - offset &&
           std::memcmp(bytes_.data() + offset, string.string, length) == 0;
  }

  YR_SCANNER& scanner_;
  const AtomFilter& filter_;
  RuleTimes& times_;
  std::span<const std::uint8_t> bytes_;
  const YR_AC_MATCH* everywhere_;
  std::array<AtomEnd, kRoom> room_;
};

}  // namespace

int search_strings(YR_SCANNER& scanner, const AtomFilter& filter, AtomFinders* finders, RuleTimes& times,
                   std::span<const std::uint8_t> bytes) {
  Search search{scanner, filter, times, bytes};
  const int error = finders && bytes.size() >= kLarge ? search.all_with(*finders) : search.all();
  times.verifies(nullptr);
  return error;
}

}  // namespace firsthour::triage
