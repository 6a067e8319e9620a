// SPDX-License-Identifier: Apache-2.0
// The forms of GB/T 38645 annex A as data (tables/drill-forms.yaml): their names, the controls that are
// ticked in the record of each stage, the groups that take part.
#pragma once

#include "casefile/result.h"
#include "playbooks/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct KeyedWords {
  std::string key;
  Words words;
};

struct DrillForms {
  struct Form {
    std::string form, name;  // "A.2", "a2-work-plan"
    Words title;
  };
  struct Stage {
    std::string id;  // as in a scenario
    Words name;
    std::vector<KeyedWords> ticks;  // what an observation of the stage may hold as ticked
  };
  std::string version, effective;
  Words source;
  bool checked = false;  // compared with the printed standard
  std::vector<Form> forms;
  std::vector<Stage> stages;
  std::vector<KeyedWords> groups, checks;

  // YAML; `malformed` names line and key.
  [[nodiscard]] static Result<DrillForms> parse(std::string_view text);
  // drill-forms.yaml of the folder, where it has one; else the built-in table. "": built in.
  [[nodiscard]] static Result<DrillForms> load(const std::string& folder);

  // By its number or its name; null when there is none.
  [[nodiscard]] const Form* form(std::string_view named) const;
  [[nodiscard]] const Stage* stage(std::string_view id) const;
};

}  // namespace firsthour::playbooks
