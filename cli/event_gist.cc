// SPDX-License-Identifier: Apache-2.0
#include "cli/event_gist.h"

#include "casefile/json.h"

namespace firsthour::cli {

std::string event_gist(const Json& event) {
  if (!event.is_object()) return {};
  const auto body = event.find("body");
  if (body == event.end() || !body->is_object()) return {};
  std::string text;
  for (const char* field :
       {"name", "rule", "title", "path", "collection", "what", "step", "reason", "items", "result"}) {
    const auto found = body->find(field);
    if (found == body->end() || found->is_object() || found->is_array()) continue;
    const std::string value = found->is_string() ? found->get<std::string>() : found->dump();
    if (!value.empty()) text += (text.empty() ? "" : ", ") + std::string{field} + " " + value;
  }
  return text;
}

}  // namespace firsthour::cli
