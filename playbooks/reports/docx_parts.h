// SPDX-License-Identifier: Apache-2.0
// The fixed parts of a Word file: content types, relationships, styles, settings, headers (ECMA-376
// transitional). Typography follows the habits of Chinese official documents (GB/T 9704): A4, 仿宋 body, 黑体
// first and 楷体 second headings. Fonts are named, never embedded; `w:eastAsia` decides for Chinese
// characters.
#pragma once

#include "playbooks/reports/document.h"
#include "playbooks/reports/docx_media.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

inline constexpr std::string_view kWordNamespace =
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

[[nodiscard]] std::string docx_content_types();
[[nodiscard]] std::string docx_package_relationships();
[[nodiscard]] std::string docx_document_relationships(const std::vector<DocxMedia::Part>& pictures);
[[nodiscard]] std::string docx_settings(const Document& document);
[[nodiscard]] std::string docx_styles(const Document& document);
// What stands for a face that a machine has not.
[[nodiscard]] std::string docx_font_table();
// So many numbered lists, each beginning at 1.
[[nodiscard]] std::string docx_numbering(int lists);
// The time of the document, not of its writing.
[[nodiscard]] std::string docx_core_properties(const Document& document);
// 1: of all pages; 3: of the cover, where only the mark of an exercise stands.
[[nodiscard]] std::string docx_header(const Document& document, int which);
// 1: odd pages, 2: even pages, 3: the cover, empty. Forms say how many pages there are.
[[nodiscard]] std::string docx_footer(const Document& document, int which);

}  // namespace firsthour::playbooks
