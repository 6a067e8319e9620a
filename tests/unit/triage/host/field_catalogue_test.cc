// SPDX-License-Identifier: Apache-2.0
#include "triage/host/field_catalogue.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <string>

namespace firsthour::triage {
namespace {

const HostFieldCatalogue kCatalogue;

sigma::LogSource source(std::string service) { return {"linux", "", std::move(service)}; }

TEST(FieldCatalogue, KnowsTheKindsOfRecordsAndTheFamiliesOfFiles) {
  EXPECT_TRUE(kCatalogue.has_source(source("host.process")));
  EXPECT_TRUE(kCatalogue.has_source(source("persistence")));
  EXPECT_TRUE(kCatalogue.has_source(source("persistence.cron")));
  EXPECT_FALSE(kCatalogue.has_source(source("host.proces")));
  EXPECT_FALSE(kCatalogue.has_source(source("persistencex")));
  EXPECT_FALSE(kCatalogue.has_source(source("")));
  EXPECT_FALSE(kCatalogue.has_source({"windows", "", "host.process"}));
  EXPECT_FALSE(kCatalogue.has_source({"linux", "process_creation", ""}));
}

TEST(FieldCatalogue, KnowsFieldsBySource) {
  EXPECT_TRUE(kCatalogue.has_field(source("host.process"), "process.parent.name"));
  EXPECT_TRUE(kCatalogue.has_field(source("host.process"), "process.executable_raw"));
  EXPECT_FALSE(kCatalogue.has_field(source("host.process"), "process.parent.names"));
  EXPECT_FALSE(kCatalogue.has_field(source("host.process"), "line"));
  EXPECT_TRUE(kCatalogue.has_field(source("web.root"), "line.comment"));
  EXPECT_FALSE(kCatalogue.has_field(source("host.process"), ""));
}

// A field that RECORDS.md gains must be known here too, or no rule can ask for it.
TEST(FieldCatalogue, HasEveryFieldThatTheTableOfProcessesNames) {
  std::ifstream in{FIRSTHOUR_SOURCE_DIR "/casefile/RECORDS.md"};
  const std::regex name{R"(`((?:process|user|group|container)\.[a-z_0-9.]+)`)"};
  bool inside = false;
  int fields = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) inside = line == "## host.process";
    if (!inside || !line.starts_with("| `")) continue;
    const std::string keys = line.substr(0, line.find(" | ", 2));
    for (std::sregex_iterator key{keys.begin(), keys.end(), name}, end; key != end; ++key, ++fields) {
      EXPECT_TRUE(kCatalogue.has_field(source("host.process"), (*key)[1].str())) << (*key)[1];
    }
  }
  EXPECT_GT(fields, 40);
}

}  // namespace
}  // namespace firsthour::triage
