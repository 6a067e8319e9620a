// SPDX-License-Identifier: Apache-2.0
#include "triage/triage.h"

#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

Finding made(Severity severity, std::string rule, std::string path, std::string record = "") {
  Finding f;
  f.severity = severity;
  f.rule = std::move(rule);
  f.path = std::move(path);
  f.record = std::move(record);
  return f;
}

TEST(Rank, SeverityFirstThenWhatRunsThenRuleAndPath) {
  const std::string process = R"({"type":"host.process","process.pid":1})";
  std::vector<Finding> findings{made(Severity::low, "a", "1", process), made(Severity::high, "b", "2"),
                                made(Severity::high, "b", "1"), made(Severity::high, "c", "3", process),
                                made(Severity::critical, "z", "9")};
  rank(findings);
  std::string order;
  for (const Finding& f : findings) order += f.rule + f.path + " ";
  EXPECT_EQ(order, "z9 c3 b1 b2 a1 ");
}

}  // namespace
}  // namespace firsthour::triage
