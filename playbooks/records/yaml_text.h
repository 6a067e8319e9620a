// SPDX-License-Identifier: Apache-2.0
// YAML or JSON text written by people, as one JSON value.
#pragma once

#include "casefile/json.h"
#include "casefile/result.h"

#include <map>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

// Text that starts with '{' is JSON and keeps its types; else it is YAML 1.2, where every scalar becomes a
// string ("no" stays "no") and an empty one null. `malformed` names the line. Refused: more than 1 MiB,
// more than 20,000 nodes (an alias can name a large node many times), more than one document, a key twice.
[[nodiscard]] Result<Json> parse_yaml_or_json(std::string_view text);

// The same, and where each value stands, so that a wrong one can be named with its place.
struct PlacedJson {
  Json json;
  std::map<std::string, int> lines;  // by path: "clauses/3/targets/minutes"

  // "line 12: clauses/3/targets", or the path alone where the line is not known.
  [[nodiscard]] std::string place(const std::string& path) const;
};
[[nodiscard]] Result<PlacedJson> parse_placed(std::string_view text);

}  // namespace firsthour::playbooks
