// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/records/yaml_text.h"

namespace firsthour::playbooks {

Result<Answers> parse_answers(std::string_view text) {
  const auto json = parse_yaml_or_json(text);
  if (!json) return fail("answers", json.error());
  auto answers = answers_from_json(*json);
  if (!answers) return fail("answers", answers.error());
  return answers;
}

}  // namespace firsthour::playbooks
