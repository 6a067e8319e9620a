// SPDX-License-Identifier: Apache-2.0
// Forms as data: a versioned template pack names its legal basis with the date it took effect, its fields and
// columns. A new rule of law is a new pack, not new code. Grammar: playbooks/README.md, "Form packs".
#pragma once

#include "casefile/result.h"
#include "playbooks/report.h"
#include "playbooks/words.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct Basis {
  Words text;
  std::string effective;             // "2016-10-01"
  std::vector<Capacity> capacities;  // for which it is printed; empty: for all
};

struct FormField {
  Words label;
  std::string value;  // a name of form_values.h; "blank" is always filled in by hand
};

enum class SectionKind {
  fields,
  volumes,
  clocks,
  people,
  process,
  results,
  transfers,
  approvals,
  witnesses,
  tools,
  integrity,
  signatures,
  text
};

struct FormSection {
  SectionKind kind = SectionKind::text;
  Words title;
  std::vector<FormField> fields;  // fields; columns of volumes
  std::vector<Words> lines;       // signatures: who; text: paragraphs
};

struct FormPack {
  std::string name;
  int version = 1;
  std::vector<Capacity> capacities;
  Words title;
  bool landscape = false;
  bool annex = false;  // brings the per-file list along as a file
  std::vector<Basis> basis;
  std::vector<FormSection> sections;
};

// JSON or YAML. `malformed` names what is wrong; a value that no code knows is refused here, not printed
// empty.
[[nodiscard]] Result<FormPack> parse_form_pack(std::string_view text);

// The packs built into the program.
[[nodiscard]] std::span<const std::string_view> built_in_packs();
// Those of the folder (*.json, *.yaml) over the built-in ones: of one name the highest version counts.
[[nodiscard]] Result<std::vector<FormPack>> load_packs(const std::string& folder);

}  // namespace firsthour::playbooks
