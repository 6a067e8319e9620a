// SPDX-License-Identifier: Apache-2.0
// A drill's scenario: a playbook and, under `scenario` of our extension in the same file, who plays, what
// they are told when, what is expected of them by when, and what the papers of GB/T 38645-2020 annex A ask.
// DRILL.md has every key.
#pragma once

#include "casefile/result.h"
#include "playbooks/drill_clock.h"
#include "playbooks/playbook.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class RoleKind { coordinator, player, observer, evaluator, support };
struct DrillRole {
  std::string id;  // "commander"
  Words name;
  RoleKind kind = RoleKind::player;
  std::string person, unit, duties;  // who plays it, where known
};

// One row of the script, form A.6.
struct Inject {
  std::string id;
  DrillTime at = 0;
  std::string stage;            // 演练阶段: an id of `stages`
  std::string thread;           // 演练主线
  std::string from;             // a role, or whom it is said to come from
  std::vector<std::string> to;  // roles
  enum class Kind { order, report, reply, message, call, alarm, observation } kind = Kind::message;
  Words text;                              // what is said: 指令/报告/应答
  Words expected;                          // what they should do: 动作
  std::string scene, parallel, remark;     // 场景展示（镜头）, 同步场景, 备注
  std::optional<DrillTime> answer_within;  // an answer is wanted within this time of delivery
  std::string artefact;                    // planted at this time: an id of `artefacts`
};

struct Expectation {
  enum class Kind {
    answer,   // one of inject's roles answered it
    step,     // a step of the playbook was done
    finding,  // collect and triage found an artefact
    record,   // a field of the incident record was filled in
    judged,   // a person says
  };
  std::string id;
  Kind kind = Kind::judged;
  Words text;
  std::string of;      // the inject, step, artefact or field
  std::string rule;    // of finding: the rule that should match, "" any
  DrillTime from = 0;  // from when the time counts: the inject's or artefact's time where `of` has one
  std::optional<DrillTime> within;
  int points = 1;
  std::string role;
};

// Something harmless to be found, planted and removed by the runner.
struct Artefact {
  enum class Kind { webshell, eicar, deleted_program, cron_entry, beacon, feiq, tampered_page, capture };
  std::string id;
  Kind kind = Kind::webshell;
  std::string path;     // where, absolute; under one of `allowed`
  std::string address;  // of beacon and feiq: on loopback only, "127.0.0.1:4444"
};

struct DrillStage {
  std::string id;  // "preparation" "execution" "end" "recovery" of A.8, or own ones
  Words name;
};

// What the papers before the drill say; all optional, blanks where absent.
struct DrillPlan {
  std::string authorisation, unit, place, planned_at, aim, form, scope, content, guiding, principles, flow,
      requirements, support, communications, safety, budget, evaluation_method, emergency_plan;
  // form: "tabletop" "hands-on" "demonstration"; scope: "organisation" "sector" "cross-sector" "region"
  // "cross-region"; content: "comprehensive" "single".
};

struct Scenario {
  std::string id;  // of the playbook
  Words title, background;
  DrillPlan plan;
  std::string stop_word;
  std::vector<std::string> allowed;  // folders within which artefacts may be planted
  std::vector<DrillRole> roles;
  std::vector<DrillStage> stages;
  std::vector<Inject> injects;  // by time
  std::vector<Expectation> expectations;
  std::vector<Artefact> artefacts;

  [[nodiscard]] const DrillRole* role(std::string_view id) const;
  [[nodiscard]] const Inject* inject(std::string_view id) const;
};

struct ScenarioReading {
  Scenario scenario;
  std::vector<Remark> remarks;  // with those of times, roles and places that do not fit together
};
// Absent when the playbook holds no scenario.
[[nodiscard]] std::optional<ScenarioReading> scenario_of(const Playbook& playbook);

// "00:05", "01:30:00", "+90s", "1500ms" as drill time; nothing when it is none.
[[nodiscard]] std::optional<DrillTime> drill_time_from(std::string_view text);
[[nodiscard]] std::string drill_time_text(DrillTime time);  // "00:05:00", milliseconds where there are any

}  // namespace firsthour::playbooks
