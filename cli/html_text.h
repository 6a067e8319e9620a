// SPDX-License-Identifier: Apache-2.0
// From our own Markdown (man pages, README, the kit's first page) to HTML that a browser shows without a
// network: no links out, no scripts, no fonts or pictures from elsewhere. Not a general converter: headings,
// paragraphs, lists, tables, terms (a line and `: meaning` under it), indented or fenced code, **strong**,
// *emphasis*, `code`; of a link [text](place) the text.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::cli {

[[nodiscard]] std::string html_escape(std::string_view text);
[[nodiscard]] std::string html_from_markdown(std::string_view markdown);
// A whole document around the body. `language` is "zh-CN" or "en".
[[nodiscard]] std::string html_document(std::string_view language, std::string_view title,
                                        std::string_view body);

}  // namespace firsthour::cli
