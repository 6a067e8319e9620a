// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/grading_tables.h"

#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace firsthour::playbooks {
namespace {

using Keys = std::span<const std::string_view>;
constexpr std::size_t kMostRows = 1000;

Result<TableOrigin> read_origin(const Json& json) {
  TableOrigin origin{text_at(json, "standard"), text_at(json, "version"), text_at(json, "effective"),
                     text_at(json, "source")};
  if (origin.standard.empty() || origin.version.empty() || origin.source.empty())
    return fail(Errc::malformed, "standard, version and source must be there");
  return origin;
}

bool is_checked(const Json& json) {
  const Json& value = child_at(json, "checked");
  if (value.is_boolean()) return value.get<bool>();
  const std::string word = text_at(json, "checked");
  return word == "yes" || word == "copy";
}

// A list of maps with these keys only, each with a name for complaints ("classes[3]").
template <class Read>
Result<> each_row(const Json& json, std::string_view key, Keys keys, Read read) {
  const Json& list = child_at(json, key);
  if (!list.is_array()) return fail(Errc::malformed, std::string{key} + " is not a list");
  if (list.size() > kMostRows) return fail(Errc::malformed, std::string{key} + " has too many rows");
  std::size_t number = 0;
  for (const Json& row : list) {
    const std::string where = std::string{key} + "[" + std::to_string(number++) + "]";
    if (auto known = only_keys(row, keys, where); !known) return known;
    if (Result<> done = read(row); !done) return fail(where, done.error());
  }
  return {};
}

Result<Cell> read_cell(const Json& row) {
  const auto grade = grade_from(text_at(row, "grade"));
  if (!grade || *grade == Grade::unstated)
    return fail(Errc::malformed, "no grade: '" + text_at(row, "grade") + "'");
  return Cell{*grade, is_checked(row)};
}

Result<NamedWords> read_named(const Json& row) {
  NamedWords named{text_at(row, "name"), {text_at(row, "zh"), text_at(row, "en")}};
  if (named.name.empty() || named.words.zh.empty() || named.words.en.empty())
    return fail(Errc::malformed, "name, zh and en must be there");
  return named;
}

bool is_code(std::string_view text, std::size_t length) {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<IncidentSubclass> read_subclass(const Json& row, const std::string& of) {
  IncidentSubclass sub{text_at(row, "code"), {text_at(row, "zh"), text_at(row, "en")}, is_checked(row), {}};
  if (!is_code(sub.code, 5) || !sub.code.starts_with(of) || sub.name.zh.empty() || sub.name.en.empty())
    return fail(Errc::malformed, "a subclass needs zh, en and a code of five digits that starts with " + of);
  if (const Json& list = child_at(row, "techniques"); list.is_array())
    for (const Json& technique : list)
      if (technique.is_string()) sub.techniques.push_back(technique.get<std::string>());
  return sub;
}

std::optional<std::size_t> place_of(const std::vector<NamedWords>& values, const std::string& name) {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const NamedWords& one) { return one.name == name; });
  if (found == values.end()) return std::nullopt;
  return static_cast<std::size_t>(found - values.begin());
}

Result<> read_matrix(const Json& json, GradingTable& table) {
  table.matrix.assign(table.object.size(), std::vector<Cell>(table.loss.size()));
  static constexpr std::array<std::string_view, 5> kKeys{"object", "loss", "grade", "checked", "note"};
  auto rows = each_row(json, "matrix", kKeys, [&](const Json& row) -> Result<> {
    const auto object = place_of(table.object, text_at(row, "object"));
    const auto loss = place_of(table.loss, text_at(row, "loss"));
    if (!object || !loss) return fail(Errc::malformed, "object or loss is not among the values above");
    const auto cell = read_cell(row);
    if (!cell) return tl::unexpected{cell.error()};
    table.matrix[*object][*loss] = *cell;
    return {};
  });
  if (!rows) return rows;
  for (const auto& line : table.matrix)
    for (const Cell& cell : line)
      if (cell.grade == Grade::unstated) return fail(Errc::malformed, "the matrix has a hole");
  return {};
}

Result<Indicator> read_indicator(const Json& row) {
  const auto name = read_named(row);
  if (!name) return tl::unexpected{name.error()};
  Indicator indicator{*name, {}};
  static constexpr std::array<std::string_view, 4> kKeys{"grade", "at_least", "checked", "note"};
  auto read = each_row(row, "thresholds", kKeys, [&](const Json& entry) -> Result<> {
    const auto cell = read_cell(entry);
    if (!cell) return tl::unexpected{cell.error()};
    const std::string written = text_at(entry, "at_least");
    const auto number = plain_number(written);
    if (!number) return fail(Errc::malformed, "at_least is no number: '" + written + "'");
    indicator.thresholds.push_back({*cell, *number, written});
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  std::stable_sort(indicator.thresholds.begin(), indicator.thresholds.end(),
                   [](const Threshold& a, const Threshold& b) { return a.cell.grade < b.cell.grade; });
  return indicator;
}

constexpr std::array<std::string_view, 6> kOriginKeys{"standard",  "version", "issued",
                                                      "effective", "source",  "notes"};
template <std::size_t N>
Result<TableOrigin> begin_table(const Json& json, std::array<std::string_view, N> own) {
  std::vector<std::string_view> keys{kOriginKeys.begin(), kOriginKeys.end()};
  keys.insert(keys.end(), own.begin(), own.end());
  if (auto known = only_keys(json, keys, "table"); !known) return tl::unexpected{known.error()};
  return read_origin(json);
}

}  // namespace

std::optional<double> plain_number(std::string_view text) {
  std::string digits;
  double times = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if ((text[i] >= '0' && text[i] <= '9') || text[i] == '.') {
      if (times != 1) return std::nullopt;
      digits += text[i];
    } else if (rest.starts_with("万") && times == 1 && !digits.empty()) {
      times = 1e4, i += 2;
    } else if (rest.starts_with("亿") && times == 1 && !digits.empty()) {
      times = 1e8, i += 2;
    } else if (text[i] != ',' && text[i] != ' ') {
      return std::nullopt;
    }
  }
  double value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
    return std::nullopt;
  if (!std::isfinite(value) || value > 1e15) return std::nullopt;
  return value * times;
}

Result<ClassTable> read_class_table(const Json& json) {
  const auto origin = begin_table(json, std::array<std::string_view, 1>{"classes"});
  if (!origin) return tl::unexpected{origin.error()};
  ClassTable table{*origin, {}};
  static constexpr std::array<std::string_view, 5> kKeys{"code", "zh", "en", "checked", "subclasses"};
  static constexpr std::array<std::string_view, 6> kSubKeys{"code",    "zh",         "en",
                                                            "checked", "techniques", "note"};
  auto read = each_row(json, "classes", kKeys, [&](const Json& row) -> Result<> {
    IncidentClass one{text_at(row, "code"), {text_at(row, "zh"), text_at(row, "en")}, is_checked(row), {}};
    if (!is_code(one.code, 2) || one.name.zh.empty() || one.name.en.empty())
      return fail(Errc::malformed, "a class needs zh, en and a code of two digits");
    auto subs = each_row(row, "subclasses", kSubKeys, [&](const Json& entry) -> Result<> {
      auto sub = read_subclass(entry, one.code);
      if (!sub) return tl::unexpected{sub.error()};
      one.subclasses.push_back(std::move(*sub));
      return {};
    });
    if (!subs) return subs;
    table.classes.push_back(std::move(one));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return table;
}

Result<GradingTable> read_grading_table(const Json& json) {
  const auto origin = begin_table(json, std::array<std::string_view, 4>{"object", "loss", "harm", "matrix"});
  if (!origin) return tl::unexpected{origin.error()};
  GradingTable table{*origin, {}, {}, {}, {}, {}};
  static constexpr std::array<std::string_view, 5> kKeys{"name", "zh", "en", "grade", "checked"};
  const auto take = [&](std::string_view key, std::vector<NamedWords>& into, bool graded) {
    return each_row(json, key, kKeys, [&](const Json& row) -> Result<> {
      auto named = read_named(row);
      if (!named) return tl::unexpected{named.error()};
      into.push_back(std::move(*named));
      if (!graded) return {};
      const auto cell = read_cell(row);
      if (!cell) return tl::unexpected{cell.error()};
      table.harm_cells.push_back(*cell);
      return {};
    });
  };
  if (auto read = take("object", table.object, false); !read) return tl::unexpected{read.error()};
  if (auto read = take("loss", table.loss, false); !read) return tl::unexpected{read.error()};
  if (auto read = take("harm", table.harm, true); !read) return tl::unexpected{read.error()};
  if (auto read = read_matrix(json, table); !read) return tl::unexpected{read.error()};
  return table;
}

Result<ReportingTable> read_reporting_table(const Json& json) {
  const auto origin = begin_table(json, std::array<std::string_view, 1>{"indicators"});
  if (!origin) return tl::unexpected{origin.error()};
  ReportingTable table{*origin, {}};
  static constexpr std::array<std::string_view, 5> kKeys{"name", "zh", "en", "thresholds", "note"};
  auto read = each_row(json, "indicators", kKeys, [&](const Json& row) -> Result<> {
    auto indicator = read_indicator(row);
    if (!indicator) return tl::unexpected{indicator.error()};
    table.indicators.push_back(std::move(*indicator));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return table;
}

}  // namespace firsthour::playbooks
