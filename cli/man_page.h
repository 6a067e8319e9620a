// SPDX-License-Identifier: Apache-2.0
// The Markdown of a page: its prose, with the options and commands of the tables put in where it has their
// headings ("## Options", "## Commands").
#pragma once

#include "cli/text.h"

#include <string>
#include <string_view>

namespace firsthour::cli {

// `page` is "firsthour-case": the commands that begin with "case"; "firsthour" has the global options.
[[nodiscard]] std::string man_page(std::string prose, std::string_view page);
// The options of those commands, in a language; empty when the page is not of commands of ours.
[[nodiscard]] std::string page_options(std::string_view page, Language language);

}  // namespace firsthour::cli
