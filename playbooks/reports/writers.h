// SPDX-License-Identifier: Apache-2.0
// A document's four forms. Pure: the same document gives the same bytes.
#pragma once

#include "playbooks/reports/document.h"

#include <string>
#include <string_view>

namespace firsthour::playbooks {

// One file: no script, no address outside itself; A4 when printed, from 360 px wide on a screen.
[[nodiscard]] std::string as_html(const Document& document);
// OOXML (ECMA-376, transitional) in a stored ZIP.
[[nodiscard]] std::string as_docx(const Document& document);
// CommonMark with pipe tables.
[[nodiscard]] std::string as_markdown(const Document& document);
// {"type":"document","name",…,"blocks":[{"kind":…}]}, indented by one.
[[nodiscard]] std::string as_json_text(const Document& document);

// "图 3　到场用时"; a chart without a title has its number alone.
[[nodiscard]] std::string figure_title(int number, std::string_view title, Language language);
// "限值：60 分钟"; REQUIRES: a limit.
[[nodiscard]] std::string limit_text(const Chart& chart, Language language);
// What stands in the place of a picture that is neither PNG nor JPEG.
[[nodiscard]] std::string picture_problem(const Picture& picture, Language language);
// The one of them that the format names.
[[nodiscard]] std::string written(const Document& document, Format format);

// How many weights stand in a row: the shares of a table's columns.
[[nodiscard]] int total_weight(const Table& table);

}  // namespace firsthour::playbooks
