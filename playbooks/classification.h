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

struct IncidentSubclass {
  std::string code;  // "01007"
  Words name;
  bool checked = false;
};
struct IncidentClass {
  std::string code;  // "01"
  Words name;
  std::vector<IncidentSubclass> subclasses;
};
struct ClassTable {
  std::string standard, version, source;  // "GB/T 20986-2023"
  std::vector<IncidentClass> classes;
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
