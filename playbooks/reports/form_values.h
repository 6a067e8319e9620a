// SPDX-License-Identifier: Apache-2.0
// The names that a form pack may use for its fields and columns, and what stands for them in a case.
#pragma once

#include "playbooks/report.h"
#include "playbooks/reports/case_facts.h"

#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

[[nodiscard]] std::span<const std::string_view> form_value_names();
[[nodiscard]] std::span<const std::string_view> volume_column_names();

// Chinese text; "" where the case does not say, which is printed as a blank. Times are Beijing time.
[[nodiscard]] std::string form_value(std::string_view name, const CaseFacts& facts);
// Its number in the case and the name of the file it came as.
[[nodiscard]] std::string volume_title(const Volume& volume);
[[nodiscard]] std::string volume_value(std::string_view column, const Volume& volume, std::size_t number);
[[nodiscard]] bool is_digest_column(std::string_view column);

// "1,234,567 字节 (1.2 MiB)"
[[nodiscard]] std::string size_text(std::uint64_t bytes, Language language);
[[nodiscard]] std::string grouped(std::uint64_t number);  // "1,234,567"
// Sixteen digits a group, on two lines, for narrow places.
[[nodiscard]] std::string digest_in_two_lines(std::string_view hex);

}  // namespace firsthour::playbooks
