// SPDX-License-Identifier: Apache-2.0
// Proofs of items: made from a case, checked without it, and worth nothing once a byte is changed.
#include "casefile/proof.h"

#include "casefile/store/database.h"
#include "tests/support/conformance.h"
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

namespace firsthour {
namespace {

class Proof : public CaseFixture {
 protected:
  // A case with a document, a thing made from it, and a closed ledger.
  void make_case(int notes = 0) {
    auto writer = create();
    document_ = attach(*writer, "/srv/letter.txt", std::string{kLetter}).id;
    for (int n = 0; n < notes; ++n) note(*writer, "action " + std::to_string(n));
    Item member;
    member.kind = "file";
    member.path = "letter.txt!body";
    MemorySource source{as_bytes("body")};
    derived_ = writer->derive(member, document_, source).value().id;
    ASSERT_TRUE(writer->close());
  }
  [[nodiscard]] Result<ItemProof> prove(const std::string& item, Algorithm tree = Algorithm::sha256) const {
    auto prover = ItemProver::open(case_path(), tree, {});
    if (!prover) return tl::unexpected{prover.error()};
    return prover->prove(item);
  }
  [[nodiscard]] std::vector<std::string> trusted() const { return {key_->verifier_key()}; }

  // All that a stranger does with a proof and the bytes it is said to be of.
  [[nodiscard]] bool accepted(std::string_view text, std::string_view content) const {
    const auto proof = parse_proof(text);
    if (!proof) return false;
    const auto claim = read_claim(*proof);
    MemorySource source{as_bytes(content)};
    return claim && check_inclusion(*proof) && check_signers(proof->note, trusted()) &&
           check_content(claim->item.item, source);
  }

  static constexpr std::string_view kLetter = "Dear Sir,\nthe attached.\n";
  std::string document_, derived_;
};

TEST_F(Proof, ShowsAnItemToBeInTheCaseWithoutTheCase) {
  make_case(3);
  const auto proof = prove(document_);
  ASSERT_TRUE(proof) << proof.error().what;
  const auto before = files();
  const std::string text = proof_text(*proof);
  EXPECT_EQ(files(), before);
  std::filesystem::remove_all(case_path());

  const auto read = parse_proof(text);
  ASSERT_TRUE(read) << read.error().what;
  const auto claim = read_claim(*read);
  ASSERT_TRUE(claim) << claim.error().what;
  EXPECT_EQ(claim->item.id, document_);
  EXPECT_EQ(claim->item.item.path, "/srv/letter.txt");
  EXPECT_EQ(claim->event.actor, author().actor);
  EXPECT_TRUE(check_inclusion(*read));
  const auto signers = check_signers(read->note, trusted());
  ASSERT_TRUE(signers) << signers.error().what;
  EXPECT_EQ(signers->at(0).fingerprint, key_->fingerprint());
  EXPECT_TRUE(accepted(text, kLetter));
}

TEST_F(Proof, LeadsToTheHeadOfEitherTree) {
  make_case(3);
  const auto proof = prove(document_, Algorithm::sm3).value();
  const auto claim = read_claim(proof).value();
  EXPECT_EQ(claim.tree, Algorithm::sm3);
  EXPECT_TRUE(accepted(proof_text(proof), kLetter));
  // The two roots are of the same size; a proof is of one of them only.
  auto other = proof;
  other.note = prove(document_).value().note;
  EXPECT_FALSE(accepted(proof_text(other), kLetter));
}

TEST_F(Proof, HasTheFormOfC2sp) {
  make_case();
  const std::string text = proof_text(prove(document_).value());
  EXPECT_TRUE(text.starts_with("c2sp.org/tlog-proof@v1\nextra eyJ")) << text;  // {"
  EXPECT_NE(text.find("\nindex 1\n"), std::string::npos);
  EXPECT_NE(text.find("=\n\nfirsthour.case/"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n"));
}

TEST_F(Proof, OfSomethingDerivedNamesWhatItIsMadeFrom) {
  make_case();
  const auto claim = read_claim(prove(derived_).value());
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->item.parent, document_);
}

TEST_F(Proof, HoldsForEveryItemAcrossManyBlocksOfEvents) {
  auto writer = create();
  std::vector<std::pair<std::string, std::string>> items;
  for (int n = 0; n < 5; ++n) {
    items.emplace_back(attach(*writer, "/" + std::to_string(n), "content " + std::to_string(n)).id,
                       "content " + std::to_string(n));
    std::vector<Json> actions(200, Json{{"what", "something"}});
    ASSERT_TRUE(writer->append_all("action", actions));
  }
  ASSERT_TRUE(writer->close());
  auto prover = ItemProver::open(case_path(), Algorithm::sha256, {});
  ASSERT_TRUE(prover);
  for (const auto& [id, content] : items) {
    const auto proof = prover->prove(id);
    ASSERT_TRUE(proof) << proof.error().what;
    EXPECT_TRUE(accepted(proof_text(*proof), content)) << id;
    EXPECT_FALSE(accepted(proof_text(*proof), "content")) << id;
  }
}

TEST_F(Proof, HoldsForWhatACollectionBrought) {
  const std::string large(200'000, 'L');
  const std::string stream = make_collection([&](CollectionWriter& collection) {
    // Two slices of one segment, an item of its own, one without bytes.
    ASSERT_TRUE(collection.add(collected_file("/etc/one"), as_bytes("first\n")));
    ASSERT_TRUE(collection.add(collected_file("/etc/two"), as_bytes("second\n")));
    ASSERT_TRUE(collection.add(collected_file("/var/large"), as_bytes(large)));
    Item denied = collected_file("/etc/shadow");
    denied.outcome = Outcome::denied;
    denied.reason = "permission denied";
    ASSERT_TRUE(collection.add(denied, {}));
  });
  auto writer = create();
  MemorySource source{as_bytes(stream)};
  ASSERT_TRUE(writer->ingest(source, {}));
  ASSERT_TRUE(writer->close());
  const std::map<std::string, std::string> contents{
      {"/etc/one", "first\n"}, {"/etc/two", "second\n"}, {"/var/large", large}, {"/etc/shadow", ""}};
  auto prover = ItemProver::open(case_path(), Algorithm::sha256, {});
  ASSERT_TRUE(prover);
  std::size_t proven = 0;
  ASSERT_TRUE(read()->each_item([&](const CaseItem& item) -> Result<> {
    const auto content = contents.find(item.item.path);
    if (content == contents.end()) return {};
    const auto proof = prover->prove(item.id);
    EXPECT_TRUE(proof) << item.id << ": " << proof.error().what;
    EXPECT_TRUE(proof && accepted(proof_text(*proof), content->second)) << item.item.path;
    EXPECT_FALSE(proof && accepted(proof_text(*proof), "something else")) << item.item.path;
    ++proven;
    return {};
  }));
  EXPECT_EQ(proven, contents.size());
}

TEST_F(Proof, IsMadeAgainstTheHeadThatWasAskedFor) {
  auto writer = create();
  const std::string early = attach(*writer, "/early", "1").id;
  ASSERT_TRUE(writer->sign_head());
  const std::uint64_t printed = writer->size();
  const std::string late = attach(*writer, "/late", "2").id;
  ASSERT_TRUE(writer->close());

  auto prover = ItemProver::open(case_path(), Algorithm::sha256, printed);
  ASSERT_TRUE(prover) << prover.error().what;
  EXPECT_EQ(read_claim(prover->prove(early).value())->head.size, printed);
  EXPECT_EQ(prover->prove(late).error().code, Errc::denied);
  EXPECT_EQ(ItemProver::open(case_path(), Algorithm::sha256, 99999).error().code, Errc::not_found);
}

TEST_F(Proof, OfAnItemBehindTheLastHeadIsRefused) {
  auto writer = create();
  const std::string item = attach(*writer, "/a", "a").id;
  writer.reset();  // stopped before its head was signed
  const auto proof = prove(item);
  ASSERT_FALSE(proof);
  EXPECT_TRUE(proof.error().code == Errc::denied || proof.error().code == Errc::not_found)
      << proof.error().what;
}

TEST_F(Proof, OfALongRecordCarriesTheRecord) {
  auto writer = create();
  Item item;
  item.kind = "file";
  item.path = "/sparse";
  for (std::uint64_t n = 0; n < 10'000; ++n) item.extents.push_back({n * 8192, 4096});
  MemorySource source{as_bytes("content")};
  const std::string id = writer->attach(item, source).value().id;
  ASSERT_TRUE(writer->close());

  auto proof = prove(id).value();
  EXPECT_FALSE(proof.record.empty());
  EXPECT_TRUE(accepted(proof_text(proof), "content"));
  EXPECT_EQ(read_claim(proof)->item.item.extents.size(), 10'000U);
  proof.record.replace(proof.record.find("/sparse"), 7, "/spacer");
  EXPECT_EQ(read_claim(proof).error().code, Errc::tampered);
}

TEST_F(Proof, OfAnItemWithoutBytesNeedsNone) {
  auto writer = create();
  const std::string id = attach(*writer, "/empty", "").id;
  ASSERT_TRUE(writer->close());
  const std::string text = proof_text(prove(id).value());
  EXPECT_TRUE(accepted(text, ""));
  EXPECT_FALSE(accepted(text, "something"));
}

TEST_F(Proof, WithAnyByteChangedIsWorthNothing) {
  make_case();
  const std::string text = proof_text(prove(document_).value());
  ASSERT_TRUE(accepted(text, kLetter));
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const int change : {0x01, 0x20, 0x80}) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ change);
      ASSERT_FALSE(accepted(flipped, kLetter)) << "byte " << at << " of " << text.size();
    }
}

TEST_F(Proof, CutAnywhereIsWorthNothing) {
  make_case();
  const std::string text = proof_text(prove(document_).value());
  for (std::size_t length = 0; length < text.size(); ++length)
    ASSERT_FALSE(accepted(text.substr(0, length), kLetter)) << length;
  EXPECT_FALSE(accepted(text + "\n", kLetter));
  EXPECT_FALSE(accepted("\n" + text, kLetter));
}

TEST_F(Proof, SignedByAnotherKeyIsNotBelieved) {
  make_case();
  const auto proof = prove(document_).value();
  const auto other = make_key(at("keys"), "stranger").value();
  const std::vector<std::string> strangers{other->verifier_key()};
  EXPECT_EQ(check_signers(proof.note, strangers).error().code, Errc::not_found);
  EXPECT_EQ(check_signers(proof.note, {}).error().code, Errc::not_found);
}

TEST_F(Proof, FromALedgerThatWasChangedIsNotMade) {
  make_case(3);
  auto ledger = Database::open(case_path() + "/case.sqlite", Database::Access::write);
  ASSERT_TRUE(ledger);
  ASSERT_TRUE(
      ledger->run("UPDATE event SET bytes = replace(bytes, 'action 1', 'action 7') WHERE type = 'action'"));
  const auto proof = prove(document_);
  ASSERT_FALSE(proof);
  EXPECT_EQ(proof.error().code, Errc::tampered);
}

TEST_F(Proof, ClaimingAnotherEventIsRefused) {
  make_case(3);
  auto proof = prove(document_).value();
  const auto other = prove(derived_).value();
  auto swapped = proof;
  swapped.event = other.event;
  swapped.index = other.index;
  EXPECT_FALSE(check_inclusion(swapped));
  swapped.index = proof.index;  // the event says itself where it stands
  EXPECT_EQ(read_claim(swapped).error().code, Errc::malformed);
}

TEST(ProofConformance, TheElidedExampleIsRefusedAtItsSignatures) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  const auto text = read_file((*suite / "parse-only/tlog-proof-elided.txt").string(), 1 << 20).value();
  const auto proof = parse_proof(text);
  ASSERT_FALSE(proof);
  EXPECT_NE(proof.error().what.find("signature is not base64"), std::string::npos) << proof.error().what;
}

}  // namespace
}  // namespace firsthour
