// SPDX-License-Identifier: Apache-2.0
// The index may name too many rules, never too few.
#include "triage/sigma/rule_index.h"

#include "triage/host/record_reader.h"
#include "triage/sigma/load_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace firsthour::triage::sigma {
namespace {

class AnyField final : public FieldCatalogue {
 public:
  [[nodiscard]] bool has_source(const LogSource&) const override { return true; }
  [[nodiscard]] bool has_field(const LogSource&, std::string_view) const override { return true; }
  [[nodiscard]] bool is_elsewhere(const LogSource&) const override { return false; }
};

std::vector<Rule> rules_of(const std::vector<std::string>& detections) {
  std::string yaml;
  for (std::size_t i = 0; i < detections.size(); ++i) {
    yaml +=
        "title: r" + std::to_string(i) + "\nlogsource: {product: x}\ndetection:\n" + detections[i] + "---\n";
  }
  LoadedRules loaded = load_rules(yaml, "made.yml", AnyField{});
  for (const RuleProblem& p : loaded.problems) ADD_FAILURE() << p.line << ": " << p.what;
  return std::move(loaded.rules);
}

std::vector<const Rule*> pointers(const std::vector<Rule>& rules) {
  std::vector<const Rule*> all;
  for (const Rule& rule : rules) all.push_back(&rule);
  return all;
}

std::set<std::uint32_t> candidates(const RuleIndex& index, const std::string& record) {
  Event event;
  EXPECT_TRUE(read_record(record, event)) << record;
  RuleIndex::State state;
  const auto found = index.candidates(event, state);
  return {found.begin(), found.end()};
}

TEST(LiteralSet, FindsTextsThatOverlapAndEndInEachOther) {
  const LiteralSet set{{"he", "she", "his", "hers", "\xE4\xB8\xAD"}};
  const auto hits = [&](std::string_view text) {
    std::vector<std::uint32_t> found;
    set.hits(text, [&](std::uint32_t i) { found.push_back(i); });
    return found;
  };
  EXPECT_EQ(hits("ushers"), (std::vector<std::uint32_t>{1, 0, 3}));
  EXPECT_EQ(hits("xyz"), std::vector<std::uint32_t>{});
  EXPECT_EQ(hits("a\xE4\xB8\xAD"), std::vector<std::uint32_t>{4});
}

TEST(RuleIndex, NamesTheRulesThatAFieldCallsFor) {
  const std::vector<Rule> rules =
      rules_of({"  s: {image|endswith: '/sh', pid: 1}\n  condition: s\n",
                "  s: {image|endswith: '/bash'}\n  condition: s\n", "  s: {pid: [7, 8]}\n  condition: s\n",
                "  s: {cmd|contains|all: [curl, '| sh']}\n  condition: s\n",
                "  k: [keyword]\n  condition: k\n", "  s: {image: x}\n  condition: not s\n"});
  const RuleIndex index{pointers(rules)};
  EXPECT_EQ(index.always(), 1u) << "only what an event matches by lacking something";
  EXPECT_EQ(candidates(index, R"({"image":"/bin/BASH","pid":3})"), (std::set<std::uint32_t>{1, 5}));
  EXPECT_EQ(candidates(index, R"({"pid":"8"})"), (std::set<std::uint32_t>{2, 5}));
  EXPECT_EQ(candidates(index, R"({"cmd":"curl x | sh"})"), (std::set<std::uint32_t>{3, 5}));
  EXPECT_EQ(candidates(index, R"({"any":"a Keyword"})"), (std::set<std::uint32_t>{4, 5}));
}

TEST(RuleIndex, NeverLeavesOutARuleThatMatches) {
  const std::vector<std::string> fields{"a", "b", "c"};
  const std::vector<std::string> words{
      "x", "ab", "abc", "cab*", "*b?c", "-a /b", "42", "", "C:\\\\Dir\\\\run.exe"};
  const std::vector<std::string> modifiers{"",          "|contains",     "|startswith",
                                           "|endswith", "|contains|all", "|windash|contains",
                                           "|neq",      "|cased",        "|re"};
  std::mt19937 random{7};
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  const auto test = [&] {
    const std::string modifier = pick(modifiers);
    std::string values;
    for (unsigned i = 0; i < 1 + random() % 3; ++i) {
      values += (i ? ", '" : "'") + (modifier == "|re" ? std::string{"a.?c"} : pick(words)) + "'";
    }
    return pick(fields) + modifier + ": [" + values + "]";
  };
  const std::vector<std::string> conditions{
      "s",         "s and t",   "s or t",      "s and not t",
      "not s",     "1 of them", "all of them", "(s or t) and not (s and t)",
      "not s or t"};
  std::vector<std::string> detections;
  for (int i = 0; i < 300; ++i) {
    detections.push_back("  s:\n    " + test() + "\n  t:\n    - " + test() + "\n    - " + test() +
                         "\n  condition: " + pick(conditions) + "\n");
  }
  const std::vector<Rule> rules = rules_of(detections);
  const RuleIndex index{pointers(rules)};
  EXPECT_LT(index.always(), rules.size() * 3 / 4);
  std::uint64_t matched = 0;
  for (int i = 0; i < 300; ++i) {
    std::string record = "{\"n\":1";
    for (const std::string& field : fields) {
      if (random() % 4 == 0) continue;
      record += ",\"" + field + "\":";
      record +=
          random() % 5 == 0 ? std::string{"42"} : "\"" + pick(words) + (random() % 2 ? " /a -b" : "") + "\"";
    }
    record += "}";
    const std::set<std::uint32_t> named = candidates(index, record);
    Event event;
    ASSERT_TRUE(read_record(record, event)) << record;
    for (std::uint32_t r = 0; r < rules.size(); ++r) {
      if (!matches(rules[r], event)) continue;
      ++matched;
      EXPECT_TRUE(named.contains(r)) << detections[r] << record;
    }
  }
  EXPECT_GT(matched, 1000u);
}

}  // namespace
}  // namespace firsthour::triage::sigma
