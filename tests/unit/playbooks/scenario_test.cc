// SPDX-License-Identifier: Apache-2.0
// What a scenario may not say, and where it is told.
#include "playbooks/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace firsthour::playbooks {
namespace {

constexpr const char* kBook = R"(
type: playbook
spec_version: cacao-2.0
id: playbook--test
name: test
created_by: identity--us
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
workflow_start: start--1
workflow:
  start--1: {type: start, on_completion: end--1}
  end--1: {type: end}
playbook_extensions:
  extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41:
    type: firsthour-playbook
    language: zh
    scenario:
      stop_word: stop
      allowed: [ALLOWED]
      roles:
        - {id: lead, zh: 指挥, en: lead, kind: player}
        - {id: ROLE, zh: 网络, en: network, kind: player}
      stages:
        - {id: first, zh: 甲, en: first}
      injects:
        - {id: i1, at: "AT", stage: STAGE, from: police, to: [TO], zh: 甲, en: a, artefact: THING}
      expectations:
        - {id: e1, kind: KIND, of: OF, zh: 甲, en: a}
      artefacts:
        - {id: shell, kind: webshell, path: PATH}
        - {id: pool, kind: beacon, address: "ADDRESS"}
)";

// The scenario with some of its words in place of the sound ones.
std::vector<Remark> remarks_of(std::vector<std::pair<std::string, std::string>> other = {}) {
  other.insert(other.end(), {{"ALLOWED", "/srv/site"},
                             {"ROLE", "network"},
                             {"STAGE", "first"},
                             {"THING", "shell"},
                             {"KIND", "finding"},
                             {"OF", "shell"},
                             {"PATH", "/srv/site/a.php"},
                             {"ADDRESS", "127.0.0.1:4444"},
                             {"AT", "00:05"},
                             {"TO", "lead"}});
  std::string text = kBook;
  for (const auto& [word, value] : other)
    if (const auto at = text.find(word); at != std::string::npos) text.replace(at, word.size(), value);
  const auto reading = read_playbook(text);
  EXPECT_TRUE(reading);
  const auto scenario = scenario_of(reading->playbook);
  EXPECT_TRUE(scenario);
  return scenario->remarks;
}

TEST(Scenario, HoldsWhenAllFitsTogether) { EXPECT_THAT(remarks_of(), testing::IsEmpty()); }

TEST(Scenario, NamesWhatDoesNotFitAndWhere) {
  struct Fault {
    std::string word, value, end;
  };
  const Fault faults[] = {
      {"ALLOWED", "/", "/allowed/0"},
      {"ALLOWED", "/srv/../etc", "/allowed/0"},
      {"ALLOWED", "srv", "/allowed/0"},
      {"PATH", "/etc/a.php", "/artefacts/0/path"},
      {"PATH", "/srv/site/../a.php", "/artefacts/0/path"},
      {"PATH", "/srv/siteb/a.php", "/artefacts/0/path"},
      {"ADDRESS", "192.0.2.1:4444", "/artefacts/1/address"},
      {"ADDRESS", "127.0.0.1:0", "/artefacts/1/address"},
      {"ADDRESS", "localhost:4444", "/artefacts/1/address"},
      {"ROLE", "lead", "/roles/1/id"},
      {"TO", "nobody", "/injects/0/to/0"},
      {"STAGE", "none", "/injects/0/stage"},
      {"THING", "none", "/injects/0/artefact"},
      {"OF", "none", "/expectations/0/of"},
      {"AT", "noon", "/injects/0/at"},
      {"KIND", "seen", "/expectations/0/kind"},
  };
  for (const Fault& fault : faults) {
    const auto remarks = remarks_of({{fault.word, fault.value}});
    const bool named = std::ranges::any_of(remarks, [&](const Remark& remark) {
      return remark.severity == Remark::Severity::error && remark.pointer.ends_with(fault.end) &&
             !remark.what.zh.empty() && !remark.what.en.empty();
    });
    EXPECT_TRUE(named) << fault.word << " = " << fault.value
                       << (remarks.empty() ? "" : ": " + remarks[0].rule + " " + remarks[0].pointer);
  }
}

}  // namespace
}  // namespace firsthour::playbooks
