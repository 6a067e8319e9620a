// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/audit_message.h"
#include "collectors/kernel/kernel.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <unistd.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

audit_rule_data rule_of(std::uint32_t list, std::uint32_t action) {
  audit_rule_data rule{};
  rule.flags = list;
  rule.action = action;
  return rule;
}

void add(audit_rule_data& rule, std::uint32_t field, std::uint32_t operation, std::uint32_t value) {
  rule.fields[rule.field_count] = field;
  rule.fieldflags[rule.field_count] = operation;
  rule.values[rule.field_count++] = value;
}

TEST(AuditRule, ReadsAsAuditctlWritesIt) {
  auto made = rule_of(AUDIT_FILTER_EXIT, AUDIT_ALWAYS);
  made.mask[59 / 32] |= 1U << 59 % 32;
  add(made, AUDIT_ARCH, AUDIT_EQUAL, 0xC000003E);
  add(made, AUDIT_LOGINUID, AUDIT_GREATER_THAN_OR_EQUAL, 1000);
  add(made, AUDIT_LOGINUID, AUDIT_NOT_EQUAL, ~0U);
  add(made, AUDIT_FILTERKEY, AUDIT_EQUAL, 4);
  const auto rule = parse_audit_rule(bytes(bytes_of(made) + "exec"));
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->list, "exit");
  EXPECT_EQ(rule->action, "always");
  EXPECT_THAT(rule->calls, ElementsAre(59));
  EXPECT_THAT(rule->fields, ElementsAre("arch=0xc000003e", "auid>=1000", "auid!=unset"));
  EXPECT_EQ(rule->key, "exec");
}

TEST(AuditRule, NamesAWatchedFile) {
  auto made = rule_of(AUDIT_FILTER_EXIT, AUDIT_ALWAYS);
  for (auto& word : made.mask) word = ~0U;
  add(made, AUDIT_WATCH, AUDIT_EQUAL, 11);
  add(made, AUDIT_PERM, AUDIT_EQUAL, AUDIT_PERM_WRITE | AUDIT_PERM_ATTR);
  const auto rule = parse_audit_rule(bytes(bytes_of(made) + "/etc/passwd"));
  ASSERT_TRUE(rule);
  EXPECT_TRUE(rule->every_call);
  EXPECT_THAT(rule->fields, ElementsAre("path=/etc/passwd", "perm=wa"));
}

TEST(AuditRule, DoesNotReadPastItsTexts) {
  auto made = rule_of(AUDIT_FILTER_EXCLUDE, AUDIT_NEVER);
  add(made, AUDIT_EXE, AUDIT_EQUAL, 4096);
  const auto rule = parse_audit_rule(bytes(bytes_of(made) + "/x"));
  ASSERT_TRUE(rule);
  EXPECT_THAT(rule->fields, ElementsAre("exe=/x"));
  made.field_count = 65;
  EXPECT_FALSE(parse_audit_rule(bytes(bytes_of(made))));
  EXPECT_FALSE(parse_audit_rule(bytes(std::string(40, '\0'))));
}

TEST(AuditStatus, IsReadFromOldAndNewKernels) {
  audit_status made{};
  made.enabled = 2;
  made.pid = 4711;
  made.lost = 12;
  const auto whole = bytes_of(made);
  for (const auto size : {std::size_t{32}, sizeof made}) {  // 3.10 had eight words
    const auto status = parse_audit_status(bytes(whole.substr(0, size)));
    ASSERT_TRUE(status) << size;
    EXPECT_EQ(status->enabled, 2u);
    EXPECT_EQ(status->daemon, 4711u);
    EXPECT_EQ(status->lost, 12u);
  }
  EXPECT_FALSE(parse_audit_status(bytes(whole.substr(0, 28))));
}

TEST(Audit, TellsItsState) {
  tests::HostRun run;
  const auto outcome = collect_audit(run.context);
  if (outcome.outcome == Outcome::skipped || outcome.outcome == Outcome::denied)
    GTEST_SKIP() << outcome.reason;
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto found = run.out.records_with("host.audit", "audit.kind", "status");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0]["audit.enabled"].is_boolean());
}

}  // namespace
}  // namespace firsthour::collectors
