// SPDX-License-Identifier: Apache-2.0
// A playbook after OASIS CACAO 2.0 (CS01, November 2023): what is to be done, by whom, in which order. This
// is a typed view; the document itself is kept whole beside it, so that nothing a newer writer put in is
// lost. What the standard leaves open and how we decided: CACAO.md.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/words.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

// Our one extension definition; DESIGN.md: what the standard lacks goes into its own extension point.
inline constexpr std::string_view kOwnExtension =
    "extension-definition--8a5f6c0e-2f7b-4d33-9c1e-5b0f7d2e9a41";

enum class StepKind {
  start,
  end,
  action,
  playbook_action,
  parallel,
  if_condition,
  while_condition,
  switch_condition,
};
[[nodiscard]] std::string_view name_of(StepKind kind);  // "if-condition", as in `type`
[[nodiscard]] std::optional<StepKind> step_kind(std::string_view name);

// Keys of variables have their underscores: "__host__".
struct Variable {
  std::string type;  // "string", "integer", "ipv4-addr", …: the vocabulary of the standard
  std::string description;
  std::optional<std::string> value;  // absent: unknown; "" known to be empty; a dictionary as JSON text
  bool constant = false, external = false;
};
using Variables = std::map<std::string, Variable, std::less<>>;

struct StepCommand {
  std::string type;  // "manual", "bash", "http-api"; an open vocabulary
  std::string description;
  std::string command;  // decoded where it came as command_b64
  std::string content;  // of http-api and openc2-http, decoded likewise
  std::map<std::string, std::vector<std::string>> headers;
  std::string version, activity;
};

// An agent (who does it) or a target (what it is done to).
struct Party {
  std::string id, type, name, description;  // type: "individual", "linux", "ssh", "http-api", …
  std::map<std::string, std::vector<std::string>> address;  // by kind: "ipv4", "dname", "url", …
  std::string port, authentication;                         // authentication: id of its definition
};

// A choice that a step asks a person for. Its `key` becomes the value of the step's first out_arg.
struct DecisionOption {
  std::string key;
  Words label;
};

// What our extension says of a step: who must have done it by when, and how it is taken back.
struct Handling {
  std::string role;                         // of `roles` in the scenario or of the crew: "commander"
  std::optional<std::chrono::minutes> due;  // from the step's beginning
  std::optional<bool> changes;              // whether it changes its target; absent: presumed (execution.h)
  std::optional<StepCommand> rollback;      // 回退方案
  bool evidence = false;                    // its output is evidence
  std::vector<DecisionOption> options;      // a decision is asked for; empty: none
  std::string contact;                      // who is to be called
};

struct Step {
  std::string id, name, description, owner;
  StepKind kind = StepKind::action;
  std::chrono::milliseconds delay{0};
  std::optional<std::chrono::milliseconds> timeout;
  Variables variables;
  std::string on_completion, on_success, on_failure;       // "" where absent
  std::vector<StepCommand> commands;                       // action
  std::string agent;                                       // action
  std::vector<std::string> targets, in_args, out_args;     // action, playbook-action
  std::string playbook_id, playbook_version;               // playbook-action
  std::vector<std::string> next_steps;                     // parallel
  std::string condition, on_true, on_false;                // if, while
  std::string switch_on;                                   // switch: a variable's key
  std::vector<std::pair<std::string, std::string>> cases;  // value, step; "default" among them
  Handling handling;
};

// Texts of a playbook in a further language; what is missing there is shown as written.
struct Translation {
  struct StepText {
    std::string name, description;
    std::vector<std::string> commands;  // what a person reads of each command, in order
    std::string rollback;               // and of how it is taken back
  };
  std::string name, description;
  std::map<std::string, StepText, std::less<>> steps;
};

struct Playbook {
  std::string id, name, description, created_by, version;  // version: `modified` as written
  std::optional<Instant> created, modified, valid_from, valid_until;
  bool revoked = false;
  std::vector<std::string> types, activities, labels, markings;
  std::optional<int> priority, severity, impact;
  Variables variables;
  std::string start, exception;  // steps: workflow_start, workflow_exception
  std::map<std::string, Step, std::less<>> steps;
  std::map<std::string, Party, std::less<>> agents, targets;
  std::string language;  // what its texts are written in, "" not said
  std::map<std::string, Translation, std::less<>> translations;
  std::shared_ptr<const Json> document;  // all of it, as JSON; never null after reading

  [[nodiscard]] const Step* step(std::string_view id_of_step) const;
  // The value of our extension at the playbook; null when it has none.
  [[nodiscard]] const Json* extension() const;
};
// The texts in a language ("zh", "en"), as written where there is no translation.
[[nodiscard]] std::string title_of(const Playbook& playbook, std::string_view language);
[[nodiscard]] std::string title_of(const Playbook& playbook, const Step& step, std::string_view language);
[[nodiscard]] std::string text_of(const Playbook& playbook, const Step& step, std::string_view language);
// What a person reads of the step's command `index`: its description, else the command.
[[nodiscard]] std::string text_of(const Playbook& playbook, const Step& step, std::size_t index,
                                  std::string_view language);
// What a person reads of its rollback; "" where it has none.
[[nodiscard]] std::string rollback_text_of(const Playbook& playbook, const Step& step,
                                           std::string_view language);

// Something about a playbook that is wrong (error), will surprise (warning), or is worth knowing (note).
struct Remark {
  enum class Severity { error, warning, note };
  Severity severity = Severity::error;
  std::string rule;        // stable name: "dangling-step"
  std::string pointer;     // RFC 6901 into the document: "/workflow/action--…/on_completion"
  Words what;              // one sentence each
  std::uint32_t line = 0;  // of the text, from 1, where known
};

struct PlaybookReading {
  Playbook playbook;            // as far as it could be understood
  std::vector<Remark> remarks;  // in the order of the document
  // No remark is an error: it may be run.
  [[nodiscard]] bool sound() const;
};

// JSON or YAML. Total; `malformed` only where there is no playbook object at all (the text has the place).
// Bounds: 16 MiB, 20,000 steps, 10,000 variables. In YAML an id TYPE--WORD that is no UUID stands for a UUID
// made from the playbook's id and that id, so that people need not write UUIDs.
[[nodiscard]] Result<PlaybookReading> read_playbook(std::string_view text);

// The further checks that the official schemas let through (research 4.7), with those of reading.
[[nodiscard]] std::vector<Remark> validate(const Playbook& playbook);

// Why it must not be run now: revoked, before valid_from, after valid_until. Empty texts: it may be.
[[nodiscard]] Words not_to_be_run(const Playbook& playbook, Instant now);

// Playbooks by id: what a playbook-action finds. The newest of an id counts, unless a version is named.
class PlaybookShelf {
 public:
  void put(Playbook playbook);
  [[nodiscard]] const Playbook* find(std::string_view id, std::string_view version = {}) const;

 private:
  std::map<std::string, std::map<std::string, Playbook, std::less<>>, std::less<>> by_id_;  // id, version
};

}  // namespace firsthour::playbooks
