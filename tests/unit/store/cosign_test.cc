// SPDX-License-Identifier: Apache-2.0
// National keys, cosignatures, heads kept outside, and what a key remembers to have signed.
#include "casefile/checkpoint.h"
#include "casefile/cosignature.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/head_file.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow = Instant::from_seconds(1'763'800'000);

class SignedCase : public CaseFixture {
 protected:
  std::shared_ptr<SigningKey> another(const std::string& name,
                                      SignatureScheme scheme = SignatureScheme::ed25519) {
    return make_key(at("keys"), name, scheme).value();
  }
  void make_case_of(int events) {
    const auto writer = create();
    for (int i = 1; i < events; ++i) note(*writer, "event " + std::to_string(i));
    ASSERT_TRUE(writer->close());
  }
  void append_and_close(const std::string& what) {
    const auto writer = reopen();
    ASSERT_TRUE(writer);
    note(*writer, what);
    ASSERT_TRUE(writer->close());
  }
  // The second officer's cosignatures of both notes of the newest head.
  static std::vector<Cosignature> cosigned(const CaseReader& reader, SigningKey& key) {
    std::vector<Cosignature> made;
    const auto head = reader.head().value();
    for (const std::string& text : {head.note, head.sm3_note}) {
      const auto line = cosign_note(text, key, kNow);
      EXPECT_TRUE(line) << line.error().what;
      made.push_back(cosignature_in(text + *line + "\n", key.verifier()).value());
      made.back().role = "second-officer";
      made.back().person = "韩梅梅";
    }
    return made;
  }
  [[nodiscard]] VerifyReport since(const std::string& text) const {
    VerifyOptions options;
    options.since = {parse_kept_head(text).value()};
    return verify(options);
  }
};

TEST_F(SignedCase, WithANationalKeyIsSignedByBoth) {
  const auto national = another("national", SignatureScheme::sm2);
  const auto writer = create_case({case_path(), "x", false, nullptr}, author(), {key_, national});
  ASSERT_TRUE(writer) << writer.error().what;
  ASSERT_TRUE((*writer)->close());
  const auto head = read()->head().value();
  for (const std::string& note : {head.note, head.sm3_note}) {
    EXPECT_TRUE(check_note(note, key_->verifier_key()));
    EXPECT_TRUE(check_note(note, national->verifier_key()));
  }
  const auto keys = read()->overview()->keys;
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[1].fingerprint, national->fingerprint());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(SignedCase, ANationalKeyThatComesLaterIsNamedFirst) {
  make_case_of(2);
  const auto national = another("national", SignatureScheme::sm2);
  {
    auto writer = open_case_for_writing(case_path(), author(), {key_, national}).value();
    note(*writer, "with both");
    ASSERT_TRUE(writer->close());
  }
  EXPECT_EQ(read()->overview()->keys.size(), 2U);
  EXPECT_TRUE(check_note(read()->head()->sm3_note, national->verifier_key()));
  EXPECT_EQ(told(verify()), "");
}

TEST_F(SignedCase, ACosignatureStandsBelowTheNoteAndIsVerified) {
  make_case_of(2);
  for (const SignatureScheme scheme : {SignatureScheme::ed25519, SignatureScheme::sm2}) {
    const auto officer = another(scheme == SignatureScheme::sm2 ? "officer-sm2" : "officer", scheme);
    const auto writer = reopen();
    ASSERT_TRUE(writer->sign_head());
    const auto done = writer->cosign(cosigned(*writer, *officer));
    ASSERT_TRUE(done) << done.error().what;
    const auto head = writer->head_covering(*done - 1).value();
    const auto shown = parse_note(head.shown(Algorithm::sm3)).value();
    EXPECT_TRUE(check_note(shown, with_use(officer->verifier(), KeyUse::cosignature)));
    ASSERT_TRUE(writer->close());
  }
  EXPECT_EQ(told(verify()), "");
}

TEST_F(SignedCase, ACosignatureOfAnotherHeadIsRefused) {
  make_case_of(2);
  const auto officer = another("officer");
  const auto writer = reopen();
  auto made = cosigned(*writer, *officer);
  made[0].size = 1;
  EXPECT_EQ(writer->cosign(made).error().code, Errc::tampered);
  made[0].size = 9;
  EXPECT_EQ(writer->cosign(made).error().code, Errc::not_found);
  made[0].size = 2;
  made[0].time = Instant::from_seconds(1);
  EXPECT_EQ(writer->cosign(made).error().code, Errc::tampered) << "the time is part of what is signed";
  made[0].time = kNow;
  std::swap(made[0].line, made[1].line);
  EXPECT_EQ(writer->cosign(made).error().code, Errc::tampered) << "of the other tree";
  EXPECT_EQ(writer->size(), 2U) << "nothing was added";
}

// The store refuses such an event; one who has the key can still write it.
TEST_F(SignedCase, ACosignedEventThatDoesNotHoldIsNamed) {
  make_case_of(2);
  const auto officer = another("officer");
  auto made = cosigned(*read(), *officer)[0];
  made.person = "X";
  const std::string good = to_json(made).dump();
  EXPECT_TRUE(cosignature_from_json(to_json(made)));
  auto bad = to_json(made);
  bad["role"] = "king";
  EXPECT_EQ(cosignature_from_json(bad).error().code, Errc::malformed);
  for (const char* member : {"checkpoint", "signature", "key", "role", "time"}) {
    auto without = to_json(made);
    without.erase(member);
    EXPECT_EQ(cosignature_from_json(without).error().code, Errc::malformed) << member;
  }
}

TEST_F(SignedCase, GoesOnFromAHeadKeptOutside) {
  make_case_of(3);
  const auto kept = read()->head().value();
  const std::string root = checkpoint_of(kept.note)->root.hex();
  append_and_close("later");
  for (const std::string& text :
       {kept.note, kept.sm3_note, "3:" + root, "3: " + root.substr(0, 4) + " " + root.substr(4),
        "3:" + checkpoint_of(kept.sm3_note)->root.hex()}) {
    const auto report = since(text);
    EXPECT_EQ(told(report), "") << text;
    EXPECT_EQ(report.since.at(0).fate, KeptHeadFate::held);
  }
}

TEST_F(SignedCase, AnOlderCopyIsFoundAgainstALaterHead) {
  make_case_of(3);
  const auto older = files();
  append_and_close("later");
  const auto kept = read()->head().value();
  for (const auto& [name, content] : older) overwrite(name, content);
  EXPECT_EQ(told(verify()), "") << "by itself it is good";
  for (const std::string& text : {kept.note, kept.sm3_note, "4:" + checkpoint_of(kept.note)->root.hex()}) {
    const auto report = since(text);
    EXPECT_EQ(report.since.at(0).fate, KeptHeadFate::older_copy);
    EXPECT_THAT(told(report), HasSubstr("older copy"));
  }
}

TEST_F(SignedCase, AnotherHistoryIsFoundAgainstAnEarlierHead) {
  make_case_of(3);
  const auto kept = read()->head().value();
  std::string root = checkpoint_of(kept.note)->root.hex();
  root[0] = root[0] == '0' ? '1' : '0';
  const auto report = since("3:" + root);
  EXPECT_EQ(report.since.at(0).fate, KeptHeadFate::another_history);
  EXPECT_THAT(told(report), HasSubstr("another history"));
}

TEST_F(SignedCase, AHeadKeptOutsideMustBeSignedByAKnownKey) {
  make_case_of(3);
  const auto stranger = another("stranger");
  const auto head = parse_note(read()->head()->note).value();
  const std::string note = head.text + "\n" + note_line(*stranger, head.text).value();
  EXPECT_EQ(since(note).since.at(0).fate, KeptHeadFate::not_signed);
  VerifyOptions trusting;
  trusting.trusted_keys = {stranger->verifier_key()};
  trusting.since = {parse_kept_head(note).value()};
  EXPECT_EQ(verify(trusting).since.at(0).fate, KeptHeadFate::held);
}

TEST_F(SignedCase, AnOlderCopyIsNotGoneOnWithByTheKeyThatSignedTheNewer) {
  make_case_of(3);
  const auto older = files();
  append_and_close("later");
  for (const auto& [name, content] : older) overwrite(name, content);
  const auto refused = open_case_for_writing(case_path(), author(), key_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::denied);
  EXPECT_THAT(refused.error().what, HasSubstr("older copy"));
  EXPECT_THAT(refused.error().what, HasSubstr("--key FILE"));
  EXPECT_EQ(files(), older) << "nothing was written";
  key_ = another("way-out");
  append_and_close("on the older copy");
  EXPECT_EQ(told(verify()), "");
}

TEST_F(SignedCase, AnotherHistoryOfTheSameLengthIsNotSigned) {
  make_case_of(3);
  const auto older = files();
  append_and_close("later");
  for (const auto& [name, content] : older) overwrite(name, content);
  fs::rename(at("keys/examiner.signed"), at("aside"));  // another machine, that does not know
  append_and_close("something else");
  append_and_close("and more");
  fs::rename(at("aside"), at("keys/examiner.signed"));
  const auto refused = open_case_for_writing(case_path(), author(), key_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("another history"));
}

TEST_F(SignedCase, WhatIsSignedIsRememberedBesideTheKey) {
  make_case_of(3);
  const auto again = load_key(at("keys/examiner.key")).value();
  const auto first = checkpoint_of(read()->head()->note).value();
  const auto last = again->last_signed(first.origin);
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->size, 3U);
  EXPECT_EQ((*last)->root, first.root);
  EXPECT_EQ(fs::status(at("keys/examiner.signed")).permissions(), fs::perms{0600});
}

TEST_F(SignedCase, NothingIsSignedThatCannotBeRemembered) {
  make_case_of(2);
  fs::remove(at("keys/examiner.signed"));
  fs::create_directory(at("keys/examiner.signed"));
  const auto opened = open_case_for_writing(case_path(), author(), key_);
  EXPECT_FALSE(opened);
}

TEST_F(SignedCase, ACosignerRefusesAnOlderHead) {
  make_case_of(2);
  const std::string older = read()->head()->note;
  append_and_close("later");
  const auto officer = another("officer");
  ASSERT_TRUE(cosign_note(read()->head()->note, *officer, kNow));
  ASSERT_TRUE(cosign_note(read()->head()->note, *officer, kNow)) << "the same one again";
  EXPECT_EQ(cosign_note(older, *officer, kNow).error().code, Errc::denied);
}

TEST_F(SignedCase, ASubsetLooksAtItsObjectsOnly) {
  {
    const auto writer = create();
    for (int i = 0; i < 12; ++i) attach(*writer, "/f" + std::to_string(i), "content " + std::to_string(i));
    ASSERT_TRUE(writer->close());
  }
  std::uint64_t objects = 0;
  for (std::uint64_t part = 1; part <= 3; ++part) {
    VerifyOptions options;
    options.subset = Subset{part, 3};
    const auto report = verify(options);
    EXPECT_EQ(told(report), "");
    EXPECT_EQ(report.objects + report.left_out, 12U);
    objects += report.objects;
  }
  EXPECT_EQ(objects, 12U);
}

}  // namespace
}  // namespace firsthour
