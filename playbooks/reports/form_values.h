// SPDX-License-Identifier: Apache-2.0
// The names that a form pack may use for its fields and columns, and what stands for them in a case.
#pragma once

#include "playbooks/report.h"
#include "playbooks/reports/case_facts.h"
#include "playbooks/reports/form_pack.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

[[nodiscard]] std::span<const std::string_view> form_value_names();
[[nodiscard]] std::span<const std::string_view> volume_column_names();
[[nodiscard]] std::span<const std::string_view> item_column_names();
[[nodiscard]] std::span<const std::string_view> medium_column_names();
[[nodiscard]] std::span<const std::string_view> clearing_column_names();
// Those that the fields of such a section may name.
[[nodiscard]] std::span<const std::string_view> value_names_of(SectionKind kind);

// Chinese text; "" where the case does not say, which is printed as a blank. Times are Beijing time. Of fixed
// choices the chosen keys, a line each.
[[nodiscard]] std::string form_value(std::string_view name, const CaseFacts& facts);
// Its number in the case and the name of the file it came as.
[[nodiscard]] std::string volume_title(const Volume& volume);
[[nodiscard]] std::string volume_value(std::string_view column, const Volume& volume, std::uint64_t number);
[[nodiscard]] std::string item_value(std::string_view column, const CaseItem& item, std::uint64_t number);
[[nodiscard]] std::string medium_value(std::string_view column, const Medium& medium, std::uint64_t number);
[[nodiscard]] std::string clearing_value(std::string_view column, const Clearing& clearing,
                                         std::uint64_t number);
[[nodiscard]] bool is_digest_column(std::string_view column);

// "1,234,567 字节 (1.2 MiB)"
[[nodiscard]] std::string size_text(std::uint64_t bytes, Language language);
[[nodiscard]] std::string grouped(std::uint64_t number);  // "1,234,567"
// Sixteen digits a group, on two lines, for narrow places.
[[nodiscard]] std::string digest_in_two_lines(std::string_view hex);

}  // namespace firsthour::playbooks
