// SPDX-License-Identifier: Apache-2.0
// The summary of a made year against the truth that its generator counted by other means.
#include "playbooks/summary.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "tests/support/year_generator.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class MadeYear : public TemporaryFolder {
 protected:
  made_year::Truth make(made_year::Size size = {}) {
    fs::create_directories(at("cases"));
    return made_year::make(at("cases"), size);
  }
  [[nodiscard]] SummaryRequest request() const {
    SummaryRequest wanted;
    wanted.folder = at("cases");
    return wanted;
  }
  static Summary good(const SummaryRequest& wanted) {
    auto folder = read_case_folder(wanted);
    EXPECT_TRUE(folder) << folder.error().what;
    for (const BadCase& bad : folder->bad) ADD_FAILURE() << bad.file << ": " << bad.what;
    auto summary = summarise(std::move(*folder), wanted);
    EXPECT_TRUE(summary) << summary.error().what;
    return summary ? std::move(*summary) : Summary{};
  }
  static double value(const Summary& summary, const std::string& name) {
    const auto found = summary.figures.find(name);
    return found == summary.figures.end() ? 0 : found->second.value.value_or(-1);
  }
  static ClauseState state(const Summary& summary, std::string_view key) {
    for (const ClauseResult& clause : summary.clauses)
      if (clause.key == key) return clause.state;
    ADD_FAILURE() << "no clause " << key;
    return ClauseState::unknown;
  }
  static bool lists(const Summary& summary, const std::string& text) {
    for (const Words& missing : summary.missing)
      if (missing.en.find(text) != std::string::npos) return true;
    return false;
  }
  static void flip(const std::string& path) {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    const auto middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
    file.seekg(middle);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(middle);
    file.put(byte);
  }
};

TEST_F(MadeYear, EveryNumberIsTheTruth) {
  const auto truth = make();
  const Summary summary = good(request());
  for (const auto& [name, expected] : truth.figures) EXPECT_DOUBLE_EQ(value(summary, name), expected) << name;
  EXPECT_EQ(summary.sources.size(), 63U);
}

TEST_F(MadeYear, EveryNumberNamesWhatItWasCountedFrom) {
  const auto truth = make({20, 1, true});
  const Summary summary = good(request());
  for (const auto& [name, figure] : summary.figures) {
    for (const std::size_t reference : figure.from) ASSERT_LT(reference, summary.references.size()) << name;
    if (name.starts_with("incidents")) {
      EXPECT_EQ(static_cast<double>(figure.from.size()), figure.value) << name;
    }
  }
  for (const Reference& reference : summary.references) {
    const CaseSource& source = summary.sources.at(reference.source);
    EXPECT_LT(reference.event, source.events) << reference.record;
    EXPECT_EQ(source.root.size(), 64U);
  }
}

TEST_F(MadeYear, ClausesAreJudgedByRecords) {
  make();
  const Summary summary = good(request());
  EXPECT_EQ(state(summary, "response.onsite"), ClauseState::missed);
  EXPECT_EQ(state(summary, "patrol"), ClauseState::missed);
  EXPECT_EQ(state(summary, "training"), ClauseState::missed) << "24 of 30 people";
  EXPECT_EQ(state(summary, "risk.monthly"), ClauseState::missed);
  EXPECT_EQ(state(summary, "drill.yearly"), ClauseState::met);
  EXPECT_EQ(state(summary, "watch"), ClauseState::met);
  EXPECT_EQ(state(summary, "hardening"), ClauseState::met);
}

TEST_F(MadeYear, TheSameRecordsGiveTheSameBytes) {
  make({12, 1, true});
  const std::vector formats{Format::docx, Format::html, Format::markdown, Format::json};
  for (const Language language : {Language::zh, Language::en}) {
    const auto once = make_summary_report(good(request()), formats, language);
    const auto again = make_summary_report(good(request()), formats, language);
    ASSERT_TRUE(once && again);
    ASSERT_EQ(once->size(), 5U);
    for (std::size_t i = 0; i < once->size(); ++i)
      EXPECT_EQ((*once)[i].bytes, (*again)[i].bytes) << (*once)[i].name;
  }
}

TEST_F(MadeYear, ARebuildAfterTheCasesGrewReadsOnlyWhatWasRead) {
  make({5, 0, true});
  const Summary before = good(request());
  {
    const auto key = make_key(at("keys"), "examiner").value();
    auto writer =
        open_case_for_writing(at("cases/incident-0001.case"), {"root", "firsthour", "", "test"}, key);
    if (!writer) GTEST_SKIP() << writer.error().what;
    ASSERT_TRUE((*writer)->append("action", Json{{"what", "later"}}));
    ASSERT_TRUE((*writer)->close());
  }
  SummaryRequest again = request();
  again.only_named = true;
  for (const CaseSource& source : before.sources) again.sizes[source.id] = source.events;
  EXPECT_EQ(figures_json(good(again)), figures_json(before));
  EXPECT_NE(figures_json(good(request())), figures_json(before));
}

TEST_F(MadeYear, ATamperedCaseIsRefusedAndNamed) {
  make({3, 0, true});
  flip(at("cases/incident-0002.case/case.sqlite"));
  auto folder = read_case_folder(request());
  ASSERT_TRUE(folder);
  ASSERT_EQ(folder->bad.size(), 1U);
  EXPECT_EQ(folder->bad[0].file, "incident-0002.case");
  EXPECT_FALSE(summarise(std::move(*folder), request()));
  SummaryRequest without = request();
  without.without = {{"incident-0002", "damaged medium"}};
  const Summary summary = good(without);
  EXPECT_EQ(value(summary, "incidents"), 2);
  EXPECT_TRUE(lists(summary, "left out: incident-0002.case: damaged medium"));
}

TEST_F(MadeYear, AlteredEvidenceShowsWhenAllIsHashed) {
  make({2, 0, true});
  for (const auto& entry : fs::recursive_directory_iterator{at("cases/incident-0001.case/objects")})
    if (entry.is_regular_file()) flip(entry.path().string());
  EXPECT_TRUE(read_case_folder(request())->bad.empty()) << "the ledger alone says nothing of the bytes";
  SummaryRequest full = request();
  full.full = true;
  const auto folder = read_case_folder(full);
  ASSERT_EQ(folder->bad.size(), 1U);
  EXPECT_EQ(folder->bad[0].kind, VerifyKind::evidence_altered);
}

TEST_F(MadeYear, ContradictionsAndDoublesAreNamedNotCountedAway) {
  make({2, 0, false});
  const auto key = make_key(at("keys"), "examiner").value();
  for (const char* name : {"a", "b"}) {
    auto writer =
        create_case({at("cases/") + name + ".case", name, false}, {"root", "firsthour", "", "test"}, key);
    ASSERT_TRUE(writer);
    Incident it;
    it.id = "IR-TWICE";
    it.class_code = "99999";
    it.reported = parse_rfc3339("2025-06-01T10:00+08:00");
    it.arrived = parse_rfc3339("2025-06-01T09:00+08:00");
    ASSERT_TRUE((*writer)->append("incident", to_json(it)));
    ASSERT_TRUE((*writer)->close());
  }
  const Summary summary = good(request());
  EXPECT_EQ(value(summary, "incidents"), 4);
  EXPECT_EQ(value(summary, "times.on_site.n"), 2) << "a contradiction is no span";
  EXPECT_TRUE(lists(summary, "two cases with the incident id IR-TWICE"));
  EXPECT_TRUE(lists(summary, "IR-TWICE: on site before reported") ||
              lists(summary, "IR-TWICE: arrived before reported"));
  EXPECT_TRUE(lists(summary, "class 99999"));
}

TEST_F(MadeYear, APeriodCountsItsOwn) {
  make({24, 0, false});
  SummaryRequest quarter = request();
  quarter.period = "Q1";
  const Summary first = good(quarter);
  EXPECT_GT(value(first, "incidents"), 3);
  EXPECT_LT(value(first, "incidents"), 9);
  double all = 0;
  for (const char* name : {"Q1", "Q2", "Q3", "Q4"}) {
    quarter.period = name;
    all += value(good(quarter), "incidents");
  }
  EXPECT_EQ(all, 24);
  quarter.period = "Q9";
  EXPECT_FALSE(summarise(std::move(*read_case_folder(quarter)), quarter));
}

TEST_F(MadeYear, ComparesWithTheYearBefore) {
  make({4, 0, false});
  SummaryRequest next = request();
  next.previous = figures_json(good(request()));
  EXPECT_EQ(good(next).previous.at("incidents"), 4);
  next.previous = "[]";
  EXPECT_FALSE(summarise(std::move(*read_case_folder(next)), next));
}

}  // namespace
}  // namespace firsthour::playbooks
