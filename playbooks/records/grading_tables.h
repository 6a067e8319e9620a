// SPDX-License-Identifier: Apache-2.0
// The tables behind Classification, as values read from their YAML. Total: any text gives a table or
// `malformed` with the place.
#pragma once

#include "casefile/json_fwd.h"
#include "playbooks/classification.h"

#include <string>
#include <vector>

namespace firsthour::playbooks {

// Whether a cell was compared with the printed standard, or with a public copy of its text.
struct Cell {
  Grade grade = Grade::unstated;
  bool checked = false;
};

struct GradingTable {
  TableOrigin origin;
  std::vector<NamedWords> object, loss, harm;
  std::vector<std::vector<Cell>> matrix;  // by object and loss
  std::vector<Cell> harm_cells;
};

struct Threshold {
  Cell cell;
  double at_least = 0;
  std::string written;  // the figure as the table writes it
};
struct Indicator {
  NamedWords name;
  std::vector<Threshold> thresholds;  // the gravest first
};
struct ReportingTable {
  TableOrigin origin;
  std::vector<Indicator> indicators;
};

[[nodiscard]] Result<ClassTable> read_class_table(const Json& json);
[[nodiscard]] Result<GradingTable> read_grading_table(const Json& json);
[[nodiscard]] Result<ReportingTable> read_reporting_table(const Json& json);

// "1,200,000", "120万", "1.5 亿": a number that is not negative; nullopt for anything else.
[[nodiscard]] std::optional<double> plain_number(std::string_view text);

}  // namespace firsthour::playbooks
