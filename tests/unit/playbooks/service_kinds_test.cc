// SPDX-License-Identifier: Apache-2.0
// SERVICE_YEAR.md is held to the table of kinds, both ways.
#include "playbooks/service_year.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

std::string_view value_name(FieldKind kind) {
  constexpr std::string_view kNames[] = {"text", "time", "day", "number", "truth", "choice", "items"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string row_of(const ServiceField& field) {
  std::string value{value_name(field.kind)};
  for (std::size_t i = 0; i < field.choices.size(); ++i)
    value += (i == 0 ? ": `" : " `") + std::string{field.choices[i]} + "`";
  return "| `" + std::string{field.name} + "` | " + value + " | " + (field.required ? "yes" : "") + " | " +
         std::string{field.zh} + " | " + std::string{field.en} + " |";
}

std::string heading_of(const ServiceKind& kind) {
  return "### `" + std::string{kind.name} + "` " + std::string{kind.zh};
}

TEST(ServiceKinds, StandInTheDocumentAsInTheTable) {
  std::ifstream file{FIRSTHOUR_SOURCE_DIR "/playbooks/SERVICE_YEAR.md"};
  std::vector<std::string> written, meant;
  bool kinds = false;
  for (std::string line; std::getline(file, line);) {
    kinds = kinds || line == "## Kinds and their fields";
    if (kinds && (line.starts_with("### ") || line.starts_with("| `"))) written.push_back(line);
  }
  for (const ServiceKind& kind : service_kinds()) {
    meant.push_back(heading_of(kind));
    for (const ServiceField& field : kind.fields) meant.push_back(row_of(field));
  }
  EXPECT_EQ(written, meant);
}

TEST(ServiceKinds, HaveNamesOnceAndChoicesInBothLanguages) {
  std::set<std::string_view> kinds;
  for (const ServiceKind& kind : service_kinds()) {
    EXPECT_TRUE(kinds.insert(kind.name).second) << kind.name;
    std::set<std::string_view> fields, words;
    for (const ServiceField& field : kind.fields) {
      EXPECT_TRUE(fields.insert(field.name).second) << kind.name << " " << field.name;
      EXPECT_TRUE(words.insert(field.zh).second) << kind.name << " " << field.zh;
      EXPECT_EQ(field.choices.size(), field.choices_zh.size()) << kind.name << " " << field.name;
      EXPECT_EQ(field.kind == FieldKind::choice, !field.choices.empty()) << kind.name << " " << field.name;
    }
    EXPECT_TRUE(service_field(kind, "items")) << kind.name << ": papers can be attached to every record";
  }
}

}  // namespace
}  // namespace firsthour::playbooks
