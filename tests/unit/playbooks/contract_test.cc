// SPDX-License-Identifier: Apache-2.0
// The contract file: what it may say, what is refused, and the periods it is cut into.
#include "playbooks/contract.h"

#include "casefile/bytes.h"
#include "casefile/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Day day(std::string_view text) { return parse_day(text).value(); }

std::string example() {
  return read_file(FIRSTHOUR_SOURCE_DIR "/playbooks/tables/contract-example.yaml", 1 << 20).value();
}

std::string refused(const std::string& text) {
  const auto contract = parse_contract(text);
  return contract ? "" : contract.error().what;
}

std::vector<std::string> spans(const std::vector<Period>& periods) {
  std::vector<std::string> texts;
  for (const Period& one : periods)
    texts.push_back(one.name + " " + day_text(one.first) + " " + day_text(one.last));
  return texts;
}

TEST(Contract, ExampleStatesEveryClauseKey) {
  const auto contract = parse_contract(example());
  ASSERT_TRUE(contract) << contract.error().what;
  for (const ClauseKind& kind : clause_kinds()) EXPECT_TRUE(contract->clause(kind.key)) << kind.key;
  EXPECT_EQ(contract->signed_on, day("2026-03-16"));
  EXPECT_EQ(contract->first_day, contract->signed_on);
  EXPECT_EQ(contract->on_site_minutes, 60);
  EXPECT_EQ(contract->told_operator_minutes, 30);
  EXPECT_EQ(contract->record_days, 7);
  EXPECT_EQ(contract->accept_minutes, 10);
  EXPECT_EQ(contract->operator_kind, OperatorKind::other);
  EXPECT_EQ(contract->target("training", "people"), 30);
  EXPECT_EQ(contract->target("training", "rooms"), std::nullopt);
  EXPECT_EQ(contract->sha256.size(), 64U);
}

TEST(Contract, ComesBackFromItsJson) {
  const auto contract = parse_contract(example());
  ASSERT_TRUE(contract);
  const auto back = contract_from_json(to_json(*contract));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(*back), to_json(*contract));
}

TEST(Contract, DaysNotSaidFollowFromTheSigning) {
  const auto contract = parse_contract("id: A\nsigned_on: 2024-02-29\n");
  ASSERT_TRUE(contract);
  EXPECT_EQ(contract->first_day, day("2024-02-29"));
  EXPECT_EQ(contract->last_day, day("2025-02-27"));
}

TEST(Contract, UnknownKeysAreRefusedWithPlaceAndSuggestion) {
  EXPECT_THAT(refused("id: A\nsigned_on: 2026-01-01\nlast_dya: 2026-12-31\n"),
              testing::AllOf(HasSubstr("line 3"), HasSubstr("did you mean 'last_day'")));
  EXPECT_THAT(refused("id: A\nsigned_on: 2026-01-01\nclauses:\n  - {key: response.onsit}\n"),
              testing::AllOf(HasSubstr("line 4"), HasSubstr("did you mean 'response.onsite'")));
  EXPECT_THAT(
      refused("id: A\nsigned_on: 2026-01-01\nclauses:\n  - key: training\n    targets:\n      peopel: 30\n"),
      testing::AllOf(HasSubstr("line 6"), HasSubstr("did you mean 'people'")));
  EXPECT_THAT(refused(R"({"id":"A","signed_on":"2026-01-01","sytems":[]})"),
              HasSubstr("did you mean 'systems'"));
  EXPECT_THAT(refused("id: A\nsigned_on: 2026-01-01\non_site_from: reproted\n"),
              HasSubstr("did you mean 'reported'"));
}

TEST(Contract, ClausesOfOnesOwnAreTaken) {
  const auto contract =
      parse_contract("id: A\nsigned_on: 2026-01-01\nclauses: [{key: other.spares, targets: {units: 2}}]\n");
  ASSERT_TRUE(contract) << contract.error().what;
  EXPECT_EQ(contract->target("other.spares", "units"), 2);
}

TEST(Contract, ContradictionsAreNamed) {
  const std::string head = "id: A\nsigned_on: 2026-01-01\n";
  EXPECT_THAT(refused(head + "last_day: 2025-12-31\n"), HasSubstr("contradicts first_day"));
  EXPECT_THAT(refused(head + "first_day: 2025-01-01\nlast_day: 2025-12-31\n"),
              HasSubstr("contradicts signed_on"));
  EXPECT_THAT(
      refused(head + "on_site_minutes: 30\nclauses: [{key: response.onsite, targets: {minutes: 60}}]\n"),
      HasSubstr("contradicts the clause response.onsite, which states 60"));
  EXPECT_THAT(refused(head + "clauses:\n  - {key: training, targets: {people: 30}}\n"
                             "  - {key: training, targets: {people: 20}}\n"),
              testing::AllOf(HasSubstr("line 5"), HasSubstr("contradicts another clause")));
  EXPECT_THAT(refused(head + "on_site_from: arrived\n"), HasSubstr("contradicts itself"));
  EXPECT_THAT(refused(head + "systems: [{name: a}, {name: a}]\n"), HasSubstr("twice"));
}

TEST(Contract, WhatIsNoContractIsRefused) {
  EXPECT_THAT(refused(""), HasSubstr("id is missing"));
  EXPECT_THAT(refused("id: A\n"), HasSubstr("signed_on is missing"));
  EXPECT_THAT(refused("id: A\nsigned_on: 16/03/2026\n"), HasSubstr("not a day"));
  EXPECT_THAT(refused("[]"), HasSubstr("not a map"));
  EXPECT_THAT(refused("id: A\nsigned_on: 2026-01-01\noperator: police\n"), HasSubstr("none of cii"));
  EXPECT_THAT(refused("id: A\nsigned_on: 2026-01-01\nclauses: [{key: patrol, targets: {due_hour: 24}}]\n"),
              HasSubstr("from 0 to 23"));
}

TEST(Periods, AreCountedFromTheSigning) {
  const auto contract = parse_contract("id: A\nsigned_on: 2026-03-16\n");
  ASSERT_TRUE(contract);
  const auto months = spans(months_of(*contract));
  ASSERT_EQ(months.size(), 12U);
  EXPECT_EQ(months.front(), "M01 2026-03-16 2026-04-15");
  EXPECT_EQ(months.back(), "M12 2027-02-16 2027-03-15");
  EXPECT_THAT(spans(quarters_of(*contract)),
              ElementsAre("Q1 2026-03-16 2026-06-15", "Q2 2026-06-16 2026-09-15", "Q3 2026-09-16 2026-12-15",
                          "Q4 2026-12-16 2027-03-15"));
  EXPECT_THAT(spans(halves_of(*contract)),
              ElementsAre("H1 2026-03-16 2026-09-15", "H2 2026-09-16 2027-03-15"));
  EXPECT_EQ(year_of(*contract).last, day("2027-03-15"));
}

TEST(Periods, BeginAtTheEndOfShortMonths) {
  const auto contract = parse_contract("id: A\nsigned_on: 2026-01-31\n");
  ASSERT_TRUE(contract);
  const auto months = spans(months_of(*contract));
  EXPECT_EQ(months[0], "M01 2026-01-31 2026-02-27");
  EXPECT_EQ(months[1], "M02 2026-02-28 2026-03-30");
  EXPECT_EQ(months[2], "M03 2026-03-31 2026-04-29");
  EXPECT_EQ(months[11], "M12 2026-12-31 2027-01-30");
}

TEST(Periods, AShortRestBelongsToThePeriodBefore) {
  const auto one_day_more = parse_contract("id: A\nsigned_on: 2026-03-16\nlast_day: 2027-03-16\n");
  ASSERT_TRUE(one_day_more);
  EXPECT_EQ(spans(months_of(*one_day_more)).back(), "M12 2027-02-16 2027-03-16");
  EXPECT_EQ(spans(halves_of(*one_day_more)).back(), "H2 2026-09-16 2027-03-16");
  const auto month_more = parse_contract("id: A\nsigned_on: 2026-03-16\nlast_day: 2027-04-15\n");
  ASSERT_TRUE(month_more);
  EXPECT_EQ(spans(months_of(*month_more)).back(), "M13 2027-03-16 2027-04-15");
  EXPECT_EQ(spans(quarters_of(*month_more)).back(), "Q4 2026-12-16 2027-04-15");
  const auto ten_days = parse_contract("id: A\nsigned_on: 2026-03-16\nlast_day: 2026-03-25\n");
  ASSERT_TRUE(ten_days);
  EXPECT_THAT(spans(months_of(*ten_days)), ElementsAre("M01 2026-03-16 2026-03-25"));
  EXPECT_THAT(spans(quarters_of(*ten_days)), ElementsAre("Q1 2026-03-16 2026-03-25"));
}

// Whatever the day of signing: the periods of each kind cover the service without gap or overlap.
TEST(Periods, CoverTheServiceFromAnyDay) {
  for (int i = 0; i < 1500; ++i) {
    ServiceContract contract;
    contract.first_day = contract.signed_on = plus_days(day("2024-01-01"), i);
    contract.last_day = plus_days(plus_months(contract.first_day, 12), -1);
    ASSERT_EQ(months_of(contract).size(), 12U) << day_text(contract.first_day);
    ASSERT_EQ(quarters_of(contract).size(), 4U);
    ASSERT_EQ(halves_of(contract).size(), 2U);
    for (const auto& periods : {months_of(contract), quarters_of(contract), halves_of(contract)}) {
      ASSERT_EQ(periods.front().first, contract.first_day);
      ASSERT_EQ(periods.back().last, contract.last_day);
      for (std::size_t k = 0; k < periods.size(); ++k) {
        ASSERT_LE(periods[k].first, periods[k].last);
        if (k > 0) {
          ASSERT_EQ(periods[k].first, plus_days(periods[k - 1].last, 1));
        }
      }
    }
  }
}

}  // namespace
}  // namespace firsthour::playbooks
