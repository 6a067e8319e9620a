// SPDX-License-Identifier: Apache-2.0
// Reading tables/drill-forms.yaml.
#include "playbooks/drill_forms.h"

#include "casefile/json.h"
#include "playbooks/records/placed_fields.h"
#include "playbooks/records/tables.h"

#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::string_view, 8> kTableKeys{"version", "source", "effective", "checked",
                                                     "forms",   "stages", "groups",    "checks"};
constexpr std::array<std::string_view, 4> kFormKeys{"form", "name", "zh", "en"};
constexpr std::array<std::string_view, 4> kStageKeys{"id", "zh", "en", "ticks"};
constexpr std::array<std::string_view, 3> kWordKeys{"key", "zh", "en"};
constexpr std::size_t kMostRows = 100;

Words zh_and_en(PlacedFields& fields) {
  Words words{fields.required_text("zh"), fields.text("en")};
  if (words.en.empty()) words.en = words.zh;
  return words;
}

// Reads the rows of a list with `take`, which gives the key that must not stand twice.
template <class Take>
Result<> each_row(const PlacedJson& in, PlacedFields& fields, std::string_view key,
                  std::span<const std::string_view> known, const Take& take) {
  const Json rows = fields.list(key);
  if (rows.size() > kMostRows) fields.wrong(key, "are more than 100");
  if (auto good = fields.result(); !good) return good;
  std::set<std::string> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string path = fields.path_of(key) + "/" + std::to_string(i);
    PlacedFields row{in, path, rows[i], known};
    Result<std::string> one = take(row, path);
    if (auto good = row.result(); !good) return good;
    if (!one) return tl::unexpected{one.error()};
    if (!keys.insert(*one).second)
      return fail(Errc::malformed, in.place(path) + ": '" + *one + "' stands twice");
  }
  return {};
}

Result<> read_words(const PlacedJson& in, PlacedFields& fields, std::string_view key,
                    std::vector<KeyedWords>& into) {
  return each_row(in, fields, key, kWordKeys, [&](PlacedFields& row, const std::string&) {
    into.push_back({row.required_text("key"), zh_and_en(row)});
    return Result<std::string>{into.back().key};
  });
}

Result<> read_forms(const PlacedJson& in, PlacedFields& fields, DrillForms& into) {
  return each_row(in, fields, "forms", kFormKeys, [&](PlacedFields& row, const std::string&) {
    into.forms.push_back({row.required_text("form"), row.required_text("name"), zh_and_en(row)});
    return Result<std::string>{into.forms.back().name};
  });
}

Result<> read_stages(const PlacedJson& in, PlacedFields& fields, DrillForms& into) {
  return each_row(in, fields, "stages", kStageKeys,
                  [&](PlacedFields& row, const std::string&) -> Result<std::string> {
                    DrillForms::Stage stage{row.required_text("id"), zh_and_en(row), {}};
                    if (auto read = read_words(in, row, "ticks", stage.ticks); !read)
                      return tl::unexpected{read.error()};
                    into.stages.push_back(std::move(stage));
                    return into.stages.back().id;
                  });
}

}  // namespace

Result<DrillForms> DrillForms::load(const std::string& folder) {
  const auto text = table_text("drill-forms.yaml", folder);
  if (!text) return tl::unexpected{text.error()};
  return parse(*text);
}

Result<DrillForms> DrillForms::parse(std::string_view text) {
  const auto placed = parse_placed(text);
  if (!placed) return fail("drill forms", placed.error());
  DrillForms table;
  PlacedFields fields{*placed, "", placed->json, kTableKeys};
  table.version = fields.required_text("version");
  table.source = fields.words("source");
  table.effective = fields.text("effective");
  table.checked = fields.truth("checked").value_or(false);
  for (const auto& read : {read_forms(*placed, fields, table), read_stages(*placed, fields, table),
                           read_words(*placed, fields, "groups", table.groups),
                           read_words(*placed, fields, "checks", table.checks), fields.result()})
    if (!read) return fail("drill forms", read.error());
  return table;
}

const DrillForms::Form* DrillForms::form(std::string_view named) const {
  for (const Form& one : forms)
    if (one.name == named || one.form == named) return &one;
  return nullptr;
}

const DrillForms::Stage* DrillForms::stage(std::string_view id) const {
  for (const Stage& one : stages)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace firsthour::playbooks
