// SPDX-License-Identifier: Apache-2.0
// Documents made for tests of the writers and for their benchmark: every kind of block, any length.
#pragma once

#include "playbooks/reports/document.h"

#include <cstddef>
#include <string>

namespace firsthour::testing {

// Cover, contents, all kinds of blocks and of charts, a wide table, links; the same each time.
[[nodiscard]] playbooks::Document whole_document(playbooks::Language language, bool exercise);
// Every kind of chart: with few and with sixty categories, zeros, unknown and negative values.
[[nodiscard]] std::vector<playbooks::Chart> all_charts(playbooks::Language language);
// Chapters of text, tables and charts that fill about so many pages.
[[nodiscard]] playbooks::Document long_document(std::size_t pages);
// A Chinese text of so many characters.
[[nodiscard]] std::string chinese_text(std::size_t characters);
// A PNG of one grey square.
[[nodiscard]] std::string small_png();

}  // namespace firsthour::testing
