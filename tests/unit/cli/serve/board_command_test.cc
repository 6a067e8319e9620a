// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_command.h"

#include <gmock/gmock.h>

namespace firsthour::cli {
namespace {

TEST(BoardCommand, IsReadFromWhatABrowserSends) {
  const auto command = board_command_from(
      R"({"do":"observe","version":12,"who":"李雷","stage":"execution","ticks":["reported","recorded"],"means":["text"],"text":"好"})");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->action, "observe");
  EXPECT_EQ(command->version, 12U);
  EXPECT_EQ(command->who, "李雷");
  EXPECT_THAT(command->ticks, testing::ElementsAre("reported", "recorded"));
}

TEST(BoardCommand, ThatIsNoneIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"do":"format"})", R"({"do":7})", R"({"do":"pause","extra":1})",
        R"({"do":"pause","version":-1})", R"({"do":"judge","score":6})", R"({"do":"jump","to":-5})",
        R"({"do":"jump","to":1.5})", R"({"do":"observe","ticks":"all"})", R"({"do":"observe","ticks":[7]})"})
    EXPECT_FALSE(board_command_from(text)) << text;
}

TEST(BoardCommand, WithATextOverItsBoundIsRefused) {
  EXPECT_TRUE(board_command_from(R"({"do":"answer","text":")" + std::string(8192, 'x') + "\"}"));
  EXPECT_FALSE(board_command_from(R"({"do":"answer","text":")" + std::string(8193, 'x') + "\"}"));
  EXPECT_FALSE(board_command_from(R"({"do":"answer","who":")" + std::string(241, 'x') + "\"}"));
}

TEST(BoardCommand, IsForItsRolesOnly) {
  EXPECT_TRUE(may_command(ViewerKind::coordinator, "pause"));
  EXPECT_FALSE(may_command(ViewerKind::player, "pause"));
  EXPECT_FALSE(may_command(ViewerKind::observer, "stop-word"));
  EXPECT_TRUE(may_command(ViewerKind::player, "answer"));
  EXPECT_TRUE(may_command(ViewerKind::observer, "judge"));
  for (const char* action : {"pause", "answer", "observe", "judge", "finish", "deliver"})
    EXPECT_FALSE(may_command(ViewerKind::projector, action)) << action;
}

TEST(BoardCommand, StandsOnThePartsThatItWouldChange) {
  EXPECT_THAT(parts_under(*board_command_from(R"({"do":"pause"})")), testing::ElementsAre("clock"));
  EXPECT_THAT(parts_under(*board_command_from(R"({"do":"deliver","inject":"i3"})")),
              testing::ElementsAre("script/i3"));
  EXPECT_THAT(parts_under(*board_command_from(R"({"do":"finish","run":"r1","activation":4})")),
              testing::ElementsAre("step/r1/4"));
  EXPECT_THAT(parts_under(*board_command_from(R"({"do":"answer"})")), testing::IsEmpty());
}

}  // namespace
}  // namespace firsthour::cli
