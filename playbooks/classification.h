// SPDX-License-Identifier: Apache-2.0
// Class and grade of an incident by versioned tables (tables/*.yaml): GB/T 20986-2023 classes and its three
// factors, and beside it the guide annexed to the national reporting method of 2025, which decides who is
// told and how fast. Cells that were not checked against the printed text are marked in the table and
// wherever they decided something; they are corrected in the data file.
#pragma once

#include "casefile/result.h"
#include "playbooks/words.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class Grade { unstated = 0, especially_major = 1, major = 2, considerable = 3, ordinary = 4 };
[[nodiscard]] std::string_view name_of(Grade grade);  // "especially-major" "major" "considerable" "ordinary"
[[nodiscard]] const Words& words_of(Grade grade);     // 特别重大 重大 较大 一般
[[nodiscard]] std::optional<Grade> grade_from(std::string_view text);  // its name, or the Chinese word

// Of a table: what it is, and from when it holds.
struct TableOrigin {
  std::string standard, version, effective, source;  // "GB/T 20986-2023", "1", "2023-12-01"
};

struct IncidentSubclass {
  std::string code;  // "01007"
  Words name;
  bool checked = false;
  std::vector<std::string> techniques;  // ATT&CK; ours: findings with one of them suggest the subclass
};
struct IncidentClass {
  std::string code;  // "01"
  Words name;
  bool checked = false;
  std::vector<IncidentSubclass> subclasses;
};
struct ClassTable {
  TableOrigin origin;
  std::vector<IncidentClass> classes;
};

// A value of a factor, or an indicator, by the name under which it is recorded.
struct NamedWords {
  std::string name;  // "especially-important", "leaked_persons"
  Words words;
};

// A subclass that findings speak for. People decide.
struct ClassSuggestion {
  std::string code;
  std::vector<std::string> techniques;  // those that were found
};

// A result, and whether every cell that decided it was checked.
struct Graded {
  Grade grade = Grade::unstated;
  bool checked = true;
  std::vector<Words> because;  // "业务损失 严重 × 影响对象 重要 → 较大"
};

class Classification {
 public:
  // The built-in tables, with those of `folder` (same file names) in place of theirs; "": only built in.
  [[nodiscard]] static Result<Classification> load(const std::string& folder);

  [[nodiscard]] const ClassTable& classes() const;
  // By code of class ("01") or subclass ("01007"), or by its Chinese or English name.
  [[nodiscard]] Result<std::string> code_of(std::string_view text) const;
  [[nodiscard]] Words class_name(std::string_view code) const;  // empty when unknown
  // "恶意程序事件 / 勒索软件事件"; the code itself when unknown.
  [[nodiscard]] Words class_path(std::string_view code) const;
  [[nodiscard]] bool class_checked(std::string_view code) const;
  // The subclasses that ATT&CK techniques speak for, the most techniques first.
  [[nodiscard]] std::vector<ClassSuggestion> suggest(const std::vector<std::string>& techniques) const;

  // "object", "loss" or "harm": their values in the order of the table, the gravest first.
  [[nodiscard]] const std::vector<NamedWords>& factor(std::string_view which) const;
  // By name or by its word in either language.
  [[nodiscard]] Result<std::string> factor_value(std::string_view which, std::string_view text) const;
  [[nodiscard]] std::vector<NamedWords> indicators() const;
  // The tables in force: classes, grading, reporting guide.
  [[nodiscard]] std::vector<TableOrigin> origins() const;
  // The three factors by their names in the table; an absent one gives what the others allow to say.
  [[nodiscard]] Result<Graded> grade(std::string_view object, std::string_view loss,
                                     std::string_view harm) const;
  // Indicators of the 2025 guide by name, numbers as text ("leaked_persons": "1200000").
  [[nodiscard]] Result<Graded> report_grade(const std::map<std::string, std::string>& indicators) const;
  // "GB/T 20986-2023, table 1": what goes into the record with a result.
  [[nodiscard]] std::string version_text() const;

 private:
  struct Tables;
  std::shared_ptr<const Tables> tables_;
};

}  // namespace firsthour::playbooks
