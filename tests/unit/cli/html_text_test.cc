// SPDX-License-Identifier: Apache-2.0
#include "cli/html_text.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

TEST(HtmlText, KeepsWhatIsNoMarkupAsText) {
  EXPECT_EQ(html_from_markdown("a < b & \"c\" <script>\n"),
            "<p>a &lt; b &amp; &quot;c&quot; &lt;script&gt;</p>\n");
  EXPECT_EQ(html_from_markdown("```\n<b>\n\n# no heading\n```\n"),
            "<pre>&lt;b&gt;\n\n# no heading\n</pre>\n");
}

TEST(HtmlText, LeadsNowhere) {
  EXPECT_EQ(html_from_markdown("see [the page](http://example.org/) there\n"), "<p>see the page there</p>\n");
}

TEST(HtmlText, HasHeadingsListsTermsAndTables) {
  EXPECT_EQ(html_from_markdown("## Name\n\n- one\n- **two**\n\n**--out FILE**\n: write *there*\n"),
            "<h2>Name</h2>\n<ul><li>one<li><strong>two</strong></ul>\n"
            "<dl><dt><strong>--out FILE</strong></dt><dd>write <em>there</em></dd>\n</dl>\n");
  EXPECT_EQ(html_from_markdown("| a | b |\n| --- | --- |\n| 1 | `|` |\n").find("---"), std::string::npos);
}

TEST(HtmlText, KeepsStepsApart) {
  EXPECT_EQ(html_from_markdown("1. first,\n   at once\n2. then\n"),
            "<p>1. first,\n   at once</p>\n<p>2. then</p>\n");
}

TEST(HtmlText, IsTotal) {
  for (const char* text : {"", "*", "**", "`", "[", "[](", "[]()", "|", "#", "    x", ": y", "```", "- "})
    EXPECT_NO_FATAL_FAILURE(static_cast<void>(html_from_markdown(text))) << text;
}

}  // namespace
}  // namespace firsthour::cli
