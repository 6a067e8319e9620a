// SPDX-License-Identifier: Apache-2.0
#include "triage/host/line_reader.h"

#include "casefile/encoding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace firsthour::triage {
namespace {

// Gives `step` bytes a read, as a pipe may.
class Slow final : public ByteSource {
 public:
  Slow(std::string_view text, std::size_t step) : rest_{text}, step_{step} {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    const std::size_t n = std::min({into.size(), rest_.size(), step_});
    std::copy_n(as_bytes(rest_).begin(), n, into.begin());
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
  std::size_t step_;
};

struct Seen {
  std::string text;
  std::uint64_t offset, number;
  bool cut;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> lines_of(std::string_view text, std::size_t longest, std::size_t step) {
  Slow source{text, step};
  LineReader reader{source, longest};
  std::vector<Seen> seen;
  LineReader::Line line;
  while (true) {
    auto more = reader.next(line);
    EXPECT_TRUE(more);
    if (!more || !*more) return seen;
    seen.push_back({std::string{line.text}, line.offset, line.number, line.cut});
  }
}

TEST(LineReader, TellsEachLineItsOffsetAndNumber) {
  for (const std::size_t step : {1u, 2u, 3u, 100u}) {
    EXPECT_EQ(lines_of("ab\n\ncde", 10, step),
              (std::vector<Seen>{{"ab", 0, 1, false}, {"", 3, 2, false}, {"cde", 4, 3, false}}));
    EXPECT_EQ(lines_of("", 10, step), std::vector<Seen>{});
    EXPECT_EQ(lines_of("\n", 10, step), (std::vector<Seen>{{"", 0, 1, false}}));
  }
}

TEST(LineReader, CutsALongLineAndGoesOnAfterIt) {
  for (const std::size_t step : {1u, 7u, 1000u}) {
    EXPECT_EQ(lines_of("0123456789\nx\n0123456789", 4, step),
              (std::vector<Seen>{{"0123", 0, 1, true}, {"x", 11, 2, false}, {"0123", 13, 3, true}}));
    EXPECT_EQ(lines_of("0123\n", 4, step), (std::vector<Seen>{{"0123", 0, 1, false}}));
  }
}

TEST(LineReader, ALongLineDoesNotFillTheMemory) {
  const std::string text = std::string(3'000'000, 'x') + "\nend\n";
  const auto seen = lines_of(text, 10, 100'000);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_TRUE(seen[0].cut);
  EXPECT_EQ(seen[1], (Seen{"end", 3'000'001, 2, false}));
}

}  // namespace
}  // namespace firsthour::triage
