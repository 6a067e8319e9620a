// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
  const auto answers = parse_answers(text);
  EXPECT_FALSE(answers) << "was taken: " << text;
  if (answers) return {};
  EXPECT_EQ(answers.error().code, Errc::malformed);
  return answers.error().what;
}

TEST(Answers, AreReadFromYaml) {
  const auto answers = parse_answers(R"(
authority: {given_by: 韩梅梅, may_leave_site: no, given_at: 2026-11-22T12:55+08:00}
capacity: police-criminal
people:
  - name: 李雷
    id_number: 012345
clocks:
  - {clock: reference, basis: GPS, time: "2026-11-22 13:36:10+08:00", offset_ns: -2150000000}
incident: {reporter: 赵敏, reported: 2026-11-22T12:48+08:00}
)");
  ASSERT_TRUE(answers) << answers.error().what;
  EXPECT_EQ(answers->authority.given_by, "韩梅梅");
  EXPECT_EQ(answers->authority.may_leave_site, false);
  EXPECT_EQ(answers->capacity, Capacity::police_criminal);
  ASSERT_EQ(answers->people.size(), 1U);
  EXPECT_EQ(answers->people[0].id_number, "012345") << "a number of a document is text";
  ASSERT_EQ(answers->clocks.size(), 1U);
  EXPECT_EQ(answers->clocks[0].offset_ns, -2'150'000'000);
  EXPECT_EQ(answers->incident.at("reporter"), "赵敏");
}

TEST(Answers, AreReadFromJson) {
  const auto answers =
      parse_answers(R"({"witness":{"name":"\u5b59\u654f","eligible":true},"people":[{"name":"A"}]})");
  ASSERT_TRUE(answers) << answers.error().what;
  EXPECT_EQ(answers->witness.name, "孙敏");
  EXPECT_EQ(answers->witness.eligible, true);
}

TEST(Answers, MayBeEmpty) {
  for (const char* text : {"", "  \n", "{}", "authority:\npeople:\n", "\xef\xbb\xbf"}) {
    const auto answers = parse_answers(text);
    ASSERT_TRUE(answers) << text << answers.error().what;
    EXPECT_EQ(answers->capacity, Capacity::unstated);
    EXPECT_TRUE(answers->people.empty());
  }
}

TEST(Answers, ComeBackAsTheyWereFromTheLedger) {
  const auto answers = parse_answers(
      "authority: {document: 单 7, may_leave_site: yes}\ncapacity: contractor\npeople: [{name: A, unit: B}]\n"
      "witness: {reason_for_none: 夜间}\nclocks: [{clock: examiner, time: 2026-11-22T05:36:10Z}]\nincident: "
      "{place: C}\n");
  ASSERT_TRUE(answers) << answers.error().what;
  const auto back = answers_from_json(to_json(*answers));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(*back), to_json(*answers));
}

TEST(Answers, NameAnUnknownKeyAndWhatWasMeant) {
  EXPECT_THAT(refusal("autority: {}"), AllOf(HasSubstr("autority"), HasSubstr("did you mean 'authority'")));
  EXPECT_THAT(refusal("witness: {eligibel: yes}"),
              AllOf(HasSubstr("witness.eligibel"), HasSubstr("'eligible'")));
  EXPECT_THAT(refusal("people: [{name: A}, {nme: B}]"),
              AllOf(HasSubstr("people[2].nme"), HasSubstr("'name'")));
  EXPECT_THAT(refusal("incident: {arived: 2026-11-22T12:48+08:00}"), HasSubstr("'arrived'"));
  EXPECT_THAT(refusal("capacity: contracter"), HasSubstr("did you mean 'contractor'"));
}

TEST(Answers, RefuseATimeWithoutItsZone) {
  EXPECT_THAT(refusal("authority: {given_at: 2026-11-22T12:55}"), HasSubstr("zone"));
  EXPECT_THAT(refusal("clocks: [{clock: reference, time: 2026-11-22T12:55}]"), HasSubstr("zone"));
  EXPECT_THAT(refusal("incident: {reported: 2026-11-22 12:55}"), HasSubstr("zone"));
}

TEST(Answers, RefuseWrongTypes) {
  refusal("people: {name: A}");
  refusal("authority: [1, 2]");
  refusal("witness: {eligible: perhaps}");
  refusal("clocks: [{clock: a, time: 2026-11-22T05:36:10Z, offset_ns: 1.5}]");
  refusal("clocks: [{clock: a}]");
  refusal("- a\n- b\n");
  refusal("just a sentence");
  refusal(R"({"clocks":[{"time":"2026-11-22T05:36:10Z","offset_ns":18446744073709551615}]})");
}

TEST(Answers, NameTheLineOfBrokenYaml) {
  EXPECT_THAT(refusal("capacity: contractor\nauthority: {given_by: [}\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal("capacity: contractor\nwitness: {}\nwitness: {}\n"),
              AllOf(HasSubstr("line 3"), HasSubstr("twice")));
  refusal("--- {}\n--- {}\n");
}

TEST(Answers, AreNotBlownUpByAliases) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 1; k < 10; ++k) text += ", " + before;
    text += "]\n";
  }
  EXPECT_THAT(refusal(text), HasSubstr("too many values"));
}

// yaml-cpp's LoadAll never came back from these.
TEST(Answers, RefuseAStrayClosingBracket) {
  refusal("capacity: contractor\n}");
  refusal(R"(,"people":[{"name":"A"}]}:[{"name":"A"}]})");
  refusal("]");
}

TEST(Answers, SurviveDeepNesting) {
  refusal("people: " + std::string(100'000, '['));
  refusal(std::string(100'000, '{'));
}

TEST(Answers, RefuseBytesThatAreNoText) {
  refusal("authority: {given_by: \"\xff\xfe\"}");
  refusal(std::string("authority: {given_by: \"a\0b\"}\0", 29) + "\x01\x02");
  refusal(std::string(2 << 20, ' '));
}

TEST(AnswersOfTheScene, ComeBackAsTheyWereSaid) {
  const auto answers = parse_answers(
      "scene:\n"
      "  case_number: 穗公网立字〔2026〕12号\n"
      "  holder: {name: 王五, unit: 某单位, id_kind: 居民身份证, id_number: 440100, role: 提供人}\n"
      "  inspected: {unit: 某单位}\n"
      "  video: {taken: yes, kept_at: 证物室}\n"
      "  original: {seized: no, not_seized: [not-on-a-medium, 机柜无法拆卸], kept_at: 机房}\n"
      "  media: [{name: 硬盘, serial: S1, seal_number: F-1}]\n"
      "  inspection: {protection: write-blocker, started: 2026-11-22T13:37+08:00}\n"
      "  clearings: [{medium: KIT-03, how: 三遍覆写, time: 2026-11-22T13:37+08:00}]\n");
  ASSERT_TRUE(answers) << answers.error().what;
  EXPECT_EQ(answers->scene.holder.id_number, "440100");
  EXPECT_EQ(answers->scene.original.not_seized.size(), 2U);
  const auto again = answers_from_json(to_json(*answers));
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(to_json(*again), to_json(*answers));
  EXPECT_FALSE(to_json(Answers{}).contains("scene")) << "nobody said anything of a scene";
}

TEST(AnswersOfTheScene, AreRefusedWithTheirPlace) {
  EXPECT_THAT(refusal("scene: {hoder: {name: 王五}}"), HasSubstr("scene.hoder"));
  EXPECT_THAT(refusal("scene: {hoder: {name: 王五}}"), HasSubstr("'holder'"));
  EXPECT_THAT(refusal("scene: {original: {not_seized: not-sealible}}"), HasSubstr("'not-sealable'"));
  EXPECT_THAT(refusal("scene: {original: {seized: yes, not_seized: abroad}}"), HasSubstr("contradicts"));
  EXPECT_THAT(refusal("scene: {video: {sha256: abc}}"), HasSubstr("scene.video.sha256"));
  EXPECT_THAT(refusal("scene: {media: [{}, {serail: 1}]}"), HasSubstr("scene.media[2].serail"));
  EXPECT_THAT(refusal("scene: {inspection: {started: 2026-11-22T13:37Z, finished: 2026-11-22T12:37Z}}"),
              HasSubstr("before started"));
}

}  // namespace
}  // namespace firsthour::playbooks
