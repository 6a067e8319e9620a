// SPDX-License-Identifier: Apache-2.0
#include "casefile/case.h"

#include "casefile/store/case_writer.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace firsthour {
namespace {

using ::testing::HasSubstr;
using Case = CaseFixture;

std::vector<std::string> types_of(const CaseReader& reader) {
  std::vector<std::string> types;
  EXPECT_TRUE(reader.each_event(0, reader.size(), [&](const Event& event) -> Result<> {
    types.push_back(event.type);
    return {};
  }));
  return types;
}

TEST_F(Case, BeginsWithWhatItIs) {
  const auto writer = create();
  const auto overview = writer->overview();
  ASSERT_TRUE(overview) << overview.error().what;
  EXPECT_EQ(overview->name, "A case");
  EXPECT_EQ(overview->id.size(), 36U);
  EXPECT_EQ(overview->events, 1U);
  ASSERT_EQ(overview->keys.size(), 1);
  EXPECT_EQ(overview->keys[0].fingerprint, key_->fingerprint());
  EXPECT_FALSE(overview->sealed);
  EXPECT_EQ(types_of(*writer), std::vector<std::string>{"opened"});
}

TEST_F(Case, IsNotMadeWhereSomethingIs) {
  create();
  const auto again = create_case({case_path(), "Another", false, nullptr}, author(), key_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::usage);
}

TEST_F(Case, KeepsWhatWasAppendedInOrder) {
  {
    const auto writer = create();
    note(*writer, "first");
    EXPECT_EQ(writer->append_all("finding", {Json{{"id", "a"}}, Json{{"id", "b"}}}).value(), 2U);
    ASSERT_TRUE(writer->close());
  }
  const auto reader = read();
  EXPECT_EQ(types_of(*reader), (std::vector<std::string>{"opened", "action", "finding", "finding"}));
  EXPECT_EQ(reader->overview()->findings, 2U);
}

TEST_F(Case, EventsSayWhoWithWhat) {
  const auto writer = create();
  note(*writer, "looked");
  ASSERT_TRUE(writer->each_event(1, 2, [](const Event& event) -> Result<> {
    EXPECT_EQ(event.actor, "root (李雷)");
    const Json json = parse_json(event.bytes).value();
    EXPECT_EQ(json["tool"]["name"], "firsthour 0.1.0");
    EXPECT_EQ(json["body"]["what"], "looked");
    EXPECT_EQ(canonical(json), event.bytes);
    return {};
  }));
}

TEST_F(Case, KeepsContentAndGivesItBack) {
  const auto writer = create();
  const CaseItem photo = attach(*writer, "/photo.jpg", "the bytes");
  EXPECT_EQ(photo.id, "a1");
  Item member;
  member.kind = "file";
  member.path = "inner";
  MemorySource inner{as_bytes("inner bytes")};
  const auto derived = writer->derive(member, "a1", inner);
  ASSERT_TRUE(derived) << derived.error().what;
  EXPECT_EQ(derived->id, "d2");
  ASSERT_TRUE(writer->close());

  const auto reader = read();
  EXPECT_EQ(bytes_of(*reader, reader->item("a1").value()), "the bytes");
  const auto again = reader->item("d2").value();
  EXPECT_EQ(again.parent, "a1");
  EXPECT_EQ(again.item.path, "inner");
  EXPECT_EQ(bytes_of(*reader, again), "inner bytes");
  EXPECT_EQ(reader->item("a7").error().code, Errc::not_found);
}

TEST_F(Case, ADerivedItemNeedsItsParent) {
  const auto writer = create();
  MemorySource nothing{{}};
  EXPECT_EQ(writer->derive(Item{}, "c1/000001", nothing).error().code, Errc::not_found);
}

TEST_F(Case, StoresEqualContentOnceAndReadOnly) {
  const auto writer = create();
  attach(*writer, "/a", "same");
  attach(*writer, "/b", "same");
  EXPECT_EQ(writer->overview()->objects, 1U);
  const std::string hex = sha256(std::string_view{"same"}).hex();
  struct stat facts {};
  ASSERT_EQ(::stat((case_path() + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2)).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0444U);
}

TEST_F(Case, AGoodCopyIsNotSwallowedByAnAlteredObject) {
  const auto writer = create();
  attach(*writer, "/a", "same");
  const std::string hex = sha256(std::string_view{"same"}).hex();
  overwrite("objects/" + hex.substr(0, 2) + "/" + hex.substr(2), "sane");
  MemorySource again{as_bytes("same")};
  const auto attached = writer->attach(Item{}, again);
  ASSERT_FALSE(attached);
  EXPECT_EQ(attached.error().code, Errc::tampered);
  EXPECT_THAT(attached.error().what, HasSubstr(hex.substr(2)));
}

TEST_F(Case, AnItemWithoutBytesHasNoObject) {
  const auto writer = create();
  const auto empty = attach(*writer, "/empty", "");
  EXPECT_TRUE(empty.content.empty());
  EXPECT_EQ(bytes_of(*writer, empty), "");
}

TEST_F(Case, RefusesAnEventThatIsTooLong) {
  const auto writer = create();
  const auto done = writer->append("action", Json{{"what", std::string(70'000, 'x')}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::no_space);
  EXPECT_THAT(done.error().what, HasSubstr("event 1 (action) has 7"));
  EXPECT_EQ(writer->size(), 1U);
}

TEST_F(Case, KeepsAnItemWhoseNameIsTooLongForAnEvent) {
  const std::string path = "/" + std::string(90'000, 'p');
  {
    const auto writer = create();
    attach(*writer, path, "bytes");
    ASSERT_TRUE(writer->close());
  }
  EXPECT_EQ(read()->item("a1")->item.path, path);
}

TEST_F(Case, TypesWithAMeaningForTheCaseAreItsOwn) {
  const auto writer = create();
  for (const auto type : {"opened", "collected", "ingested", "derived", "attached", "sealed", "key"})
    EXPECT_EQ(writer->append(type, Json::object()).error().code, Errc::usage) << type;
}

TEST_F(Case, SealedRefusesEvidenceButGoesOn) {
  const auto writer = create();
  attach(*writer, "/a", "bytes");
  ASSERT_TRUE(writer->seal("handed over"));
  EXPECT_TRUE(writer->overview()->sealed);
  MemorySource more{as_bytes("more")};
  EXPECT_EQ(writer->attach(Item{}, more).error().code, Errc::denied);
  EXPECT_EQ(writer->derive(Item{}, "a1", more).error().code, Errc::denied);
  EXPECT_EQ(writer->ingest(more, {}).error().code, Errc::denied);
  EXPECT_FALSE(writer->seal("again"));
  note(*writer, "still written down");
}

TEST_F(Case, ASecondWriterIsToldWhoHoldsTheCase) {
  const auto writer = create();
  const auto second = open_case_for_writing(case_path(), author(), key_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::busy);
  EXPECT_THAT(second.error().what, HasSubstr("process"));
  EXPECT_EQ(read()->size(), 1U) << "a reader needs no lock";
}

TEST_F(Case, ClosingLetsTheNextWriterIn) {
  const auto first = create();
  ASSERT_TRUE(first->close());
  const auto second = reopen();
  note(*second, "by the second");
  EXPECT_EQ(first->append("action", Json::object()).error().code, Errc::usage);
}

TEST_F(Case, WritingGoesOnWhileTheCaseIsRead) {
  const auto writer = create();
  const auto reader = read();
  std::uint64_t seen = 0;
  ASSERT_TRUE(reader->each_event(0, ~std::uint64_t{0} >> 1, [&](const Event&) -> Result<> {
    ++seen;
    note(*writer, "while it is read");
    return {};
  }));
  EXPECT_EQ(seen, 1U);
  EXPECT_EQ(reader->size(), 2U);
}

TEST_F(Case, TheSameHeadIsNeverSignedTwice) {
  const auto writer = create();
  note(*writer, "one");
  const auto first = writer->sign_head();
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_TRUE(check_note(*first, key_->verifier_key()));
  EXPECT_THAT(*first, HasSubstr("firsthour.case/" + writer->overview()->id + "\n2\n"));
  EXPECT_EQ(writer->sign_head().value(), *first);
  EXPECT_EQ(writer->checkpoint().value(), *first);
  note(*writer, "two");
  EXPECT_THAT(writer->sign_head().value(), HasSubstr("\n3\n"));
}

TEST_F(Case, ASecondKeyIsRecordedBeforeItSigns) {
  ASSERT_TRUE(create()->close());
  key_ = make_key(at("keys"), "other").value();
  const auto writer = reopen();
  note(*writer, "by another person");
  const auto head = writer->sign_head();
  ASSERT_TRUE(head) << head.error().what;
  EXPECT_TRUE(check_note(*head, key_->verifier_key()));
  EXPECT_EQ(types_of(*writer), (std::vector<std::string>{"opened", "action", "key"}));
}

TEST_F(Case, IsNotFoundWhereThereIsNone) {
  EXPECT_EQ(open_case(at("none.case")).error().code, Errc::not_found);
  EXPECT_EQ(open_case_for_writing(at("none.case"), author(), key_).error().code, Errc::not_found);
}

TEST_F(Case, ANewerFormatIsSaidToBeOne) {
  ASSERT_TRUE(create()->close());
  std::string ledger = files()["case.sqlite"];
  ledger[63] = 9;  // user_version
  overwrite("case.sqlite", ledger);
  const auto opened = open_case(case_path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::unsupported);
  EXPECT_THAT(opened.error().what, HasSubstr("format 9"));
}

class SteppedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  Instant now_ = Instant::from_seconds(1'800'000'000);
};

TEST_F(Case, AClockThatWentBackIsRecordedNotRefused) {
  SteppedClock clock;
  const auto writer = create_case_at({case_path(), "x", false, nullptr}, author(), key_, clock);
  ASSERT_TRUE(writer) << writer.error().what;
  clock.now_ = Instant::from_seconds(1'700'000'000);
  note(**writer, "before the first");
  note(**writer, "at the same time");
  std::vector<bool> back;
  ASSERT_TRUE((*writer)->each_event(0, 3, [&](const Event& event) -> Result<> {
    back.push_back(parse_json(event.bytes)->contains("clock_back"));
    return {};
  }));
  EXPECT_EQ(back, (std::vector<bool>{false, true, false}));
}

}  // namespace
}  // namespace firsthour
