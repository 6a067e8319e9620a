// SPDX-License-Identifier: Apache-2.0
// Both trees at every head, and what becomes of a ledger whose heads somebody rewrote.
#include "casefile/checkpoint.h"
#include "casefile/store/head_file.h"
#include "casefile/store/ledger.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class Heads : public CaseFixture {
 protected:
  // What someone with write access would do: statements on the ledger, then a HEAD that fits the file.
  void alter(const std::string& statements) {
    Head head = read_head(case_path()).value();
    {
      auto db = Database::open(case_path() + "/case.sqlite", Database::Access::write);
      ASSERT_TRUE(db) << db.error().what;
      const auto ran = db->run(statements.c_str());
      ASSERT_TRUE(ran) << ran.error().what;
      head.ledger = db->raw_digest().value();
    }
    overwrite("HEAD", head_text(head));
  }
  void make_case_with_two_heads() {
    const auto writer = create();
    note(*writer, "one");
    note(*writer, "two");
    ASSERT_TRUE(writer->close());
  }
};

TEST_F(Heads, AreSignedOverBothTreesAtTheSameSize) {
  make_case_with_two_heads();
  MerkleTree sha256_tree{Algorithm::sha256}, sm3_tree{Algorithm::sm3};
  const auto reader = read();
  ASSERT_TRUE(reader->each_event(0, 3, [&](const Event& event) -> Result<> {
    sha256_tree.append(event.bytes);
    sm3_tree.append(event.bytes);
    return {};
  }));
  const auto head = reader->head();
  ASSERT_TRUE(head) << head.error().what;
  EXPECT_EQ(head->size, 3U);
  const std::string origin = "firsthour.case/" + reader->overview()->id;
  const Checkpoint first = checkpoint_of(head->note).value(), second = checkpoint_of(head->sm3_note).value();
  EXPECT_EQ(first.origin, origin);
  EXPECT_EQ(first.root, sha256_tree.root());
  EXPECT_EQ(second.origin, origin + "/sm3");
  EXPECT_EQ(second.size, 3U);
  EXPECT_EQ(second.root, sm3_tree.root());
  EXPECT_TRUE(check_note(head->note, key_->verifier_key()));
  EXPECT_TRUE(check_note(head->sm3_note, key_->verifier_key()));
  const auto report = verify();
  EXPECT_EQ(report.root_hex, first.root.hex());
  EXPECT_EQ(report.sm3_root_hex, second.root.hex());
}

TEST_F(Heads, StandInHeadOneAfterTheOther) {
  make_case_with_two_heads();
  const auto newest = read()->head().value();
  EXPECT_THAT(files().at("HEAD"),
              ::testing::StartsWith(newest.note + "\n" + newest.sm3_note + "\ncase.sqlite "));
}

TEST_F(Heads, AreFoundByTheEventTheyCover) {
  make_case_with_two_heads();
  const auto reader = read();
  EXPECT_EQ(reader->head_covering(0)->size, 1U);
  EXPECT_EQ(reader->head_covering(1)->size, 3U);
  EXPECT_EQ(reader->head_covering(2)->size, 3U);
  EXPECT_EQ(reader->head_covering(3).error().code, Errc::not_found);
}

TEST_F(Heads, GoOnFromTheEdgesOfTheLastOne) {
  make_case_with_two_heads();
  for (int round = 0; round < 5; ++round) {
    const auto writer = reopen();
    note(*writer, "more");
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(told(verify()), "");
  }
}

TEST_F(Heads, OfOneTreeAloneAreABrokenLedger) {
  make_case_with_two_heads();
  alter("DELETE FROM checkpoint WHERE algorithm = 'sm3' AND size = 1");
  EXPECT_THAT(told(verify()), HasSubstr("one of each tree at each size"));
}

TEST_F(Heads, OfAnUnknownTreeAreABrokenLedger) {
  make_case_with_two_heads();
  alter("INSERT INTO checkpoint SELECT 'md5', size, edge, note FROM checkpoint WHERE algorithm = 'sm3'");
  EXPECT_THAT(told(verify()), HasSubstr("one of each tree at each size"));
}

TEST_F(Heads, CannotChangePlaces) {
  make_case_with_two_heads();
  alter(
      "UPDATE checkpoint SET algorithm = 'x' WHERE algorithm = 'sha256';"
      "UPDATE checkpoint SET algorithm = 'sha256' WHERE algorithm = 'sm3';"
      "UPDATE checkpoint SET algorithm = 'sm3' WHERE algorithm = 'x'");
  EXPECT_THAT(told(verify()), HasSubstr("checkpoint 1 (SM3): what was signed is not what the events give"));
}

TEST_F(Heads, WithAnotherEdgeAreABrokenLedgerAndNotContinued) {
  make_case_with_two_heads();
  alter("UPDATE checkpoint SET edge = zeroblob(64) WHERE algorithm = 'sm3' AND size = 3");
  EXPECT_THAT(told(verify()), HasSubstr("checkpoint 3 (SM3): the edge of the tree"));
  EXPECT_EQ(open_case_for_writing(case_path(), author(), key_).error().code, Errc::tampered);
}

TEST_F(Heads, AnEventRewrittenWithoutTheKeyIsFoundInBothTrees) {
  make_case_with_two_heads();
  alter(
      "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"two\"', '\"2!!\"') AS BLOB) WHERE seq = "
      "2");
  const std::string found = told(verify());
  EXPECT_THAT(found, HasSubstr("checkpoint 3: what was signed"));
  EXPECT_THAT(found, HasSubstr("checkpoint 3 (SM3): what was signed"));
}

TEST(HeadFile, TakesTwoNotesOfOneHeadOnly) {
  const auto note = [](const std::string& origin, std::uint64_t size) {
    return checkpoint_text({origin, size, {}}) + "\n\u2014 examiner AAAAAGFiYw==\n";
  };
  const FileDigest file{4096, sha256(std::string_view{"x"})};
  const std::string good = head_text({note("firsthour.case/a", 4), note("firsthour.case/a/sm3", 4), file});
  ASSERT_TRUE(parse_head(good));
  EXPECT_THAT(good, EndsWith("case.sqlite 4096 " + file.sha256.hex() + "\n"));
  EXPECT_FALSE(parse_head(good + "\n"));
  EXPECT_FALSE(parse_head(head_text({note("firsthour.case/a", 4), note("firsthour.case/a/sm3", 5), file})));
  EXPECT_FALSE(parse_head(head_text({note("firsthour.case/a", 4), note("firsthour.case/b/sm3", 4), file})));
  EXPECT_FALSE(parse_head(head_text({note("firsthour.case/a", 4), note("firsthour.case/a", 4), file})));
}

}  // namespace
}  // namespace firsthour
