// SPDX-License-Identifier: Apache-2.0
// A document's four forms. Pure: the same document gives the same bytes.
#pragma once

#include "playbooks/reports/document.h"

#include <string>

namespace firsthour::playbooks {

// One file: no script, no address outside itself; A4 when printed, from 360 px wide on a screen.
[[nodiscard]] std::string as_html(const Document& document);
// OOXML (ECMA-376, transitional) in a stored ZIP.
[[nodiscard]] std::string as_docx(const Document& document);
// CommonMark with pipe tables.
[[nodiscard]] std::string as_markdown(const Document& document);
// {"type":"document","name",…,"blocks":[{"kind":…}]}, indented by one.
[[nodiscard]] std::string as_json_text(const Document& document);

// How many weights stand in a row: the shares of a table's columns.
[[nodiscard]] int total_weight(const Table& table);

}  // namespace firsthour::playbooks
