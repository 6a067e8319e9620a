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
  bool checked = true;               // false: wording or number not compared with the official text yet
};

// One of the answers that a form offers, as a box to tick.
struct FormChoice {
  std::string key;
  Words words;
};

struct FormField {
  Words label;
  std::string value;  // a name of form_values.h; "blank" is always filled in by hand
  std::vector<FormChoice> choices;
  bool if_known = false;  // a column that is printed only when a row has it
  bool checked = true;    // false: its choices were not compared with the official text yet
};

enum class SectionKind {
  fields,
  volumes,     // a collection a row
  items,       // an item a row, or by source where they are too many
  media,       // media and devices that people named
  clearances,  // what was removed from media of ours
  clocks,
  people,
  process,
  results,
  transfers,
  accesses,
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
  std::vector<FormField> fields;  // fields; columns of volumes, items, media, clearances
  std::vector<Words> lines;       // signatures: who; text: paragraphs
  std::size_t rows = 100;         // items: so many are listed one by one
};

struct FormPack {
  std::string name;
  int version = 1;
  std::vector<Capacity> capacities;
  Words title;
  bool landscape = false;
  bool annex = false;  // brings the per-file list along as a file
  bool usual = true;   // made with all forms of the capacity; else only when named
  std::vector<Basis> basis;
  std::vector<FormSection> sections;
  std::string file;  // that it was read from, "" for one built in
};

// JSON or YAML. `malformed` names what is wrong and where ("sections[3].fields[2]: …"); a key or a value that
// no code knows is refused here, not printed empty.
[[nodiscard]] Result<FormPack> parse_form_pack(std::string_view text);

// The packs built into the program.
[[nodiscard]] std::span<const std::string_view> built_in_packs();
// Those of the folders (*.json, *.yaml) over the built-in ones: of one name the highest version counts, of
// one version the later folder's. "" names no folder.
[[nodiscard]] Result<std::vector<FormPack>> load_packs(std::span<const std::string> folders);

}  // namespace firsthour::playbooks
