// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_year.h"

#include "playbooks/service_due.h"
#include "tests/unit/playbooks/service_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace firsthour::testing;

std::vector<std::string> fields_of(const ServiceRecord& record, ProblemKind kind) {
  std::vector<std::string> fields;
  for (const ServiceProblem& problem : problems_in(record))
    if (problem.kind == kind) fields.push_back(problem.field);
  return fields;
}

TEST(ServiceRecord, IsRefusedAFieldItsKindDoesNotHave) {
  ServiceRecord patrol;
  patrol.kind = "patrol";
  const auto set = set_field(patrol, "finishd", "x");
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().what, AllOf(HasSubstr("finishd"), HasSubstr("did you mean 'finished'")));
}

TEST(ServiceRecord, KeepsOnlyValuesOfTheirKind) {
  ServiceRecord record;
  record.kind = "patrol";
  EXPECT_FALSE(set_field(record, "finished", "2026-10-12 15:40")) << "a time without its zone says nothing";
  EXPECT_FALSE(set_field(record, "day", "2026-02-30"));
  EXPECT_FALSE(set_field(record, "result", "fine"));
  EXPECT_FALSE(set_field(record, "items", "a12 ../x;y"));
  EXPECT_TRUE(set_field(record, "result", "异常"));
  EXPECT_EQ(record.text("result"), "abnormal") << "the Chinese word is taken, the name is kept";
  EXPECT_TRUE(set_field(record, "items", "a12,a13"));
  EXPECT_EQ(record.text("items"), "a12 a13");
  EXPECT_TRUE(set_field(record, "items", ""));
  EXPECT_FALSE(record.fields.contains("items")) << "an empty value takes the field out";
  record.kind = "training";
  EXPECT_FALSE(set_field(record, "people", "-3"));
  EXPECT_TRUE(set_field(record, "people", "031"));
  EXPECT_EQ(record.number("people"), 31);
}

// Each kind with its required fields stands; without one of them that one is named.
TEST(ServiceRecord, OfEveryKindNamesWhatIsMissing) {
  for (const ServiceKind& kind : service_kinds()) {
    const ServiceRecord whole = whole_record(kind.name);
    EXPECT_THAT(missing_in(whole), IsEmpty()) << kind.name;
    for (const ServiceField& field : kind.fields) {
      if (!field.required) continue;
      ServiceRecord without = whole;
      without.fields.erase(std::string{field.name});
      EXPECT_THAT(missing_in(without), Contains(std::string{field.name})) << kind.name;
    }
  }
}

struct Wrong {
  const char *kind, *field, *value, *other = "", *other_value = "";
  const char* named;
};
TEST(ServiceRecord, NamesContradictions) {
  for (const Wrong& wrong : {
           Wrong{"patrol", "finished", "2026-10-11T15:40+08:00", "", "", "finished"},
           Wrong{"patrol", "findings", "磁盘将满", "reported_at", "2026-10-12T15:41+08:00", "result"},
           Wrong{"patrol-report", "last", "2026-10-01", "", "", "last"},
           Wrong{"training", "until", "2026-10-12T08:00+08:00", "", "", "until"},
           Wrong{"watch", "last", "2026-10-01", "", "", "last"},
           Wrong{"watch", "from", "2026-10-13T08:00+08:00", "", "", "from"},
           Wrong{"shift", "until", "2026-10-12T07:00+08:00", "", "", "until"},
           Wrong{"test", "start", "2026-10-11T00:00+08:00", "", "", "start"},
           Wrong{"test", "start", "2026-10-12T12:00+08:00", "violation", "未授权", "violation"},
           Wrong{"discovery", "found", "no", "where", "10.0.0.9", "found"},
           Wrong{"discovery", "repaired", "2026-10-11", "", "", "repaired"},
           Wrong{"hardening", "finished", "2026-10-12T12:00+08:00", "", "", "state"},
           Wrong{"staff", "until", "2026-10-01", "", "", "until"},
           Wrong{"support-call", "accepted", "2026-10-12T07:00+08:00", "", "", "accepted"},
           Wrong{"wipe", "started", "2026-10-13T07:00+08:00", "", "", "finished"},
           Wrong{"follow-up", "due", "2026-10-01", "", "", "due"},
           Wrong{"delivery", "delivered", "2026-10-01", "", "", "delivered"},
           Wrong{"summary", "delivered", "2026-10-01", "", "", "delivered"},
       }) {
    ServiceRecord record = whole_record(wrong.kind);
    ASSERT_TRUE(set_field(record, wrong.field, wrong.value));
    if (*wrong.other) {
      ASSERT_TRUE(set_field(record, wrong.other, wrong.other_value));
    }
    EXPECT_THAT(fields_of(record, ProblemKind::contradiction), Contains(std::string{wrong.named}))
        << wrong.kind << " " << wrong.field;
  }
}

TEST(ServiceRecord, TellsWhatIsAgainstTheContractApart) {
  ServiceRecord training = whole_record("training");
  ASSERT_TRUE(set_field(training, "plan_approved_at", "2026-10-20T09:00+08:00"));
  EXPECT_THAT(fields_of(training, ProblemKind::breach), ElementsAre("time"));
  EXPECT_THAT(missing_in(training), IsEmpty()) << "it happened: it can be recorded";
  ServiceRecord staff = whole_record("staff");
  ASSERT_TRUE(set_field(staff, "replaces", "王五"));
  EXPECT_THAT(fields_of(staff, ProblemKind::breach), ElementsAre("consent_at"));
  ServiceRecord consent = whole_record("consent");
  ASSERT_TRUE(set_field(consent, "left_at", "2026-10-11T09:00+08:00"));
  EXPECT_THAT(fields_of(consent, ProblemKind::breach), ElementsAre("left_at"));
}

TEST(ServiceTest, WithoutPermissionIsRecordedAsAViolationOnly) {
  ServiceRecord test;
  test.kind = "test";
  for (const auto& [field, value] : std::map<std::string, std::string>{
           {"method", "penetration"}, {"target", "web01"}, {"start", "2026-10-12T09:00+08:00"}})
    ASSERT_TRUE(set_field(test, field, value));
  EXPECT_THAT(missing_in(test), Contains("permission"));
  ASSERT_TRUE(set_field(test, "violation", "值班人员误操作"));
  EXPECT_THAT(missing_in(test), IsEmpty());
  EXPECT_THAT(fields_of(test, ProblemKind::breach), ElementsAre("start"));
}

TEST(ServiceYear, FoldsVersionsToTheNewest) {
  MemoryCase memory;
  ServiceRecord patrol = whole_record("patrol");
  memory.append(event_type::service, to_json(patrol));
  memory.append(event_type::service, to_json(whole_record("training")));
  patrol.version = 2;
  ASSERT_TRUE(set_field(patrol, "measures", "已复核"));
  memory.append(event_type::service, to_json(patrol));
  const auto year = read_service_year(memory);
  ASSERT_TRUE(year) << year.error().what;
  ASSERT_EQ(year->records.size(), 2U);
  EXPECT_EQ(year->records[0].version, 2);
  EXPECT_THAT(year->records[0].versions, ElementsAre(0, 2));
  EXPECT_EQ(year->find("patrol-0001")->text("measures"), "已复核");
  EXPECT_EQ(next_id(*year, "patrol"), "patrol-0002");
  EXPECT_EQ(next_id(*year, "wipe"), "wipe-0001");
  const auto before = read_service_year(memory, 2);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->find("patrol-0001")->version, 1) << "the first events give what they gave";
}

TEST(ServiceYear, NamesEventsThatCannotBeUnderstood) {
  MemoryCase memory;
  memory.append(event_type::service,
                {{"kind", "patroll"}, {"id", "x-1"}, {"version", 1}, {"fields", Json::object()}});
  memory.append(event_type::service,
                {{"kind", "patrol"}, {"id", "../x"}, {"version", 1}, {"fields", Json::object()}});
  memory.append(event_type::service,
                {{"kind", "patrol"}, {"id", "p-1"}, {"version", 1}, {"fields", {{"day", 7}}}});
  memory.append(event_type::service, {{"kind", "contract"}, {"object", "zz"}, {"size", 3}});
  memory.append_raw("service", "{no json");
  const auto year = read_service_year(memory);
  ASSERT_TRUE(year) << year.error().what;
  EXPECT_THAT(year->records, IsEmpty());
  EXPECT_EQ(year->unread.size(), 5U);
  EXPECT_FALSE(year->has_contract);
}

TEST(ServiceYear, ReadsTheNewestContractAsItStood) {
  MemoryCase memory;
  keep_sample_contract(memory);
  const auto year = read_service_year(memory);
  ASSERT_TRUE(year) << year.error().what;
  EXPECT_THAT(year->unread, IsEmpty());
  ASSERT_TRUE(year->has_contract);
  EXPECT_EQ(year->contract.id, "HT-1");
}

TEST(FollowUp, GoesFromStateToState) {
  ServiceRecord issued = whole_record("follow-up"), next = issued;
  ASSERT_TRUE(set_field(next, "state", "closed"));
  const auto jump = may_follow(issued, next);
  ASSERT_FALSE(jump);
  EXPECT_THAT(jump.error().what, HasSubstr("may become answered"));
  ASSERT_TRUE(set_field(next, "state", "answered"));
  EXPECT_TRUE(may_follow(issued, next));
  EXPECT_THAT(missing_in(next), ElementsAre("answer", "answered_at", "answered_by"));
}

TEST(FollowUp, IsOpenedAgainOnlyWithAReason) {
  ServiceRecord closed = whole_record("follow-up");
  closed.fields["state"] = "closed";
  closed.fields["answer"] = "已升级";
  closed.fields["closed_by"] = "韩梅梅";
  ServiceRecord again = closed;
  again.fields["state"] = "issued";
  EXPECT_FALSE(may_follow(closed, again));
  again.fields["reopened_at"] = "2026-11-12T09:00+08:00";
  again.fields["reopened_reason"] = "复测仍存在";
  EXPECT_TRUE(may_follow(closed, again));
  forget_later_stages(closed, again);
  EXPECT_EQ(again.text("closed_by"), "") << "what was said of later states is history";
  EXPECT_EQ(again.text("answer"), "");
}

TEST(FollowUp, SaysWhenAnAnswerWasReviewedByTheOneWhoGaveIt) {
  ServiceRecord record = whole_record("follow-up");
  for (const auto& [field, value] :
       std::map<std::string, std::string>{{"state", "returned"},
                                          {"answer", "已修"},
                                          {"answered_at", "2026-10-13T09:00+08:00"},
                                          {"answered_by", "王五"},
                                          {"review", "截图不清"},
                                          {"reviewed_at", "2026-10-14T09:00+08:00"},
                                          {"reviewed_by", "王五"}})
    ASSERT_TRUE(set_field(record, field, value));
  EXPECT_THAT(missing_in(record), IsEmpty());
  EXPECT_THAT(fields_of(record, ProblemKind::breach), ElementsAre("reviewed_by"));
}

}  // namespace
}  // namespace firsthour::playbooks
