// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_set.h"

#include "triage/host/field_catalogue.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage::sigma {
namespace {

namespace fs = std::filesystem;

class SigmaRuleSet : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("firsthour-sigma-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "below");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& file, const std::string& name, const std::string& service) {
    std::ofstream{folder_ / file} << "title: T\nname: " << name
                                  << "\nlogsource: {product: linux, service: " << service
                                  << "}\ndetection:\n  s: [word]\n  condition: s\n";
  }
  [[nodiscard]] RuleSet load() const {
    auto set = RuleSet::load({folder_.string()}, HostFieldCatalogue{});
    EXPECT_TRUE(set);
    return std::move(*set);
  }
  fs::path folder_;
};

TEST_F(SigmaRuleSet, FindsRulesBelowAFolderAndLeavesOtherFiles) {
  write("a.yml", "a", "host.process");
  write("below/b.yaml", "b", "host.process");
  write("readme.txt", "c", "host.process");
  const RuleSet set = load();
  EXPECT_EQ(set.rules().size(), 2u);
  EXPECT_TRUE(set.problems().empty());
}

TEST_F(SigmaRuleSet, AServiceServesWhatIsBelowIt) {
  write("a.yml", "family", "persistence");
  write("b.yml", "cron", "persistence.cron");
  write("c.yml", "process", "host.process");
  const RuleSet set = load();
  EXPECT_EQ(set.for_service("persistence.cron").size(), 2u);
  EXPECT_EQ(set.for_service("persistence.systemd").size(), 1u);
  EXPECT_EQ(set.for_service("persistence.cronies").size(), 1u);
  EXPECT_EQ(set.for_service("host.process").size(), 1u);
  EXPECT_TRUE(set.for_service("host.socket").empty());
}

TEST_F(SigmaRuleSet, ABadFileCostsOnlyItself) {
  write("a.yml", "a", "host.process");
  std::ofstream{folder_ / "b.yml"} << "title: [\n";
  const RuleSet set = load();
  EXPECT_EQ(set.rules().size(), 1u);
  ASSERT_EQ(set.problems().size(), 1u);
  EXPECT_NE(set.problems()[0].file.find("b.yml"), std::string::npos);
}

TEST_F(SigmaRuleSet, TheSecondRuleOfANameIsAProblem) {
  write("a.yml", "same", "host.process");
  write("b.yml", "same", "host.socket");
  const RuleSet set = load();
  EXPECT_EQ(set.rules().size(), 1u);
  ASSERT_EQ(set.problems().size(), 1u);
  EXPECT_NE(set.problems()[0].what.find("a.yml"), std::string::npos);
}

TEST_F(SigmaRuleSet, AMissingFolderIsAnError) {
  auto set = RuleSet::load({(folder_ / "nowhere").string()}, HostFieldCatalogue{});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, Errc::not_found);
}

}  // namespace
}  // namespace firsthour::triage::sigma
