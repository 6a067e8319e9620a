// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/report.h"
#include "playbooks/reports/incident_export.h"
#include "tests/unit/playbooks/sample_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace firsthour::playbooks {
namespace {

using firsthour::testing::sample_case;
using firsthour::testing::sample_checkpoint;
using ::testing::HasSubstr;
using ::testing::Not;

std::string made(const CaseReader& from, const char* what, Language language = Language::zh,
                 Format format = Format::markdown) {
  const auto files = make_report(from, {what, {format}, language, 0, ""}, "");
  EXPECT_TRUE(files) << what << ": " << (files ? "" : files.error().what);
  return files && !files->empty() ? files->front().bytes : "";
}

// The sample's record, changed as people would.
void change(firsthour::testing::MemoryCase& the_case,
            std::initializer_list<std::pair<const char*, const char*>> fields,
            const std::string& reason = "") {
  const Incident before = **latest_incident(the_case, 0);
  Incident after = before;
  ++after.version;
  for (const auto& [name, value] : fields) {
    const auto set = set_field(after, name, value);
    ASSERT_TRUE(set) << set.error().what;
  }
  for (const Json& body : change_bodies(before, after, reason)) the_case.append(event_type::incident, body);
}

TEST(IncidentRecord, PrintsEveryGroupAndBlanksForWhatIsMissing) {
  const auto the_case = sample_case();
  const std::string text = made(*the_case, "incident-record");
  for (const char* part : {"标识", "受理", "分级", "溯源", "勒索", "证据", "恢复", "根因与教训", "签署",
                           R"(\_\_\_\_)", "尚缺", "案件所载"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(IncidentRecord, PutsWhatTheCaseKnowsBesideWhatPeopleSaid) {
  const auto the_case = sample_case();
  const std::string text = made(*the_case, "incident-record");
  EXPECT_THAT(text, HasSubstr("门户网站集群"));
  EXPECT_THAT(text, HasSubstr("采集的主机"));
}

TEST(IncidentRecord, SaysWhatWasNotCheckedAndHowTheGradeWasReached) {
  const auto the_case = sample_case();
  change(*the_case, {{"class_code", "02009"},
                     {"impact_object", "重要"},
                     {"business_loss", "严重"},
                     {"grade", "一般"},
                     {"graded_by", "李雷"}});
  const std::string text = made(*the_case, "incident-record");
  EXPECT_THAT(text, HasSubstr("网络攻击事件 / 网页篡改事件"));
  EXPECT_THAT(text, HasSubstr("尚未与标准正式文本核对"));
  EXPECT_THAT(text, HasSubstr("登记的级别与按表推得的级别不同，按表为：较大"));
}

TEST(IncidentRecord, ListsChangesOfTheGradeWithTheirReason) {
  const auto the_case = sample_case();
  change(*the_case, {{"grade", "一般"}, {"graded_by", "李雷"}});
  change(*the_case, {{"grade", "较大"}}, "损失扩大");
  const std::string text = made(*the_case, "incident-record");
  EXPECT_THAT(text, HasSubstr("损失扩大"));
}

TEST(A7Sheet, HasItsFieldsAndNoOthers) {
  const auto the_case = sample_case();
  const Json sheet = *parse_json(made(*the_case, "a7-sheet", Language::zh, Format::json));
  std::vector<std::string> labels;
  for (const Json& block : sheet.at("blocks"))
    if (block.at("kind") == "facts" && labels.empty())
      for (const Json& row : block.at("rows")) labels.push_back(row.at("label"));
  EXPECT_EQ(labels, (std::vector<std::string>{"报告时间", "机构名称", "报告人", "联系电话", "传真", "签发人",
                                              "联系方式", "事件发生地点", "单位及系统、设施、平台基本情况",
                                              "事件简要经过", "影响范围和程度", "后果、原因和事件性质判断",
                                              "已采取的措施及效果", "拟采取的措施、请求支援及需协助事项"}));
}

// A signature on a page without what is signed could belong to anything.
TEST(A7Sheet, HasItsSignaturesBeforeTheCheckpoint) {
  const auto files =
      make_report(*sample_case(), {"a7-sheet", {Format::json}, Language::zh, 0, ""}, sample_checkpoint());
  ASSERT_TRUE(files);
  const Json sheet = *parse_json(files->front().bytes);
  std::vector<std::string> kinds;
  for (const Json& block : sheet.at("blocks")) kinds.push_back(block.at("kind"));
  ASSERT_GE(kinds.size(), 3U);
  EXPECT_EQ(kinds[kinds.size() - 2], "signatures");
  EXPECT_EQ(kinds.back(), "checkpoint");
}

TEST(A7Sheet, StaysChineseAndGlossesInEnglish) {
  const auto the_case = sample_case();
  EXPECT_THAT(made(*the_case, "a7-sheet", Language::en), HasSubstr("传真 / fax"));
}

TEST(FollowUp, SaysWhichOneItIsAndWhatChangedSinceTheLast) {
  const auto the_case = sample_case();
  change(*the_case, {{"notice.initial.sent", "2026-11-22T13:40+08:00"}});
  the_case->now = *parse_rfc3339("2026-11-22T15:00+08:00");
  change(*the_case, {{"cause", "上传接口未校验文件类型"}}, "查明");
  const std::string text = made(*the_case, "follow-up-report");
  EXPECT_THAT(text, HasSubstr("第 1 次续报"));
  EXPECT_THAT(text, HasSubstr("2026-11-22 13:40:00"));
  EXPECT_THAT(text, HasSubstr("上传接口未校验文件类型"));
}

TEST(FollowUp, LeavesOutHowTheRecordIsKept) {
  const auto the_case = sample_case();
  change(*the_case, {{"notice.initial.sent", "2026-11-22T13:40+08:00"}});
  the_case->now = *parse_rfc3339("2026-11-22T15:00+08:00");
  change(*the_case, {{"reviewer", "孙丽"}, {"notice.initial.receipt", "回执-17"}, {"impact", "三个栏目"}});
  the_case->now = *parse_rfc3339("2026-11-22T15:30+08:00");
  change(*the_case, {{"handler", "周航"}});
  const std::string text = made(*the_case, "follow-up-report");
  EXPECT_THAT(text, HasSubstr("三个栏目"));
  for (const char* own : {"孙丽", "回执-17", "周航"}) EXPECT_THAT(text, Not(HasSubstr(own)));
}

TEST(FollowUp, SaysWhenThereIsNothingToCompareWith) {
  const auto the_case = sample_case();
  EXPECT_THAT(made(*the_case, "follow-up-report", Language::en), HasSubstr("nothing to compare with"));
}

TEST(Reports, OfAnIncidentNameContradictions) {
  const auto the_case = sample_case();
  change(*the_case, {{"arrived", "2026-11-22T12:00+08:00"}});
  for (const char* what : {"incident-record", "initial-report", "final-report", "a7-sheet"})
    EXPECT_THAT(made(*the_case, what), HasSubstr("早于")) << what;
}

TEST(Reports, OfACaseWithoutAnIncidentAreFormsOfBlanks) {
  firsthour::testing::MemoryCase empty;
  empty.append(event_type::opened, {{"name", "x"}});
  for (const char* what :
       {"incident-record", "a7-sheet", "initial-report", "follow-up-report", "final-report"})
    EXPECT_THAT(made(empty, what), HasSubstr(R"(\_\_\_\_)")) << what;
  EXPECT_THAT(made(empty, "veris"), HasSubstr("\"unknown\""));
}

TEST(Reports, RebuildByteForByte) {
  const auto the_case = sample_case();
  for (const char* what : {"incident-record", "final-report", "veris", "stix"})
    for (const Language language : {Language::zh, Language::en})
      EXPECT_EQ(made(*the_case, what, language, Format::html), made(*the_case, what, language, Format::html));
}

TEST(Veris, HasItsNineFieldsAndTheActionOfTheClass) {
  const auto the_case = sample_case();
  change(*the_case, {{"class_code", "01007"},
                     {"grade", "较大"},
                     {"compromised", "2026-11-22T10:00+08:00"},
                     {"discovery_method", "内部"},
                     {"loss_cny", "12000"}});
  const Json object = *parse_json(made(*the_case, "veris"));
  for (const char* field : {"incident_id", "security_incident", "summary", "timeline", "action", "actor",
                            "asset", "discovery_method", "schema_version"})
    EXPECT_TRUE(object.contains(field)) << field;
  EXPECT_EQ(object.at("action").at("malware").at("variety"), Json::array({"Ransomware"}));
  EXPECT_EQ(object.at("security_incident"), "Confirmed");
  EXPECT_EQ(object.at("timeline").at("incident").at("year"), 2026);
  EXPECT_EQ(object.at("timeline").at("discovery"), (Json{{"unit", "Hours"}, {"value", 2}}));
  EXPECT_EQ(object.at("timeline").at("exfiltration"), (Json{{"unit", "Unknown"}}));
  EXPECT_EQ(object.at("plus").at("exercise"), true);
}

TEST(Veris, SaysUnknownForAClassWithoutAnAction) {
  const auto the_case = sample_case();
  change(*the_case, {{"class_code", "10"}});
  EXPECT_TRUE(parse_json(made(*the_case, "veris"))->at("action").contains("unknown"));
}

TEST(Stix, IsABundleWhoseReferencesAllLeadSomewhere) {
  const auto the_case = sample_case();
  const Json bundle = *parse_json(made(*the_case, "stix"));
  EXPECT_EQ(bundle.at("type"), "bundle");
  std::set<std::string> ids, types;
  for (const Json& object : bundle.at("objects")) {
    EXPECT_TRUE(ids.insert(object.at("id")).second) << object.at("id");
    types.insert(object.at("type"));
    EXPECT_TRUE(object.at("id").get<std::string>().starts_with(object.at("type").get<std::string>() + "--"));
  }
  EXPECT_TRUE(types.contains("incident") && types.contains("identity") && types.contains("attack-pattern") &&
              types.contains("indicator") && types.contains("observed-data"));
  const std::function<void(const Json&)> look = [&](const Json& json) {
    if (!json.is_structured()) return;
    for (const auto& [key, value] : json.items()) {
      if (key.ends_with("_ref")) {
        EXPECT_TRUE(ids.contains(value)) << key << " " << value;
      }
      if (key.ends_with("_refs")) {
        for (const Json& one : value) EXPECT_TRUE(ids.contains(one)) << key << " " << one;
      }
      look(value);
    }
  };
  for (const Json& object : bundle.at("objects")) look(object);
}

// The published schema of the extension takes no other members.
TEST(Stix, TheIncidentHasOnlyMembersOfItsExtensionAndIsTiedToWhatWasFound) {
  const auto the_case = sample_case();
  const Json bundle = *parse_json(made(*the_case, "stix"));
  std::string incident;
  std::set<std::string> found, tied;
  for (const Json& object : bundle.at("objects")) {
    if (object.at("type") == "observed-data" || object.at("type") == "indicator")
      found.insert(object.at("id"));
    if (object.at("type") != "incident") continue;
    incident = object.at("id");
    const Json& extension = object.at("extensions").begin().value();
    for (const auto& [name, value] : extension.items())
      EXPECT_TRUE(name == "extension_type" || name == "determination" || name == "investigation_status")
          << name;
  }
  for (const Json& object : bundle.at("objects"))
    if (object.at("type") == "relationship" && object.at("source_ref") == incident)
      tied.insert(object.at("target_ref"));
  for (const std::string& one : found) EXPECT_TRUE(tied.contains(one)) << one;
}

// RFC 4122, appendix B: the name space of domain names.
TEST(Uuid5, IsThatOfTheStandard) {
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.org"),
            "74738ff5-5367-5958-9aee-98fffdcd1876");
}

}  // namespace
}  // namespace firsthour::playbooks
