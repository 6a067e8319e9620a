// SPDX-License-Identifier: Apache-2.0
// The one owner of RE2. Sigma's `re`: a search anywhere in the text (anchors say otherwise), upper and lower
// case told apart unless asked. Time grows with the text and never with what is in it.
//
// What RE2 lacks (look-around, back references) is refused when the rule is loaded. The specification allows
// neither, and of SigmaHQ's 231 expressions (August 2026) none uses them. One difference from PCRE remains:
// without `m`, `$` is the very end and not also the place before a last newline.
#pragma once

#include "casefile/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace firsthour::triage::sigma {

struct RegexOptions {
  bool ignore_case = false;     // i
  bool lines = false;           // m: ^ and $ at each line
  bool dot_is_newline = false;  // s
};

class Regex {
 public:
  // malformed or unsupported, in RE2's words.
  [[nodiscard]] static Result<Regex> compile(const std::string& expression, const RegexOptions& options);
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  // Shared: rules are copied, compiled expressions are not. `bytes_` is for text that is not UTF-8.
  std::shared_ptr<const re2::RE2> characters_, bytes_;
};

}  // namespace firsthour::triage::sigma
