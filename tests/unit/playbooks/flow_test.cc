// SPDX-License-Identifier: Apache-2.0
#include "playbooks/flow.h"

#include "playbooks/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace firsthour::playbooks {
namespace {

using testing::HasSubstr;
using testing::Not;

// A handler of a failure that leads back into the line points to it; the line itself stays straight.
TEST(Flow, AHandlerDoesNotSwallowTheLine) {
  const auto reading = read_playbook(R"(
type: playbook
id: playbook--x
workflow_start: start--1
workflow:
  start--1: {type: start, on_completion: action--a}
  action--a: {type: action, name: a, on_success: action--b, on_failure: action--help}
  action--help: {type: action, name: help, on_completion: action--b}
  action--b: {type: action, name: b, on_completion: end--1}
  end--1: {type: end}
)");
  ASSERT_TRUE(reading);
  std::string drawn;
  for (const FlowRow& row : flow_of(reading->playbook))
    drawn += std::string(static_cast<std::size_t>(row.depth), ' ') + std::to_string(row.number) +
             (row.again ? "> " : " ") + (row.step->name.empty() ? "-" : row.step->name) + "\n";
  EXPECT_EQ(drawn, "1 -\n2 a\n 3 help\n 4> b\n4 b\n5 -\n");
}

TEST(Flow, EveryStepOfTheLibraryHasOneRow) {
  for (const std::string_view name : built_in_playbook_names()) {
    const auto reading = read_playbook(built_in_playbook(name));
    ASSERT_TRUE(reading);
    std::set<std::string> rows;
    for (const FlowRow& row : flow_of(reading->playbook)) {
      if (row.again) continue;
      EXPECT_TRUE(rows.insert(row.id).second) << name << " " << row.id;
    }
    EXPECT_EQ(rows.size(), reading->playbook.steps.size()) << name;
  }
}

TEST(Flow, NamesCannotLeaveTheirText) {
  const auto reading = read_playbook(
      R"({"type":"playbook","name":"<script>alert(1)</script>\u0000\"","workflow_start":"start--1",
    "workflow":{"start--1":{"type":"start","name":"\"/><image href='x'/>","on_completion":"start--1"}}})");
  ASSERT_TRUE(reading);
  const std::string svg = flow_svg(reading->playbook, "en");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("<image")));
}

}  // namespace
}  // namespace firsthour::playbooks
