// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/document.h"

#include "playbooks/reports/writers.h"

#include <fmt/format.h>

namespace firsthour::playbooks {

Line value_or_blank(const std::string& text, Mark mark) {
  if (text.empty()) return {Run{"________", Mark::blank}};
  return {Run{text, mark}};
}

int total_weight(const Table& table) {
  int total = 0;
  for (const Column& column : table.columns) total += column.weight;
  return total > 0 ? total : 1;
}

Table data_table(const Chart& chart, Language language) {
  Table table;
  table.columns.push_back({language == Language::zh ? "项目" : "category", 2, false});
  for (const Chart::Series& series : chart.series) table.columns.push_back({series.name, 1, true});
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    std::vector<Line> row{{Run{chart.categories[i]}}};
    for (const Chart::Series& series : chart.series) {
      if (i >= series.values.size() || !series.values[i].value)
        row.push_back({Run{language == Language::zh ? "不详" : "unknown", Mark::quiet}});
      else
        row.push_back({Run{fmt::format("{:.{}f}", *series.values[i].value, chart.decimals), Mark::plain,
                           series.values[i].to}});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace firsthour::playbooks
