// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill_papers.h"

#include "playbooks/drill_to_year.h"
#include "tests/unit/playbooks/service_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace firsthour::testing;

constexpr std::string_view kScenario = R"yaml(
type: playbook
spec_version: cacao-2.0
id: playbook--11111111-2222-4333-8444-555555555555
name: 勒索软件演练
created_by: identity--11111111-2222-4333-8444-555555555556
created: "2026-11-01T00:00:00Z"
modified: "2026-11-02T00:00:00Z"
workflow_start: start--1
workflow:
  start--1: {type: start, on_completion: end--1}
  end--1: {type: end}
playbook_extensions:
  extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41:
    type: firsthour-playbook
    scenario:
      title: {zh: 门户网站演练, en: Drill of the portal}
      background: {zh: 管理员发现文件打不开。, en: Files do not open.}
      stop_word: 停止演练
      allowed: [/srv/drill]
      plan: {unit: 科技信息化处, place: 三楼会议室, planned_at: "2026-12-03T09:30+08:00", aim: 检验流程, form: tabletop,
             scope: organisation, content: single}
      roles:
        - {id: commander, kind: coordinator, zh: 总指挥, en: commander, person: 韩梅梅, unit: 科技信息化处}
        - {id: duty, kind: player, zh: 值班员, en: duty officer, person: 李雷, unit: 驻场组}
        - {id: judge, kind: evaluator, zh: 评估员, en: evaluator, person: 赵敏}
      stages:
        - {id: execution, zh: 演练执行, en: execution}
      artefacts:
        - {id: shell, kind: webshell, path: /srv/drill/a.php}
      injects:
        - {id: i1, at: "00:05", stage: execution, thread: 发现, from: commander, to: [duty], kind: call,
           zh: 网站打不开了, en: The site is down, expected_zh: 上报, answer_within: "00:05", artefact: shell,
           scene: 勒索信, parallel: 页面 503, remark: 备注一}
        - {id: i2, at: "00:15", stage: execution, to: [duty], zh: 请断网, en: Disconnect it, answer_within: "00:05"}
      expectations:
        - {id: e1, kind: answer, of: i1, zh: 五分钟内上报, en: reported within five minutes, within: "00:05", points: 10,
           role: duty}
        - {id: e2, kind: answer, of: i2, zh: 五分钟内断网, en: disconnected within five minutes, within: "00:05", points: 20}
)yaml";

DrillPaperRequest request_for(std::vector<std::string> only, Language language = Language::zh) {
  DrillPaperRequest request;
  request.only = std::move(only);
  request.formats = {Format::markdown};
  request.language = language;
  return request;
}

std::string text_of(const Result<std::vector<OutputFile>>& files) {
  if (!files) return "error: " + files.error().what;
  std::string all;
  for (const OutputFile& file : *files) all += file.bytes;
  return all;
}

class Papers : public ::testing::Test {
 protected:
  static Playbook playbook() { return read_playbook(kScenario)->playbook; }
  static std::string before(const std::string& form, Language language = Language::zh) {
    return text_of(make_scenario_papers(playbook(), std::string(64, 'a'), request_for({form}, language)));
  }
};

TEST_F(Papers, BeforeADrillComeFromItsScenarioAlone) {
  const auto files = make_scenario_papers(playbook(), std::string(64, 'a'), request_for({}));
  ASSERT_TRUE(files) << files.error().what;
  std::vector<std::string> names;
  for (const OutputFile& file : *files) names.push_back(file.name.substr(0, 3));
  EXPECT_THAT(names, ElementsAre("A.1", "A.2", "A.3", "A.4", "A.6"));
  for (const OutputFile& file : *files) EXPECT_THAT(file.bytes, HasSubstr("演练**")) << "the mark";
}

TEST_F(Papers, OfTheWorkPlanTickTheFormAndNameTheTeams) {
  EXPECT_THAT(before("A.2"), AllOf(HasSubstr("☑ 桌面推演"), HasSubstr("□ 实操演练"), HasSubstr("☑ 组织内部"),
                                   HasSubstr("☑ 专项演练"), HasSubstr("2026-12-03 09:30"),
                                   HasSubstr("韩梅梅"), HasSubstr("/srv/drill"), HasSubstr("停止演练")));
  EXPECT_THAT(before("A.2", Language::en),
              AllOf(HasSubstr("☑ tabletop"), HasSubstr("commander"), HasSubstr("Files do not open.")));
}

TEST_F(Papers, OfTheScriptHaveEveryColumnInDrillTimeAndTheTimeOfTheDay) {
  EXPECT_THAT(before("A.6"), AllOf(HasSubstr("T+00:05:00"), HasSubstr("09:35"), HasSubstr("【电话】"),
                                   HasSubstr("总指挥 → 值班员"), HasSubstr("上报"),
                                   HasSubstr("应答时限：5 分钟"), HasSubstr("勒索信"), HasSubstr("页面 503"),
                                   HasSubstr("导调：植入"), HasSubstr("备注一")));
}

TEST_F(Papers, OfAScenarioAreEmptySheetsWhereOnlyADrillCanFillThem) {
  EXPECT_THAT(before("A.9"), AllOf(HasSubstr("方案可行性"), HasSubstr("□ 1 差"), Not(HasSubstr("☑ 5"))));
  EXPECT_THAT(before("A.10"), HasSubstr("needs the case of a drill"));
  EXPECT_THAT(before("A.12"), AllOf(HasSubstr("no paper 'A.12'"), HasSubstr("A.10")));
}

// A drill that was held: one answer in time, one late, judged by two people, with two improvements.
class DrillReport : public Papers {
 protected:
  using Kind = DrillEvent::Kind;
  DrillReport() {
    memory.append(event_type::opened, {{"name", "演练一"}, {"case", "c-1"}, {"exercise", true}});
    Item item;
    item.kind = "scenario";
    memory.add("a1", item, kScenario);
    add(Kind::planned, sha256(kScenario).hex(), "李雷", "a1");
    add(Kind::notified, "", "李雷", "监控中心张三");
    add(Kind::clock, "", "韩梅梅").change = ClockChange{};
    say();
    deliver("i1", 5);
    answer("i1", 7);
    deliver("i2", 15);
    answer("i2", 29);
    observe();
    add(Kind::observed, "", "周敏", "未复述号码").at = 31 * 60'000;
    judge("1", 5, "赵敏");
    judge("1", 3, "周敏");
    judge("2", 3, "赵敏");
    improve("编制断网操作卡", {{"due", "2026-12-31"}, {"plan", "5.2 节"}, {"severity", "medium"}});
    improve("补充联络人", {});
    add(Kind::ended, "", "韩梅梅").at = 40 * 60'000;
    say();
  }

  DrillEvent& add(Kind kind, std::string subject = "", std::string who = "", std::string text = "") {
    if (event_) say();
    event_.emplace();
    event_->kind = kind;
    event_->subject = std::move(subject);
    event_->who = std::move(who);
    event_->text = std::move(text);
    return *event_;
  }
  void say() {
    event_->wall = Instant{memory.now.nanoseconds + 1'000'000'000};
    if (event_->change) event_->change->wall = event_->wall;
    memory.append(event_type::drill, body_of(*event_));
    event_.reset();
  }
  void deliver(const char* inject, int minute) { add(Kind::delivered, inject).at = minute * 60'000; }
  void answer(const char* inject, int minute) {
    DrillEvent& event = add(Kind::answered, inject, "李雷", "已办");
    event.role = "duty";
    event.at = minute * 60'000;
  }
  void observe() {
    DrillEvent& event = add(Kind::observed, "execution", "周敏", "指令清楚");
    event.values = {{"ticks", "controlled,reported"}, {"surprise", "投影中断"}, {"means", "photo"}};
    event.at = 30 * 60'000;
  }
  void judge(const char* item, int score, const char* who) {
    DrillEvent& event = add(Kind::judged, item, who);
    event.score = score;
    event.grade = score == 5 ? "P" : "S";
    event.at = 35 * 60'000;
  }
  void improve(const char* what, std::map<std::string, std::string> values) {
    DrillEvent& event = add(Kind::improvement, "", "李雷", what);
    event.values = std::move(values);
    event.at = 36 * 60'000;
  }
  [[nodiscard]] std::string paper(const std::string& form, Language language = Language::zh) const {
    return text_of(make_drill_papers(memory, request_for({form}, language), ""));
  }
  [[nodiscard]] std::vector<ServiceRecord> left(const ServiceYear& year) const {
    CaseOverview overview;
    overview.name = "演练一";
    overview.id = "c-1";
    const auto records = service_records_of(memory, overview, year, {"2026-12-03T12:00:00+08:00", "李雷"});
    EXPECT_TRUE(records && *records);
    return **records;
  }

  MemoryCase memory;
  std::optional<DrillEvent> event_;
};

TEST_F(DrillReport, RecordsTheStagesWithTheirTicks) {
  EXPECT_THAT(paper("A.8"),
              AllOf(HasSubstr("☑ 发现的情况已及时报告"), HasSubstr("□ 全过程已记录"), HasSubstr("投影中断"),
                    HasSubstr("☑ 照片"), HasSubstr("监控中心张三"), HasSubstr("T+00:15:00")));
  EXPECT_THAT(paper("A.8", Language::en), HasSubstr("☑ what was found was reported at once"));
}

TEST_F(DrillReport, PutsAnObservationOfNoStageUnderThatOfTheLastInject) {
  const std::string record = paper("A.8");
  const std::size_t seen = record.find("未复述号码"), before = record.rfind("\n## ", seen);
  ASSERT_NE(seen, std::string::npos);
  EXPECT_THAT(record.substr(before, 40), HasSubstr("演练执行"));
  EXPECT_THAT(record, Not(HasSubstr("、\n"))) << "a heading without words";
}

TEST_F(DrillReport, EvaluatesByItemsAndByTime) {
  EXPECT_THAT(paper("A.9"), AllOf(HasSubstr("☑ 5 优秀"), HasSubstr("周敏"), HasSubstr("4.0"),
                                  HasSubstr("按时完成"), HasSubstr("超时完成"), HasSubstr("合计 20/30 分")));
}

TEST_F(DrillReport, SummarisesWithImprovementsThatHaveAnOwner) {
  EXPECT_THAT(paper("A.10"), AllOf(HasSubstr("编制断网操作卡"), HasSubstr("李雷"), HasSubstr("2026-12-31"),
                                   HasSubstr("5.2 节"), HasSubstr("2/2")));
  EXPECT_THAT(paper("score"), HasSubstr("超时"));
}

TEST_F(DrillReport, IsTheSameFromTheSameEvents) {
  const auto first = make_drill_papers(memory, request_for({}), "");
  const auto size = memory.size();
  memory.append(event_type::reported, Json::object());
  auto request = request_for({});
  request.upto = size;
  const auto again = make_drill_papers(memory, request, "");
  ASSERT_TRUE(first && again);
  ASSERT_EQ(first->size(), again->size());
  for (std::size_t i = 0; i < first->size(); ++i) EXPECT_EQ((*first)[i].bytes, (*again)[i].bytes);
}

TEST_F(DrillReport, LeavesToTheYearADrillAndAFollowUpEach) {
  MemoryCase year;
  keep_sample_contract(year);
  const auto records = left(*read_service_year(year));
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].text("a9_2"), "3");
  EXPECT_EQ(records[0].text("a9_1"), "") << "two people differ: the record has one value, so it stays open";
  EXPECT_THAT(records[0].text("problems"), HasSubstr("五分钟内断网"));
  EXPECT_EQ(records[1].text("source_ref"), "演练一");
  EXPECT_EQ(records[1].text("unit"), "驻场组") << "of the role that the owner plays";
  EXPECT_TRUE(problems_in(records[1]).empty());
  EXPECT_FALSE(problems_in(records[2]).empty()) << "nobody said by when: never guessed";
  for (const ServiceRecord& record : records) year.append(event_type::service, to_json(record));
  EXPECT_TRUE(left(*read_service_year(year)).empty()) << "nothing is issued twice";
}

TEST_F(DrillReport, TellsTheNextDrillWhatIsStillOpen) {
  MemoryCase year;
  keep_sample_contract(year);
  for (const ServiceRecord& record : left(*read_service_year(year)))
    year.append(event_type::service, to_json(record));
  auto request = request_for({"A.2", "A.1"});
  request.year = DrillYear{"2026", *read_service_year(year), std::string(64, 'b')};
  const std::string next = text_of(make_scenario_papers(playbook(), std::string(64, 'a'), request));
  EXPECT_THAT(next, AllOf(HasSubstr("follow-up-0001"), HasSubstr("编制断网操作卡"), HasSubstr("HT-1"),
                          HasSubstr("drill-0001")));
  request.only = {"A.10"};
  EXPECT_THAT(text_of(make_drill_papers(memory, request, "")), HasSubstr("已下发")) << "what became of it";
}

TEST_F(DrillReport, RefusesAScenarioThatIsNotThePlannedOne) {
  MemoryCase other;
  other.append(event_type::opened, {{"name", "x"}, {"exercise", true}});
  Item item;
  other.add("a1", item, kScenario);
  DrillEvent planned;
  planned.subject = std::string(64, '0');
  planned.text = "a1";
  other.append(event_type::drill, body_of(planned));
  const auto held = drill_in(other);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, Errc::tampered);
  MemoryCase none;
  none.append(event_type::opened, {{"name", "x"}});
  EXPECT_FALSE(make_drill_papers(none, request_for({}), "")) << "no drill, no papers";
}

}  // namespace
}  // namespace firsthour::playbooks
