// SPDX-License-Identifier: Apache-2.0
// Scenes of tests/data: what one host shows, one JSON object a line, an empty line between scenes. An object
// is a host record, or a text file: {"type":"file","source","path","mode","uid","content"}.
#pragma once

#include "casefile/json.h"
#include "tests/unit/triage/made_case.h"
#include "triage/triage.h"

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace firsthour::triage {

using Scene = std::vector<std::string>;

inline std::vector<Scene> scenes_in(const std::string& path) {
  std::ifstream in{path};
  EXPECT_TRUE(in) << path;
  std::vector<Scene> scenes(1);
  for (std::string line; std::getline(in, line);) {
    if (line.empty())
      scenes.emplace_back();
    else
      scenes.back().push_back(line);
  }
  if (scenes.back().empty()) scenes.pop_back();
  return scenes;
}

inline void add_file(const Json& object, MadeCase& into) {
  CaseItem& item = into.add("file", object.at("source"), object.at("path"), object.at("content"));
  FileFacts facts;
  const std::string mode = object.value("mode", "0644");
  std::from_chars(mode.data(), mode.data() + mode.size(), facts.mode, 8);
  facts.uid = object.value("uid", 0U);
  item.item.file = facts;
}

inline MadeCase case_of(const Scene& scene) {
  MadeCase made;
  std::map<std::string, std::string> records;
  for (const std::string& line : scene) {
    const auto object = parse_json(line);
    EXPECT_TRUE(object) << line;
    if (!object) continue;
    const std::string type = object->at("type");
    if (type == "file")
      add_file(*object, made);
    else
      records[type] += line + "\n";
  }
  for (const auto& [service, lines] : records) made.add_records(service, lines);
  return made;
}

inline std::unique_ptr<HostChecks> shipped_checks() {
  auto checks = HostChecks::load({FIRSTHOUR_SOURCE_DIR "/triage/rules/sigma"});
  EXPECT_TRUE(checks) << checks.error().what;
  return checks ? std::move(*checks) : nullptr;
}

inline std::vector<Finding> findings_of(HostChecks& checks, const MadeCase& made) {
  for (const CaseItem& item : made.items()) {
    const auto taken = checks.take(item, made);
    EXPECT_TRUE(taken) << taken.error().what;
  }
  return checks.findings();
}

}  // namespace firsthour::triage
