// SPDX-License-Identifier: Apache-2.0
// One altered playbook for each rule: what the official schemas let through (research/playbooks.md 4.7) and
// more.
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "playbooks/playbook.h"
#include "playbooks/playbook_places.h"
#include "tests/support/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace firsthour::playbooks {
namespace {

using testing::Contains;
using testing::Field;
using testing::IsEmpty;

Json good() {
  return *parse_json(R"({
    "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--fe85f68d-1960-4596-96a2-228113e143cf",
    "name": "n", "created_by": "identity--351b1469-64b4-4778-8d93-f7949a88990d",
    "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z",
    "playbook_types": ["mitigation"], "playbook_activities": ["contain-system"],
    "playbook_variables": {"__n__": {"type": "integer", "value": "1"}},
    "workflow_start": "start--fa16a4e9-e6b9-4658-b464-ca1632ff57f4",
    "workflow": {
      "start--fa16a4e9-e6b9-4658-b464-ca1632ff57f4": {"type": "start", "on_completion": "action--6398eb05-3eb8-43f5-87d3-f24e07492a41"},
      "action--6398eb05-3eb8-43f5-87d3-f24e07492a41": {"type": "action", "commands": [{"type": "manual", "command": "x", "playbook_activity": "contain-system"}],
        "agent": "individual--75baba7d-a198-4c5c-805c-af616b4f7a31", "on_completion": "end--116cdac5-63f1-4d8f-b3a8-e5667936e9b6"},
      "end--116cdac5-63f1-4d8f-b3a8-e5667936e9b6": {"type": "end"}},
    "agent_definitions": {"individual--75baba7d-a198-4c5c-805c-af616b4f7a31": {"type": "individual", "name": "Li"}}})");
}
const std::string kStart = "/workflow/start--fa16a4e9-e6b9-4658-b464-ca1632ff57f4";
const std::string kAction = "/workflow/action--6398eb05-3eb8-43f5-87d3-f24e07492a41";
const std::string kEnd = "/workflow/end--116cdac5-63f1-4d8f-b3a8-e5667936e9b6";

std::vector<Remark> all_remarks(const Json& document) {
  const auto reading = read_playbook(document.dump());
  EXPECT_TRUE(reading);
  std::vector<Remark> remarks = reading->remarks;
  for (Remark& remark : validate(reading->playbook)) remarks.push_back(std::move(remark));
  return remarks;
}

TEST(Validate, AGoodPlaybookHasNoRemarks) {
  for (const Remark& remark : all_remarks(good()))
    ADD_FAILURE() << remark.rule << " " << remark.pointer << ": " << remark.what.en;
}

TEST(Validate, AYearBeyondSixtyFourBitsOfNanosecondsIsATime) {
  Json document = good();
  document["valid_from"] = "0001-01-01T00:00:00.000Z";
  document["valid_until"] = "2337-05-26T15:56:00.000Z";
  EXPECT_THAT(all_remarks(document), IsEmpty());
  const auto reading = read_playbook(document.dump());
  EXPECT_LT(*reading->playbook.valid_from, *parse_rfc3339("1900-01-01T00:00:00Z"));
  EXPECT_GT(*reading->playbook.valid_until, *parse_rfc3339("2200-01-01T00:00:00Z"));
  for (const char* wrong : {"", "23", "2337", "2337-13-01T00:00:00.000Z", "tomorrow"}) {
    document["valid_until"] = wrong;
    EXPECT_EQ(all_remarks(document).empty(), *wrong == 0) << wrong;
  }
}

struct Altered {
  std::string rule, at;  // what must be said, and where
  std::string patch;     // RFC 6902
};

class AlteredPlaybook : public testing::TestWithParam<Altered> {};

TEST_P(AlteredPlaybook, IsFlagged) {
  const auto& [rule, at, patch] = GetParam();
  const auto remarks = all_remarks(good().patch(Json::parse(patch)));
  EXPECT_THAT(remarks, Contains(testing::AllOf(Field(&Remark::rule, rule), Field(&Remark::pointer, at))))
      << [&] {
           std::string said;
           for (const Remark& remark : remarks) said += remark.rule + " " + remark.pointer + "\n";
           return said;
         }();
  for (const Remark& remark : remarks) {
    EXPECT_FALSE(remark.what.zh.empty()) << remark.rule;
    EXPECT_FALSE(remark.what.en.empty()) << remark.rule;
  }
}

std::string add(const std::string& at, const std::string& value) {
  return R"([{"op":"add","path":")" + at + R"(","value":)" + value + "}]";
}
std::string remove(const std::string& at) { return R"([{"op":"remove","path":")" + at + R"("}])"; }

const std::string kTo = R"("end--116cdac5-63f1-4d8f-b3a8-e5667936e9b6")";

INSTANTIATE_TEST_SUITE_P(
    Rules, AlteredPlaybook,
    testing::Values(
        Altered{"both-successors", kAction, add(kAction + "/on_success", kTo)},
        Altered{"no-successor", kAction, remove(kAction + "/on_completion")},
        Altered{"only-failure", kAction,
                R"([{"op":"move","from":")" + kAction + R"(/on_completion","path":")" + kAction +
                    R"(/on_failure"}])"},
        Altered{"unknown-property", "/colour", add("/colour", R"("red")")},
        Altered{"unknown-property", kAction + "/on-completion", add(kAction + "/on-completion", kTo)},
        Altered{"unknown-step-type", kAction + "/type", add(kAction + "/type", R"("do")")},
        Altered{"bad-variable-name", "/playbook_variables/n",
                add("/playbook_variables/n", R"({"type":"string"})")},
        Altered{"bad-variable-name", "/playbook_variables/$$n$$",
                add("/playbook_variables/$$n$$", R"({"type":"string"})")},
        Altered{"dangling-step", kAction + "/on_completion",
                add(kAction + "/on_completion", R"("end--116cdac5-63f1-4d8f-b3a8-000000000000")")},
        Altered{"dangling-agent", kAction + "/agent",
                add(kAction + "/agent", R"("individual--75baba7d-a198-4c5c-805c-000000000000")")},
        Altered{"dangling-target", kAction + "/targets/0",
                add(kAction + "/targets", R"(["individual--75baba7d-a198-4c5c-805c-000000000000"])")},
        Altered{"time-precision", "/created", add("/created", R"("2026-01-01T00:00:00.000000Z")")},
        Altered{"modified-before-created", "/modified", add("/modified", R"("2025-01-01T00:00:00.000Z")")},
        Altered{"bad-duration", kAction + "/timeout", add(kAction + "/timeout", "-1")},
        Altered{"empty-command", kAction + "/commands/0", remove(kAction + "/commands/0/command")},
        Altered{"nothing-to-do", "/workflow",
                R"([{"op":"remove","path":")" + kAction + R"("},{"op":"add","path":")" + kStart +
                    R"(/on_completion","value":)" + kTo + "}]"},
        Altered{"types-without-activities", "/playbook_types", remove("/playbook_activities")},
        Altered{"empty-list", "/playbook_types", add("/playbook_types", "[]")},
        Altered{"bad-identifier", "/id", add("/id", R"("playbook--018f68d0-1960-7596-96a2-228113e143cf")")},
        Altered{"end-goes-on", kEnd + "/on_completion", add(kEnd + "/on_completion", kTo)},
        Altered{"start-forks", kStart, add(kStart + "/on_success", kTo)},
        Altered{"wrong-kind-of-id", kAction, add(kAction, R"({"type":"end"})")},
        Altered{"wrong-type", "/name", add("/name", "7")},
        Altered{"missing-property", "", remove("/created_by")},
        Altered{"not-a-playbook", "/type", add("/type", R"("bundle")")},
        Altered{"other-version", "/spec_version", add("/spec_version", R"("cacao-1.1")")},
        Altered{
            "valid-until-before-from", "/valid_until",
            R"([{"op":"add","path":"/valid_from","value":"2026-03-01T00:00:00.000Z"},{"op":"add","path":"/valid_until","value":"2026-02-01T00:00:00.000Z"}])"},
        Altered{"out-of-range", "/severity", add("/severity", "101")},
        Altered{"wrong-value", "/playbook_variables/__n__/value",
                add("/playbook_variables/__n__/value", R"("many")")},
        Altered{"unknown-type", "/playbook_variables/__n__/type",
                add("/playbook_variables/__n__/type", R"("number")")},
        Altered{"undefined-variable", kAction + "/commands/0/command",
                add(kAction + "/commands/0/command", R"("ping __host__:value")")},
        Altered{"undefined-variable", kAction + "/out_args/0", add(kAction + "/out_args", R"(["__x__"])")},
        Altered{
            "writes-constant", kAction + "/out_args/0",
            R"([{"op":"add","path":"/playbook_variables/__n__/constant","value":true},{"op":"add","path":")" +
                kAction + R"(/out_args","value":["__n__"]}])"},
        Altered{"unknown-command", kAction + "/commands/0/type",
                add(kAction + "/commands/0/type", R"("ftp")")},
        Altered{"activity-without-step", "/playbook_activities/1",
                add("/playbook_activities/-", R"("restore-data")")},
        Altered{"summary-differs", "/playbook_processing_summary/if_logic",
                add("/playbook_processing_summary", R"({"if_logic":true})")},
        Altered{"dangling-marking", "/markings/0",
                add("/markings", R"(["marking-statement--75baba7d-a198-4c5c-805c-af616b4f7a31"])")},
        Altered{"unreachable", "/workflow/end--116cdac5-63f1-4d8f-b3a8-e5667936e9b7",
                add("/workflow/end--116cdac5-63f1-4d8f-b3a8-e5667936e9b7", R"({"type":"end"})")},
        Altered{"leads-to-itself", kAction + "/on_completion",
                add(kAction + "/on_completion", R"("action--6398eb05-3eb8-43f5-87d3-f24e07492a41")")},
        Altered{"bad-base64", kAction + "/commands/0/command_b64",
                add(kAction + "/commands/0/command_b64", R"("***")")},
        Altered{"unknown-party", "/agent_definitions/individual--75baba7d-a198-4c5c-805c-af616b4f7a31/type",
                add("/agent_definitions/individual--75baba7d-a198-4c5c-805c-af616b4f7a31/type",
                    R"("software")")}));

Json with_branches(const std::string& type, const std::string& branches) {
  Json document = good();
  const std::string id = type + "--0a1b2c3d-0000-4000-8000-000000000001";
  Json step = Json::parse(branches);
  step["type"] = type;
  step["on_completion"] = "end--116cdac5-63f1-4d8f-b3a8-e5667936e9b6";
  document["workflow"][id] = std::move(step);
  document["workflow"]["action--6398eb05-3eb8-43f5-87d3-f24e07492a41"]["on_completion"] = id;
  document["workflow"]["end--0a1b2c3d-0000-4000-8000-0000000000aa"] = {{"type", "end"}};
  return document;
}

TEST(Validate, BranchesAreLookedAt) {
  const std::string end = "end--0a1b2c3d-0000-4000-8000-0000000000aa";
  const auto rules = [](const Json& document) {
    std::vector<std::string> all;
    for (const Remark& remark : all_remarks(document)) all.push_back(remark.rule);
    return all;
  };
  EXPECT_THAT(
      rules(with_branches("if-condition", R"({"condition":"__n__:value = 1","on_true":")" + end + "\"}")),
      IsEmpty());
  EXPECT_THAT(
      rules(with_branches("if-condition", R"({"condition":"__n__:value = ","on_true":")" + end + "\"}")),
      Contains("bad-condition"));
  EXPECT_THAT(
      rules(with_branches("while-condition", R"({"condition":"__x__:value = 1","on_true":")" + end + "\"}")),
      Contains("undefined-variable"));
  EXPECT_THAT(rules(with_branches("parallel", R"({"next_steps":[")" + end + "\"]}")),
              Contains("too-few-branches"));
  EXPECT_THAT(rules(with_branches("parallel", R"({"next_steps":[")" + end + "\",\"" + end + "\"]}")),
              Contains("same-branch-twice"));
  EXPECT_THAT(
      rules(with_branches("switch-condition", R"({"switch":"__n__:value","cases":{"1":")" + end + "\"}}")),
      IsEmpty());
  EXPECT_THAT(rules(with_branches("switch-condition", R"({"switch":"__n__:value","cases":{}})")),
              Contains("missing-property"));
  EXPECT_THAT(
      rules(with_branches(
          "while-condition",
          R"({"condition":"__n__:value = 1","on_true":"while-condition--0a1b2c3d-0000-4000-8000-000000000001"})")),
      Contains("branch-comes-back"));
}

TEST(Validate, OfficialExamplesHaveNoErrors) {
  NEED_CONFORMANCE_SUITE(folder, "cacao/playbooks");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{*folder}) {
    ++files;
    const auto text = read_file(entry.path().string(), 16 << 20);
    ASSERT_TRUE(text);
    const auto reading = read_playbook(*text);
    ASSERT_TRUE(reading) << reading.error().what;
    std::vector<Remark> remarks = reading->remarks;
    for (Remark& remark : validate(reading->playbook)) remarks.push_back(std::move(remark));
    for (const Remark& remark : remarks)
      EXPECT_NE(remark.severity, Remark::Severity::error)
          << entry.path().filename() << " " << remark.rule << " " << remark.pointer << ": " << remark.what.en;
  }
  EXPECT_GE(files, 3);
}

// A writer finds the fault by its line, though the ids of remarks are whole and those of the text short.
TEST(Validate, InTheWritingFormRemarksHaveTheirLine) {
  const std::string text =
      "type: playbook\n"
      "spec_version: cacao-2.0\n"
      "id: playbook--lines\n"
      "name: n\n"
      "created_by: identity--us\n"
      "created: 2026-01-01T00:00:00.000Z\n"
      "modified: 2026-01-01T00:00:00.000Z\n"
      "workflow_start: start--a\n"
      "workflow:\n"
      "  start--a: {type: start, on_completion: action--b}\n"
      "  action--b:\n"
      "    type: action\n"
      "    commands:\n"
      "      - {type: manual, command: x}\n"
      "    on_completion: end--nowhere\n"
      "  end--c: {type: end}\n";
  const auto reading = read_playbook(text);
  ASSERT_TRUE(reading) << reading.error().what;
  std::vector<Remark> remarks = validate(reading->playbook);
  place(text, remarks);
  const auto line_of = [&](const std::string& rule) {
    for (const Remark& remark : remarks)
      if (remark.rule == rule) return remark.line;
    return std::uint32_t{0};
  };
  EXPECT_EQ(line_of("dangling-step"), 15U);
  EXPECT_EQ(line_of("missing-property"), 11U);  // no agent: the step lacks it
  EXPECT_EQ(line_of("unreachable"), 16U);
  std::vector<Remark> of_json{{Remark::Severity::error, "x", "/name", {}, 0}};
  place(good().dump(), of_json);
  EXPECT_EQ(of_json[0].line, 0U);
}

// 3,000 steps in a ring of branches, each opening another: answered, not walked for ever.
TEST(Validate, AHugeCrookedPlaybookIsAnswered) {
  Json document = good();
  Json& workflow = document["workflow"];
  const auto id = [](int i) {
    char text[64];
    std::snprintf(text, sizeof text, "if-condition--0a1b2c3d-0000-4000-8000-%012d", i);
    return std::string{text};
  };
  constexpr int kMany = 3000;
  for (int i = 0; i < kMany; ++i)
    workflow[id(i)] = {{"type", "if-condition"},
                       {"condition", "__n__:value = 1"},
                       {"on_true", id((i * 7 + 1) % kMany)},
                       {"on_completion", id((i + 1) % kMany)}};
  workflow["start--fa16a4e9-e6b9-4658-b464-ca1632ff57f4"]["on_completion"] = id(0);
  std::vector<std::string> rules;
  for (const Remark& remark : all_remarks(document)) rules.push_back(remark.rule);
  EXPECT_THAT(rules, Contains("cycle"));
}

}  // namespace
}  // namespace firsthour::playbooks
