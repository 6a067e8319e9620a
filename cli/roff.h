// SPDX-License-Identifier: Apache-2.0
// From the small Markdown of cli/man to a man page (man(7) macros). Not a general converter: headings,
// paragraphs, lists, terms (a line and `: meaning` under it), indented or fenced code, **strong**,
// *emphasis*, `code`. Pandoc is not to be needed for a build, and groff's own -Tmarkdown does not exist.
#pragma once

#include <string>
#include <string_view>

namespace firsthour::cli {

struct PageTitle {
  std::string_view name;     // "firsthour-case"
  std::string_view section;  // "1"
  std::string_view version;
};

[[nodiscard]] std::string roff_from_markdown(std::string_view markdown, const PageTitle& title);
// Text in which roff would see nothing special.
[[nodiscard]] std::string roff_escape(std::string_view text);

}  // namespace firsthour::cli
