// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/document.h"

#include "playbooks/reports/writers.h"

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

}  // namespace firsthour::playbooks
