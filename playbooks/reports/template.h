// SPDX-License-Identifier: Apache-2.0
// A customer's own Word file, filled in. In its text, its headers, footers and notes:
//   {{incident.name}}                    a value; one that the case does not say is a blank to write on
//   {{#people}} {{name}} {{/people}}     rows of a table, or paragraphs, once for each entry of a list
//   {{#if incident.cause}} … {{/if}}     paragraphs or rows that stand only when the value is there
//   {{#unless witness.name}} … {{/unless}}   and the other way round
//   {{picture:checkpoint}}               a picture
// Word cuts text into runs as it likes: a placeholder is looked for in the text of the whole paragraph and
// takes the look of its first character. Everything else of the file stays as it was.
#pragma once

#include "casefile/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct TemplateValues {
  using Row = std::map<std::string, std::string, std::less<>>;
  Row values;  // "" where nothing is known
  std::map<std::string, std::vector<Row>, std::less<>> lists;
  std::map<std::string, std::string, std::less<>> pictures;  // PNG
  std::string exercise;  // put on top of the text and of each header, "" for a real incident
};

// Names every broken or unknown placeholder with its part, paragraph and the text around it (at most ten of
// them). The same template and values give the same bytes. Bounds: 64 MiB packed, 32 MiB a part that is
// read, a million nodes after repetition; a document type declaration is refused.
[[nodiscard]] Result<std::string> fill_template(std::string_view docx, const TemplateValues& values);

}  // namespace firsthour::playbooks
