// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/file_source.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostRanges = 4096;

// The gap of which at most kMostRanges - 1 are wider: joining over all others leaves few enough ranges.
std::uint64_t widest_joined_gap(const std::vector<Extent>& ranges) {
  std::vector<std::uint64_t> gaps;
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    gaps.push_back(ranges[i].offset - ranges[i - 1].offset - ranges[i - 1].length);
  }
  const auto last_kept = gaps.begin() + static_cast<std::ptrdiff_t>(kMostRanges - 1);
  std::nth_element(gaps.begin(), last_kept, gaps.end(), std::greater<>{});
  return *last_kept;
}

std::vector<Extent> joined(const std::vector<Extent>& ranges) {
  if (ranges.size() <= kMostRanges) return ranges;
  const std::uint64_t widest = widest_joined_gap(ranges);
  std::vector<Extent> few{ranges.front()};
  for (const Extent& range : std::span{ranges}.subspan(1)) {
    Extent& last = few.back();
    if (range.offset - last.offset - last.length <= widest)
      last.length = range.offset + range.length - last.offset;
    else
      few.push_back(range);
  }
  return few;
}

// Keeps `limit` bytes at one end of the ranges.
void cut(std::vector<Extent>& ranges, std::uint64_t limit, bool tail) {
  if (tail) std::reverse(ranges.begin(), ranges.end());
  std::uint64_t left = limit;
  std::vector<Extent> kept;
  for (Extent range : ranges) {
    if (left == 0) break;
    if (range.length > left) {
      if (tail) range.offset += range.length - left;
      range.length = left;
    }
    left -= range.length;
    kept.push_back(range);
  }
  if (tail) std::reverse(kept.begin(), kept.end());
  ranges = std::move(kept);
}

}  // namespace

Selection select_ranges(std::vector<Extent> data, std::uint64_t file_size, std::uint64_t limit, bool tail) {
  Selection selection;
  selection.ranges = joined(data);
  const auto sum = [&] {
    std::uint64_t bytes = 0;
    for (const Extent& range : selection.ranges) bytes += range.length;
    return bytes;
  };
  selection.bytes = sum();
  if (limit != 0 && selection.bytes > limit) {
    cut(selection.ranges, limit, tail);
    selection.bytes = limit;
    selection.whole = false;
  }
  selection.is_plain = selection.whole && selection.bytes == file_size;
  return selection;
}

Result<std::size_t> FileSource::read(std::span<std::byte> into) {
  while (range_ < selection_.ranges.size() && within_ == selection_.ranges[range_].length) {
    ++range_;
    within_ = 0;
  }
  if (range_ == selection_.ranges.size()) return 0;
  if (context_.stopping()) return fail(Errc::timed_out, "stopped");
  const Extent& range = selection_.ranges[range_];
  const auto room = std::min<std::uint64_t>(into.size(), range.length - within_);
  const auto got = file_.read_at(range.offset + within_, into.first(static_cast<std::size_t>(room)));
  if (!got) return got;
  within_ += *got;
  read_ += *got;
  return *got;
}

}  // namespace firsthour::collectors
