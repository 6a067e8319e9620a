// SPDX-License-Identifier: Apache-2.0
#include "triage/host/text_lines.h"

#include <gtest/gtest.h>

#include <vector>

namespace firsthour::triage {
namespace {

struct Seen {
  std::string line, number;
  std::uint64_t offset, length;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> lines_of(std::string_view content, TextLimits limits = {},
                           std::uint64_t* pieces = nullptr) {
  Item item;
  item.source = "persistence.cron";
  item.path = "/etc/cron.d/x";
  std::vector<Seen> seen;
  const auto in_pieces = each_text_line(item, content, limits, [&](const TextLine& line) {
    if (!line.event.find("line")) return;
    seen.push_back({std::string{line.event.text("line")}, std::string{line.event.text("line.number")},
                    line.offset, line.length});
  });
  if (pieces) *pieces = in_pieces;
  return seen;
}

TEST(TextLines, TheFileComesFirstAndThenEachLine) {
  Item item;
  item.path = "/etc/cron.d/x";
  item.file = FileFacts{};
  item.file->mode = 0100666;
  int events = 0;
  each_text_line(item, "a\n", {}, [&](const TextLine& line) {
    if (events++ == 0) {
      EXPECT_EQ(line.event.text("file.path"), "/etc/cron.d/x");
      EXPECT_EQ(line.event.text("file.mode"), "0666");
      EXPECT_TRUE(line.event.is_true("file.world_writable"));
      EXPECT_EQ(line.event.find("line"), nullptr);
    }
  });
  EXPECT_EQ(events, 2);
}

TEST(TextLines, HaveTheirPlaceInTheFile) {
  EXPECT_EQ(lines_of("ab\n\ncd"), (std::vector<Seen>{{"ab", "1", 0, 2}, {"cd", "3", 4, 2}}));
  EXPECT_EQ(lines_of("ab\r\ncd\r\n"), (std::vector<Seen>{{"ab", "1", 0, 3}, {"cd", "2", 4, 3}}));
}

TEST(TextLines, ContinuationsAreJoined) {
  EXPECT_EQ(lines_of("curl x \\\n | sh\nnext"),
            (std::vector<Seen>{{"curl x  | sh", "1", 0, 14}, {"next", "3", 15, 4}}));
  EXPECT_EQ(lines_of("a\\\r\nb"), (std::vector<Seen>{{"ab", "1", 0, 5}}));
  EXPECT_EQ(lines_of("end\\"), (std::vector<Seen>{{"end\\", "1", 0, 4}}));
}

TEST(TextLines, BytesThatAreNoTextAreShownAsSuch) { EXPECT_EQ(lines_of("a\xff z").at(0).line, "a\uFFFD z"); }

TEST(TextLines, ALongLineIsTakenInOverlappingPieces) {
  TextLimits limits;
  limits.line = 4096;
  std::string content(6000, 'x');
  content.replace(4090, 10, "needle-abc");  // across the end of the first piece
  std::uint64_t pieces = 0;
  const auto seen = lines_of(content + "\nnext", limits, &pieces);
  EXPECT_EQ(pieces, 1u);
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_NE(seen[1].line.find("needle-abc"), std::string::npos);
  EXPECT_EQ(seen[2].line, "next");
}

TEST(TextLines, OnlyTheStartOfALargeFileIsRead) {
  TextLimits limits;
  limits.file = 3;
  EXPECT_EQ(lines_of("ab\ncd\n", limits), (std::vector<Seen>{{"ab", "1", 0, 2}}));
}

}  // namespace
}  // namespace firsthour::triage
