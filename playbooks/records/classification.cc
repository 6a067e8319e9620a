// SPDX-License-Identifier: Apache-2.0
#include "playbooks/classification.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/grading_tables.h"
#include "playbooks/records/tables.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::string_view, 5> kGradeNames{"", "especially-major", "major", "considerable",
                                                      "ordinary"};
constexpr std::string_view kIncidentWord = "事件";

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// With or without the 事件 that every name of the standard ends in.
bool says(const Words& name, std::string_view text) {
  const std::string_view zh = name.zh;
  return zh == text || zh == std::string{text} + std::string{kIncidentWord} || lower(name.en) == lower(text);
}

std::string joined(const std::vector<NamedWords>& values) {
  std::string list;
  for (const NamedWords& one : values) list += (list.empty() ? "" : ", ") + one.name;
  return list;
}

const NamedWords* find(const std::vector<NamedWords>& values, std::string_view text) {
  for (const NamedWords& one : values)
    if (one.name == text || one.words.zh == text || one.words.en == text) return &one;
  return nullptr;
}

// The graver of both decides; a grade that is not stated decides nothing.
Grade graver(Grade a, Grade b) {
  if (a == Grade::unstated) return b;
  if (b == Grade::unstated) return a;
  return std::min(a, b);
}

Words line(const std::string& zh, const std::string& en, const Cell& cell) {
  const Words& grade = words_of(cell.grade);
  return {zh + " → " + grade.zh + (cell.checked ? "" : "（此格未与正式文本核对）"),
          en + " → " + grade.en + (cell.checked ? "" : " (cell not checked)")};
}

}  // namespace

std::string_view name_of(Grade grade) {
  const auto index = static_cast<std::size_t>(grade);
  return index < kGradeNames.size() ? kGradeNames[index] : std::string_view{};
}

const Words& words_of(Grade grade) {
  static const std::array<Words, 5> kWords{Words{"", ""}, Words{"特别重大", "especially major"},
                                           Words{"重大", "major"}, Words{"较大", "considerable"},
                                           Words{"一般", "ordinary"}};
  const auto index = static_cast<std::size_t>(grade);
  return index < kWords.size() ? kWords[index] : kWords[0];
}

std::optional<Grade> grade_from(std::string_view text) {
  for (int i = 0; i < 5; ++i) {
    const Grade grade = static_cast<Grade>(i);
    const std::string_view zh = words_of(grade).zh;
    if (text == name_of(grade) || text == zh || (i > 0 && text == words_of(grade).en) ||
        (i > 0 && text == std::string{zh} + std::string{kIncidentWord}))
      return grade;
  }
  return std::nullopt;
}

struct Classification::Tables {
  ClassTable classes;
  GradingTable grading;
  ReportingTable reporting;

  const std::vector<NamedWords>& factor(std::string_view which) const {
    return which == "object" ? grading.object : which == "loss" ? grading.loss : grading.harm;
  }
  const IncidentClass* class_of(std::string_view code) const {
    for (const IncidentClass& one : classes.classes)
      if (one.code == code.substr(0, 2)) return &one;
    return nullptr;
  }
  const IncidentSubclass* subclass_of(std::string_view code) const {
    const IncidentClass* one = class_of(code);
    if (!one) return nullptr;
    for (const IncidentSubclass& sub : one->subclasses)
      if (sub.code == code) return &sub;
    return nullptr;
  }
};

Result<Classification> Classification::load(const std::string& folder) {
  auto tables = std::make_shared<Tables>();
  const auto take = [&](std::string_view file, auto read, auto& into) -> Result<> {
    const auto json = load_table(file, folder);
    if (!json) return tl::unexpected{json.error()};
    auto table = read(*json);
    if (!table) return fail(file, table.error());
    into = std::move(*table);
    return {};
  };
  if (auto done = take("classes-gbt20986-2023.yaml", read_class_table, tables->classes); !done)
    return tl::unexpected{done.error()};
  if (auto done = take("grading-gbt20986-2023.yaml", read_grading_table, tables->grading); !done)
    return tl::unexpected{done.error()};
  if (auto done = take("grading-reporting-2025.yaml", read_reporting_table, tables->reporting); !done)
    return tl::unexpected{done.error()};
  Classification classification;
  classification.tables_ = std::move(tables);
  return classification;
}

const ClassTable& Classification::classes() const { return tables_->classes; }

Result<std::string> Classification::code_of(std::string_view text) const {
  std::vector<std::string_view> known;
  for (const IncidentClass& one : tables_->classes.classes) {
    if (one.code == text || says(one.name, text)) return one.code;
    known.insert(known.end(), {one.code, one.name.zh, one.name.en});
    for (const IncidentSubclass& sub : one.subclasses) {
      if (sub.code == text || says(sub.name, text)) return sub.code;
      known.insert(known.end(), {sub.code, sub.name.zh, sub.name.en});
    }
  }
  const std::string whole = std::string{text} + std::string{kIncidentWord};
  std::string meant = suggestion(text, known);
  if (meant.empty()) meant = suggestion(whole, known);
  return fail(Errc::usage, "no class '" + escape_for_terminal(text.substr(0, 96)) + "' in " +
                               tables_->classes.origin.standard + meant);
}

Words Classification::class_name(std::string_view code) const {
  if (const IncidentSubclass* sub = tables_->subclass_of(code)) return sub->name;
  const IncidentClass* one = code.size() == 2 ? tables_->class_of(code) : nullptr;
  return one ? one->name : Words{};
}

Words Classification::class_path(std::string_view code) const {
  const Words own = class_name(code);
  if (own.zh.empty()) return {std::string{code}, std::string{code}};
  if (code.size() == 2) return own;
  const Words above = class_name(code.substr(0, 2));
  return {above.zh + " / " + own.zh, above.en + " / " + own.en};
}

bool Classification::class_checked(std::string_view code) const {
  if (const IncidentSubclass* sub = tables_->subclass_of(code)) return sub->checked;
  const IncidentClass* one = tables_->class_of(code);
  return one && one->checked;
}

std::vector<ClassSuggestion> Classification::suggest(const std::vector<std::string>& techniques) const {
  const std::set<std::string> found{techniques.begin(), techniques.end()};
  std::vector<ClassSuggestion> suggestions;
  for (const IncidentClass& one : tables_->classes.classes)
    for (const IncidentSubclass& sub : one.subclasses) {
      ClassSuggestion suggestion{sub.code, {}};
      for (const std::string& technique : sub.techniques)
        if (found.contains(technique)) suggestion.techniques.push_back(technique);
      if (!suggestion.techniques.empty()) suggestions.push_back(std::move(suggestion));
    }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const auto& a, const auto& b) { return a.techniques.size() > b.techniques.size(); });
  return suggestions;
}

const std::vector<NamedWords>& Classification::factor(std::string_view which) const {
  return tables_->factor(which);
}

Result<std::string> Classification::factor_value(std::string_view which, std::string_view text) const {
  const auto& values = tables_->factor(which);
  if (const NamedWords* found = find(values, text)) return found->name;
  std::vector<std::string_view> known;
  for (const NamedWords& one : values) known.insert(known.end(), {one.name, one.words.zh});
  return fail(Errc::usage, std::string{which} + " has no value '" + escape_for_terminal(text.substr(0, 96)) +
                               "'" + suggestion(text, known) + "; it is one of " + joined(values));
}

std::vector<NamedWords> Classification::indicators() const {
  std::vector<NamedWords> names;
  for (const Indicator& one : tables_->reporting.indicators) names.push_back(one.name);
  return names;
}

std::vector<TableOrigin> Classification::origins() const {
  return {tables_->classes.origin, tables_->grading.origin, tables_->reporting.origin};
}

Result<Graded> Classification::grade(std::string_view object, std::string_view loss,
                                     std::string_view harm) const {
  const GradingTable& table = tables_->grading;
  Graded result;
  const auto place = [&](std::string_view which, std::string_view text) -> Result<std::size_t> {
    const auto name = factor_value(which, text);
    if (!name) return tl::unexpected{name.error()};
    const auto& values = tables_->factor(which);
    return static_cast<std::size_t>(find(values, *name) - values.data());
  };
  // Each word is looked up even when it decides nothing: a wrong one is refused, never left aside.
  std::optional<std::size_t> row, column, level;
  for (const auto& [which, text, into] :
       {std::tuple{"object", object, &row}, std::tuple{"loss", loss, &column},
        std::tuple{"harm", harm, &level}}) {
    if (text.empty()) continue;
    const auto found = place(which, text);
    if (!found) return tl::unexpected{found.error()};
    *into = *found;
  }
  const auto decide = [&](const Cell& cell, const std::string& zh, const std::string& en) {
    result.grade = graver(result.grade, cell.grade);
    result.checked = result.checked && cell.checked;
    result.because.push_back(line(zh, en, cell));
  };
  if (row && column) {
    const Words &of = table.object[*row].words, &lost = table.loss[*column].words;
    decide(table.matrix[*row][*column], "影响对象“" + of.zh + "”× 业务损失“" + lost.zh + "”",
           "object '" + of.en + "' with loss '" + lost.en + "'");
  } else if (row || column) {
    result.because.push_back({"业务损失未参与定级：影响对象与业务损失须同时给出",
                              "loss decides nothing: object and loss must both be given"});
  }
  if (level) {
    const Words& word = table.harm[*level].words;
    decide(table.harm_cells[*level], "社会危害“" + word.zh + "”", "harm '" + word.en + "'");
  } else if (row && column) {
    result.because.push_back({"社会危害未给出，未参与定级", "harm was not given and decides nothing"});
  }
  return result;
}

Result<Graded> Classification::report_grade(const std::map<std::string, std::string>& indicators) const {
  Graded result;
  std::vector<std::string_view> known;
  for (const Indicator& one : tables_->reporting.indicators) known.push_back(one.name.name);
  for (const auto& [name, text] : indicators) {
    const auto found =
        std::find_if(tables_->reporting.indicators.begin(), tables_->reporting.indicators.end(),
                     [&](const Indicator& one) { return one.name.name == name; });
    if (found == tables_->reporting.indicators.end())
      return fail(Errc::usage, "no indicator '" + escape_for_terminal(std::string_view{name}.substr(0, 64)) +
                                   "'" + suggestion(name, known));
    const auto number = plain_number(text);
    if (!number)
      return fail(Errc::usage, name + " is no number: '" +
                                   escape_for_terminal(std::string_view{text}.substr(0, 64)) +
                                   "' (write 1200000 or 120万)");
    Cell cell{Grade::ordinary, true};
    std::string limit_zh = "未达到任一界限", limit_en = "below every threshold";
    for (const Threshold& threshold : found->thresholds) {
      // A threshold that was not reached decides too: had it been lower, the grade would be graver.
      cell.checked = cell.checked && threshold.cell.checked;
      if (*number < threshold.at_least) continue;
      cell.grade = threshold.cell.grade;
      cell.checked = threshold.cell.checked && cell.checked;
      limit_zh = "达到 " + threshold.written, limit_en = "reaches " + threshold.written;
      break;
    }
    result.grade = graver(result.grade, cell.grade);
    result.checked = result.checked && cell.checked;
    result.because.push_back(line(found->name.words.zh + "：" + text + "，" + limit_zh,
                                  found->name.words.en + ": " + text + ", " + limit_en, cell));
  }
  return result;
}

std::string Classification::version_text() const {
  std::string text;
  for (const TableOrigin& origin : origins()) {
    const std::string one = origin.standard + " (" + origin.version + ")";
    text += (text.empty() ? "" : "; ") + one;
  }
  return text;
}

}  // namespace firsthour::playbooks
