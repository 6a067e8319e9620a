// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/atom_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>

static_assert(YR_MAJOR_VERSION == 4 && YR_MINOR_VERSION == 2, "its tables are read here");
static_assert(YR_MAX_ATOM_LENGTH == 4, "the filter sees four bytes");

namespace firsthour::triage {
namespace {

constexpr std::uint32_t kMultiplier =
    0x9E3779B1U;  // of the golden ratio: all bits of a word reach the top ones
constexpr unsigned kThreeBits = 17;

std::uint32_t word_before(const std::uint8_t* place) {
  std::uint32_t word = 0;
  std::memcpy(&word, place - 4, sizeof word);
  return word;
}

// Byte i of the path is byte i of a word in memory.
static_assert(std::endian::native == std::endian::little);

bool bit(const std::vector<std::uint64_t>& bits, std::uint32_t at) {
  return (bits[at >> 6U] >> (at & 63U)) & 1U;
}
void set_bit(std::vector<std::uint64_t>& bits, std::uint32_t at) {
  bits[at >> 6U] |= std::uint64_t{1} << (at & 63U);
}

std::uint32_t of_three(std::uint32_t last_three) { return (last_three * kMultiplier) >> (32U - kThreeBits); }

}  // namespace

AtomFilter::AtomFilter(const YR_RULES& rules)
    : rules_{rules}, three_((1U << kThreeBits) / 64), two_(65536 / 64) {
  gather(YR_AC_ROOT_STATE, 0, 0);
  std::ranges::sort(fours_);
  fours_.erase(std::ranges::unique(fours_).begin(), fours_.end());
  // One bit in sixteen, so that one place in sixteen is looked at for nothing; 512 KiB at most, for the
  // cache.
  const unsigned bits = std::clamp(static_cast<unsigned>(std::bit_width(fours_.size() * 16)), 15U, 22U);
  shift_ = 32 - bits;
  four_.resize((std::size_t{1} << bits) / 64);
  for (const std::uint32_t word : fours_) set_bit(four_, (word * kMultiplier) >> shift_);
  for (const std::uint32_t word : threes_) set_bit(three_, of_three(word));
  fours_ = {};
  threes_ = {};
}

// A state whose matches are only those of the root adds nothing to what is verified at every place.
void AtomFilter::gather(std::uint32_t state, std::uint32_t path, unsigned depth) {
  const bool ends = depth > 0 && adds_to_root(state);
  if (ends && depth == 4) fours_.push_back(path);
  if (ends && depth < 4) short_ = true;
  if (ends && depth == 3) threes_.push_back(path);
  if (ends && depth == 2) set_bit(two_, path);
  if (ends && depth == 1)
    for (std::uint32_t before = 0; before < 256; ++before) set_bit(two_, path << 8U | before);
  if (depth == 4) return;
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    const YR_AC_TRANSITION transition = rules_.ac_transition_table[state + byte + 1];
    if (YR_AC_INVALID_TRANSITION(transition, byte + 1)) continue;
    gather(YR_AC_NEXT_STATE(transition), path | byte << (8 * depth), depth + 1);
  }
}

std::uint32_t AtomFilter::state_behind(const std::uint8_t* last, std::size_t count) const {
  std::uint32_t state = YR_AC_ROOT_STATE;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = static_cast<std::uint32_t>(last[i]) + 1;
    YR_AC_TRANSITION transition = rules_.ac_transition_table[state + code];
    while (YR_AC_INVALID_TRANSITION(transition, code)) {
      if (state == YR_AC_ROOT_STATE) {
        transition = 0;
        break;
      }
      state = YR_AC_NEXT_STATE(rules_.ac_transition_table[state]);
      transition = rules_.ac_transition_table[state + code];
    }
    state = YR_AC_NEXT_STATE(transition);
  }
  return state;
}

template <bool kShort>
std::size_t AtomFilter::next(const std::uint8_t* bytes, std::size_t place, std::size_t end) const {
  const std::uint64_t* const four = four_.data();
  const unsigned shift = shift_;
  for (; place < end; ++place) {
    const std::uint32_t word = word_before(bytes + place);
    const std::uint32_t hash = (word * kMultiplier) >> shift;
    if ((four[hash >> 6U] >> (hash & 63U)) & 1U) return place;
    if constexpr (kShort)
      if (bit(two_, word >> 16U) || bit(three_, of_three(word >> 8U))) return place;
  }
  return end;
}

AtomEnds AtomFilter::find(std::span<const std::uint8_t> bytes, std::size_t begin, std::size_t end,
                          std::span<AtomEnd> room) const {
  std::size_t count = 0, place = begin;
  const auto take = [&](std::size_t seen) {
    const std::uint32_t state = state_behind(bytes.data() + place - seen, seen);
    if (adds_to_root(state)) room[count++] = {static_cast<std::uint32_t>(place - begin), state};
    ++place;
  };
  while (place < std::min<std::size_t>(end, 4) && count < room.size()) take(place);
  while (place < end && count < room.size()) {
    place = short_ ? next<true>(bytes.data(), place, end) : next<false>(bytes.data(), place, end);
    if (place < end) take(4);
  }
  return {count, place};
}

}  // namespace firsthour::triage
