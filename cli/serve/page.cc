// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/page.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "cli/serve/built_in_page.h"

namespace firsthour::cli {
namespace {

std::string put_in(std::string text, std::string_view place, std::string_view what) {
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), what);
  return text;
}

std::string source_of(std::string_view text) { return "'sha256-" + to_base64(sha256(text).bytes) + "'"; }

}  // namespace

BoardPage board_page() {
  BoardPage page;
  page.html = put_in(put_in(std::string{kPageHtml}, "/*style*/", kPageStyle), "/*script*/", kPageScript);
  page.policy = "default-src 'none'; script-src " + source_of(kPageScript) + "; style-src " +
                source_of(kPageStyle) +
                "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  return page;
}

}  // namespace firsthour::cli
