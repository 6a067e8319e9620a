// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/physical_reader.h"

#include <algorithm>
#include <utility>

namespace firsthour::collectors {
namespace {

// A window that gave nothing for so long is asked after the others, so that the rest is not slowed down.
constexpr std::uint64_t kPatience = 1024;  // pages

// The last clause: what comes before names the offset and would make each page's error another.
std::string last_clause(const std::string& error) {
  const std::size_t colon = error.rfind(": ");
  return colon == std::string::npos ? error : error.substr(colon + 2);
}

bool continues(const MemoryRun& run, const MemoryRun& next) {
  return run.range.end == next.range.begin && run.window == next.window && run.error == next.error;
}

}  // namespace

PhysicalReader::PhysicalReader(std::vector<MemoryWindow*> windows, std::uint64_t page_size)
    : page_size_{page_size} {
  for (MemoryWindow* window : windows) windows_.push_back({static_cast<int>(windows_.size()), window});
}

void PhysicalReader::read(std::uint64_t physical, std::span<std::byte> into) {
  std::vector<Piece> wanted{{physical, into, "in no window"}};
  for (std::size_t i = 0; i < windows_.size() && !wanted.empty(); ++i) {
    std::vector<Piece> failed;
    for (const Piece& piece : wanted) read_by(windows_[i], piece, failed);
    wanted = std::move(failed);
  }
  for (Piece& gap : wanted) {
    std::ranges::fill(gap.bytes, std::byte{0});
    gap_bytes_ += gap.bytes.size();
    add_run({{gap.physical, gap.physical + gap.bytes.size()}, -1, std::move(gap.error)});
  }
  for (std::size_t i = 0; i + 1 < windows_.size(); ++i) {
    if (windows_[i].failed_in_a_row >= kPatience) return ask_last(i);
  }
}

void PhysicalReader::ask_last(std::size_t position) {
  windows_[position].failed_in_a_row = 0;
  const auto at = windows_.begin() + static_cast<std::ptrdiff_t>(position);
  std::rotate(at, at + 1, windows_.end());
}

// One call; the number of bytes it gave. What an earlier window said of the piece stands.
std::size_t PhysicalReader::read_some(Window& by, const Piece& piece, std::string& error) {
  const auto size = std::min(piece.bytes.size(), by.window->largest_read());
  const auto got = by.window->read(piece.physical, piece.bytes.first(size));
  if (got && *got > 0) {
    const std::size_t given = std::min(*got, size);
    by.failed_in_a_row = 0;
    add_run({{piece.physical, piece.physical + given}, by.index, {}});
    return given;
  }
  if (error.empty() || error == "in no window")
    error = std::string{by.window->name()} + ": " + (got ? "ends here" : last_clause(got.error().what));
  return 0;
}

void PhysicalReader::read_by(Window& by, const Piece& piece, std::vector<Piece>& failed) {
  std::uint64_t done = piece.physical;
  const std::uint64_t end = piece.physical + piece.bytes.size();
  const auto part = [&](std::uint64_t begin, std::uint64_t until) {
    return Piece{begin,
                 piece.bytes.subspan(static_cast<std::size_t>(begin - piece.physical),
                                     static_cast<std::size_t>(until - begin)),
                 piece.error};
  };
  for (const PhysicalRange& covered : common({{piece.physical, end}}, by.window->covers())) {
    if (covered.begin > done) failed.push_back(part(done, covered.begin));
    done = covered.end;
    // As large as the window takes: within it a failure is halved.
    const std::uint64_t step = by.window->largest_read();
    for (std::uint64_t at = covered.begin; at < covered.end; at += std::min(step, covered.end - at))
      read_halves(by, part(at, std::min(covered.end, at + step)), failed);
  }
  if (done < end) failed.push_back(part(done, end));
}

void PhysicalReader::read_halves(Window& by, const Piece& piece, std::vector<Piece>& failed) {
  Piece rest = piece;
  while (!rest.bytes.empty()) {
    std::string error = piece.error;
    const std::size_t given = read_some(by, rest, error);
    rest.physical += given;
    rest.bytes = rest.bytes.subspan(given);
    if (given > 0) continue;
    const std::uint64_t to_page_end = page_size_ - rest.physical % page_size_;
    if (rest.bytes.size() <= to_page_end) {
      ++by.failed_in_a_row;
      rest.error = std::move(error);
      failed.push_back(std::move(rest));
      return;
    }
    // The first half, in whole pages, and then the rest in the same way.
    const std::uint64_t middle = rest.physical + rest.bytes.size() / 2;
    const std::uint64_t aligned = middle - middle % page_size_;
    const std::uint64_t first = aligned > rest.physical ? aligned - rest.physical : to_page_end;
    const auto size = static_cast<std::size_t>(first);
    read_halves(by, {rest.physical, rest.bytes.first(size), piece.error}, failed);
    read_halves(by, {rest.physical + first, rest.bytes.subspan(size), piece.error}, failed);
    return;
  }
}

void PhysicalReader::add_run(MemoryRun run) {
  if (!runs_.empty() && continues(runs_.back(), run)) {
    runs_.back().range.end = run.range.end;
    return;
  }
  if (runs_.size() < kMostRuns)
    runs_.push_back(std::move(run));
  else
    unlisted_bytes_ += run.range.size();
}

std::vector<MemoryRun> PhysicalReader::runs() const {
  std::vector<MemoryRun> sorted = runs_;
  std::ranges::stable_sort(sorted, {}, [](const MemoryRun& run) { return run.range.begin; });
  std::vector<MemoryRun> merged;
  for (MemoryRun& run : sorted) {
    if (!merged.empty() && continues(merged.back(), run))
      merged.back().range.end = run.range.end;
    else
      merged.push_back(std::move(run));
  }
  return merged;
}

}  // namespace firsthour::collectors
