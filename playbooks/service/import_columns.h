// SPDX-License-Identifier: Apache-2.0
// What the columns of a table mean, and how the values of spreadsheets and scanners are written.
#pragma once

#include "playbooks/service_import.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// A column that means a field; "port" is no field and goes behind the host.
struct ImportColumn {
  std::size_t index = 0;
  std::string field;
};
inline constexpr std::string_view kPortColumn = "(port)";

// Of the header row; what each was taken for goes into the plan.
[[nodiscard]] std::vector<ImportColumn> columns_of(const ServiceKind& kind, const CsvRow& header,
                                                   ImportPlan& plan);
// The value as set_field() takes it: days and times of spreadsheets (Beijing time where no zone stands),
// severities as scanners word them.
[[nodiscard]] std::string imported_value(const ServiceKind& kind, const ServiceField& field,
                                         std::string_view cell);
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string in_small_letters(std::string_view text);  // ASCII only

}  // namespace firsthour::playbooks
