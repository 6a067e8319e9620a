// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_state.h"

#include "casefile/json.h"

#include <gtest/gtest.h>

#include <thread>

namespace firsthour::cli {
namespace {

const Viewer kPlayer{"commander", ViewerKind::player}, kCoordinator{"coordinator", ViewerKind::coordinator};
const Audience kLeads{.everyone = false, .kinds = {ViewerKind::coordinator}, .roles = {}};

BoardState::Draft draft(const std::map<std::string, int>& for_all,
                        const std::map<std::string, int>& for_leads = {}) {
  BoardState::Draft made;
  for (const auto& [name, value] : for_all) made.put(name, Json(value), for_everyone());
  for (const auto& [name, value] : for_leads) made.put(name, Json(value), kLeads);
  return made;
}
Json told(const BoardState& state, const Viewer& viewer, std::uint64_t after) {
  return *parse_json(state.changes(viewer, after).document);
}

TEST(BoardState, TellsWhoJoinsEverythingHeMaySee) {
  BoardState state;
  state.replace(draft({{"clock", 1}}, {{"script/i1", 2}}));
  EXPECT_EQ(told(state, kPlayer, 0)["set"], Json({{"clock", 1}}));
  EXPECT_EQ(told(state, kCoordinator, 0)["set"], Json({{"clock", 1}, {"script/i1", 2}}));
  EXPECT_TRUE(state.changes(kPlayer, 0).whole);
}

TEST(BoardState, TellsWhoComesBackOnlyWhatHeMissed) {
  BoardState state;
  state.replace(draft({{"clock", 1}, {"log/1", 1}}));
  const std::uint64_t seen = state.version();
  state.replace(draft({{"clock", 1}, {"log/1", 1}, {"log/2", 2}}));
  state.replace(draft({{"clock", 1}, {"log/1", 1}, {"log/2", 2}, {"log/3", 3}}));
  const BoardChanges changes = state.changes(kPlayer, seen);
  EXPECT_FALSE(changes.whole);
  EXPECT_EQ(told(state, kPlayer, seen)["set"], Json({{"log/2", 2}, {"log/3", 3}}));
}

TEST(BoardState, SaysWhatIsGoneAlsoToThoseWhoNoLongerSeeIt) {
  BoardState state;
  state.replace(draft({{"step/1", 1}, {"wait/i1", 1}}));
  const std::uint64_t seen = state.version();
  state.replace(draft({}, {{"step/1", 1}}));
  EXPECT_EQ(told(state, kPlayer, seen)["gone"], Json({"step/1", "wait/i1"}));
  EXPECT_EQ(told(state, kCoordinator, seen)["gone"], Json({"wait/i1"}));
  EXPECT_EQ(told(state, kCoordinator, seen)["set"], Json({{"step/1", 1}}));
}

TEST(BoardState, KeepsItsVersionWhenNothingChanged) {
  BoardState state;
  state.replace(draft({{"clock", 1}}));
  const std::uint64_t version = state.version();
  state.replace(draft({{"clock", 1}}));
  EXPECT_EQ(state.version(), version);
}

TEST(BoardState, KnowsWhichPartIsNewerThanWhatSomebodySaw) {
  BoardState state;
  state.replace(draft({{"clock", 1}, {"log/1", 1}}));
  const std::uint64_t seen = state.version();
  state.replace(draft({{"clock", 1}, {"log/1", 2}}));
  EXPECT_FALSE(state.newer({"clock"}, seen));  // what he acts on is as he saw it
  state.replace(draft({{"clock", 7}, {"log/1", 2}}));
  ASSERT_TRUE(state.newer({"clock"}, seen));
  EXPECT_EQ(state.newer({"clock"}, seen)->second, "7");
}

TEST(BoardState, WakesThoseWhoWait) {
  BoardState state;
  std::thread later{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    state.replace(draft({{"clock", 1}}));
  }};
  state.wait(0, std::chrono::seconds{30});
  EXPECT_EQ(state.version(), 1U);
  later.join();
  state.close();
  state.wait(1, std::chrono::seconds{30});
  EXPECT_TRUE(state.closed());
}

}  // namespace
}  // namespace firsthour::cli
