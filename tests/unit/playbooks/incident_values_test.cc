// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/incident_versions.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

void set(Incident& incident, std::string_view name, std::string_view value) {
  const auto done = set_field(incident, name, value);
  ASSERT_TRUE(done) << name << ": " << done.error().what;
}
std::string refusal(std::string_view name, std::string_view value) {
  Incident incident;
  const auto done = set_field(incident, name, value);
  EXPECT_FALSE(done) << name << "=" << value;
  return done ? "" : done.error().what;
}

// "Identity: id name …" a group, in the order in which the screen and the paper show them.
std::string outline(const Incident& incident) {
  std::string text;
  for (const RecordGroup& group : fields_by_group(incident)) {
    text += group.title.en + ":";
    for (const auto& [name, value] : group.fields) text += " " + name;
    text += "\n";
  }
  return text;
}

TEST(Groups, HaveTheFieldsInTheOrderOfThePrintedRecord) {
  Incident incident;
  for (const auto& [name, value] : {std::pair{"id", "IR-1"},
                                    {"arrived", "2026-11-22T13:30+08:00"},
                                    {"reported", "2026-11-22T13:00+08:00"},
                                    {"occurred", "2026-11-22T12:00+08:00"},
                                    {"cause", "弱口令"},
                                    {"reporter", "赵六"},
                                    {"notice.initial.1.sent", "2026-11-22T14:00+08:00"},
                                    {"notice.told-operator.1.sent", "2026-11-22T13:40+08:00"},
                                    {"corrective.1.what", "关闭端口"},
                                    {"lessons", "口令"}})
    set(incident, name, value);
  EXPECT_EQ(outline(incident),
            "Identity: id exercise state\n"
            "Report: reporter reported\n"
            "On site: on_site_from arrived\n"
            "Time line: occurred\n"
            "Cause and nature: cause\n"
            "Lessons: lessons corrective.1.what\n"
            "Notices: notice.told-operator.1.sent notice.initial.1.sent\n");
}

TEST(Groups, LeaveOutNothingThatTheRecordSays) {
  Incident incident;
  for (const TextField& field : kTextFields) incident.*field.member = "1";
  for (const TimeField& field : kTimeFields) incident.*field.member = Instant{1};
  set(incident, "notice.final.1.to", "网信办");
  set(incident, "corrective.1.owner", "张三");
  std::set<std::string> shown;
  for (const RecordGroup& group : fields_by_group(incident))
    for (const auto& [name, value] : group.fields) EXPECT_TRUE(shown.insert(name).second) << name;
  for (const auto& [name, value] : fields_of(incident)) EXPECT_TRUE(shown.contains(name)) << name;
}

TEST(Choices, AreTakenInEitherLanguageAndKeptByName) {
  Incident incident;
  set(incident, "operator_kind", "关基");
  set(incident, "report_grade", "较大");
  set(incident, "suspected_crime", "是");
  set(incident, "protection_level", "3");
  EXPECT_EQ(incident.operator_kind, "cii");
  EXPECT_EQ(incident.report_grade, "considerable");
  EXPECT_EQ(incident.suspected_crime, "yes");
  EXPECT_EQ(incident.protection_level, "三级");
  EXPECT_EQ(shown_field("report_grade", "considerable").zh, "较大");
}

TEST(Choices, RefuseOtherWordsAndListTheirs) {
  EXPECT_THAT(refusal("grade", "consderable"), HasSubstr("did you mean 'considerable'"));
  EXPECT_THAT(refusal("operator_kind", "police"), HasSubstr("state-organ"));
}

TEST(Numbers, AreWrittenOut) {
  Incident incident;
  set(incident, "people_affected", "120万");
  set(incident, "loss_cny", "1,250.50");
  EXPECT_EQ(incident.people_affected, "1200000");
  EXPECT_EQ(incident.loss_cny, "1250.5");
  EXPECT_THAT(refusal("outage_minutes", "about ten"), HasSubstr("no number"));
}

TEST(OtherKinds, AreChecked) {
  EXPECT_THAT(refusal("attack", "T15"), HasSubstr("T1505.003"));
  EXPECT_THAT(refusal("ransom_date", "2026-02-30"), HasSubstr("no day"));
  EXPECT_THAT(refusal("class_code", "ransomware"), HasSubstr("two or five digits"));
  EXPECT_THAT(refusal("summary", std::string(20'000, 'x')), HasSubstr("16 KiB"));
  EXPECT_THAT(refusal("summary", "a\x1b[2J"), HasSubstr("control character"));
}

TEST(Notices, AreFieldsWithTheirKindAndOrdinal) {
  Incident incident;
  set(incident, "notice.initial.sent", "2026-11-22T14:00+08:00");
  set(incident, "notice.follow-up.1.to", "市公安局网安支队");
  set(incident, "notice.follow-up.2.receipt", "回执 0031");
  ASSERT_EQ(incident.notices.size(), 3U);
  EXPECT_EQ(incident.notices[0].kind, "initial");
  EXPECT_EQ(incident.notices[2].ordinal, 2);
  EXPECT_EQ(fields_of(incident).at("notice.follow-up.2.receipt"), "回执 0031");
  EXPECT_EQ(field_words("notice.follow-up.2.receipt").zh, "续报（第 2 次）回执");
  set(incident, "notice.follow-up.2.receipt", "");
  EXPECT_EQ(incident.notices.size(), 2U);
}

TEST(Notices, RefuseUnknownKindsFieldsAndGaps) {
  EXPECT_THAT(refusal("notice.inital.sent", "x"), HasSubstr("did you mean 'initial'"));
  EXPECT_THAT(refusal("notice.initial.send", "x"), HasSubstr("did you mean 'sent'"));
  EXPECT_THAT(refusal("notice.follow-up.3.to", "x"), HasSubstr("the next is number 1"));
  EXPECT_THAT(refusal("notice.initial.sent", "2026-11-22 14:00"), HasSubstr("zone"));
  EXPECT_THAT(refusal("notice.initial", "x"), HasSubstr("notice.KIND"));
}

TEST(Correctives, AreFieldsWithTheirNumber) {
  Incident incident;
  set(incident, "corrective.1.what", "关闭匿名上传");
  set(incident, "corrective.1.due", "2026-12-01");
  set(incident, "corrective.1.state", "已完成");
  ASSERT_EQ(incident.correctives.size(), 1U);
  EXPECT_EQ(incident.correctives[0].state, "done");
  EXPECT_THAT(refusal("corrective.2.what", "x"), HasSubstr("the next is number 1"));
  EXPECT_THAT(refusal("corrective.1.due", "soon"), HasSubstr("no day"));
}

// What goes into the ledger, and comes back.
Incident folded(const std::vector<std::vector<Json>>& changes) {
  IncidentFold fold;
  std::vector<std::string> problems;
  for (const auto& bodies : changes)
    for (const Json& body : bodies) fold.take(body, problems);
  EXPECT_TRUE(problems.empty()) << problems.front();
  return *fold.incident();
}
Incident nothing() {
  Incident none;
  none.version = 0;
  return none;
}

TEST(Versions, HoldWhatChangedAndFoldToTheRecord) {
  Incident first;
  set(first, "id", "IR-1");
  set(first, "place", "机房");
  set(first, "arrived", "2026-11-22T13:37+08:00");
  Incident second = first;
  second.version = 2;
  set(second, "place", "");
  set(second, "notice.initial.to", "网信办");
  const auto one = change_bodies(nothing(), first, ""), two = change_bodies(first, second, "更正");
  ASSERT_EQ(two.size(), 1U);
  EXPECT_EQ(two[0].at("unset"), Json::array({"place"}));
  EXPECT_EQ(two[0].at("set").size(), 1U);
  EXPECT_EQ(two[0].at("reason"), "更正");
  EXPECT_EQ(to_json(folded({one, two})), to_json(second));
}

TEST(Versions, OfLongTextsBecomeSeveralEventsThatEachFit) {
  Incident incident;
  set(incident, "id", "IR-1");
  std::string text;
  while (text.size() + 3 < 16 * 1024) text += "长";
  int fields = 0;
  for (const TextField& field : kTextFields)
    if (field.kind == ValueKind::text && field.name != "id") set(incident, field.name, text), ++fields;
  ASSERT_GT(fields, 50);
  const auto bodies = change_bodies(nothing(), incident, "");
  EXPECT_GT(bodies.size(), 20U);
  for (const Json& body : bodies) {
    EXPECT_LT(canonical(body).size(), 36'000U);
    EXPECT_EQ(body.at("version"), 1);
  }
  EXPECT_EQ(to_json(folded({bodies})), to_json(incident));
}

TEST(Versions, OfAnOlderReleaseAreWholeRecords) {
  firsthour::testing::MemoryCase the_case;
  the_case.append(event_type::incident, {{"id", "IR-1"},
                                         {"name", "old"},
                                         {"place", "机房"},
                                         {"exercise", false},
                                         {"state", "open"},
                                         {"version", 1},
                                         {"on_site_from", "reported"},
                                         {"protection_level", "三级（S3A3）"}});
  the_case.append(event_type::incident,
                  {{"version", 2}, {"set", {{"name", "new"}}}, {"unset", Json::array({"place"})}});
  const auto latest = latest_incident(the_case, 0);
  ASSERT_TRUE(latest && *latest) << latest.error().what;
  EXPECT_EQ((*latest)->name, "new");
  EXPECT_EQ((*latest)->place, "");
  EXPECT_EQ((*latest)->protection_level, "三级（S3A3）");  // kept as it was said
  EXPECT_EQ((*latest)->version, 2);
}

TEST(Versions, OfTornAndWrongBodiesAreNamedAndTheRestCounts) {
  IncidentFold fold;
  std::vector<std::string> problems;
  fold.take(Json{{"version", 1}, {"set", {{"name", "x"}, {"arrived", "soon"}, {"place", 7}}}}, problems);
  fold.take(Json{{"version", "two"}, {"unset", Json::array({1})}}, problems);
  EXPECT_EQ(fold.incident()->name, "x");
  EXPECT_EQ(problems.size(), 4U);
}

TEST(History, SaysWhoChangedWhatWhen) {
  firsthour::testing::MemoryCase the_case;
  Incident first, second;
  set(first, "id", "IR-1");
  set(first, "grade", "一般");
  second = first;
  second.version = 2;
  set(second, "grade", "较大");
  for (const Json& body : change_bodies(nothing(), first, "")) the_case.append(event_type::incident, body);
  for (const Json& body : change_bodies(first, second, "损失扩大"))
    the_case.append(event_type::incident, body);
  const auto history = incident_history(the_case, 0);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 2U);
  EXPECT_EQ((*history)[1].reason, "损失扩大");
  EXPECT_EQ((*history)[1].actor, "root (李雷)");
  ASSERT_EQ((*history)[1].changes.size(), 1U);
  EXPECT_EQ((*history)[1].changes[0].before, "ordinary");
  EXPECT_EQ((*history)[1].changes[0].after, "considerable");
}

TEST(Missing, NamesWhatARecordLacksAndMoreOnceItIsClosed) {
  Incident incident;
  set(incident, "name", "x");
  const auto open = missing_fields(incident, nullptr);
  EXPECT_THAT(open, Contains("reporter"));
  EXPECT_THAT(open, Not(Contains("name")));
  EXPECT_THAT(open, Not(Contains("recovered")));
  set(incident, "state", "closed");
  EXPECT_THAT(missing_fields(incident, nullptr), Contains("recovered"));
}

TEST(Contradictions, AreNamed) {
  Incident incident;
  set(incident, "critical_infrastructure", "是");
  set(incident, "operator_kind", "其他");
  set(incident, "discovered", "2026-11-22T13:00+08:00");
  set(incident, "notice.initial.sent", "2026-11-22T12:00+08:00");
  const auto wrong = contradictions(incident);
  EXPECT_THAT(wrong, Contains(Field(&Words::zh, HasSubstr("关键信息基础设施"))));
  EXPECT_THAT(wrong, Contains(Field(&Words::en, HasSubstr("before discovered"))));
}

// INCIDENT.md has every field and its place; neither may have what the other has not.
TEST(Fields, AreAllInTheirDocumentAndNoOthers) {
  std::ifstream file{FIRSTHOUR_SOURCE_DIR "/playbooks/INCIDENT.md"};
  ASSERT_TRUE(file);
  std::set<std::string> written, known{"exercise", "state", "on_site_from", "version"};
  for (const TextField& field : kTextFields) known.emplace(field.name);
  for (const TimeField& field : kTimeFields) known.emplace(field.name);
  for (const char* field : {"sent", "to", "by", "receipt", "late_reason"})
    known.insert("notice.KIND.N." + std::string{field});
  for (const char* field : {"what", "owner", "due", "state"})
    known.insert("corrective.N." + std::string{field});
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("| §2.4 ")) continue;
    for (std::size_t at = line.find('`'); at != std::string::npos;) {
      const std::size_t end = line.find('`', at + 1);
      written.insert(line.substr(at + 1, end - at - 1));
      at = line.find('`', end + 1);
    }
  }
  EXPECT_EQ(written, known);
}

}  // namespace
}  // namespace firsthour::playbooks
