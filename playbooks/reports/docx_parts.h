// SPDX-License-Identifier: Apache-2.0
// The fixed parts of a Word file: content types, relationships, styles, settings (ECMA-376 transitional).
// Typography follows the habits of Chinese official documents (GB/T 9704): A4, 仿宋 body, 黑体 first and
// 楷体 second headings. Fonts are named, never embedded; `w:eastAsia` decides for Chinese characters.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::playbooks {

inline constexpr std::string_view kWordNamespace =
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

// `pictures`: how many word/media/imageN.png there are.
[[nodiscard]] std::string docx_content_types();
[[nodiscard]] std::string docx_package_relationships();
[[nodiscard]] std::string docx_document_relationships(unsigned pictures);
[[nodiscard]] std::string docx_settings();
[[nodiscard]] std::string docx_styles();
// `created`: RFC 3339, whole seconds.
[[nodiscard]] std::string docx_core_properties(std::string_view title, std::string_view created);

}  // namespace firsthour::playbooks
