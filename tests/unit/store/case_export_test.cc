// SPDX-License-Identifier: Apache-2.0
// What leaves a case can be checked by tools that know nothing of us, and comes back as it was.
#include "casefile/case_export.h"

#include "casefile/bag.h"
#include "casefile/proof.h"
#include "tests/unit/store/collection.h"
#include "tests/unit/store/fixture.h"

#include <cstdlib>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

class CaseExport : public CaseFixture {
 protected:
  // Two items of a collection, one of them without bytes, and an attached one.
  void make_case() {
    const auto writer = create();
    const std::string collection = make_collection([](CollectionWriter& into) {
      ASSERT_TRUE(into.add(collected_file("/etc/hosts"), as_bytes("127.0.0.1 localhost\n")));
      ASSERT_TRUE(into.add(collected_file("/srv/new\nline"), as_bytes("odd\n")));
      ASSERT_TRUE(into.add(collected_file("/srv/back\\slash"), as_bytes("")));
      Item denied = collected_file("/etc/shadow");
      denied.outcome = Outcome::denied;
      ASSERT_TRUE(into.note(denied));
    });
    MemorySource source{as_bytes(collection)};
    ASSERT_TRUE(writer->ingest(source, {}));
    attach(*writer, "form.jpg", std::string(300'000, 'f'));
    ASSERT_TRUE(writer->close());
  }
  static ExportOptions options(std::vector<std::string> items = {}) {
    ExportOptions made;
    made.items = std::move(items);
    made.software = "firsthour test";
    made.now = Instant::from_seconds(1'800'000'000);
    return made;
  }
  int shell(const std::string& command) const {
    return std::system(("cd " + at("") + " && { " + command + "; } >/dev/null 2>&1").c_str());
  }
  std::string list(ListForm form, ListNames names) {
    std::string text;
    StringSink sink{text};
    listed_ = export_hash_list(*read(), sink, form, names, options());
    EXPECT_TRUE(listed_) << listed_.error().what;
    return text;
  }
  Result<Exported> listed_;
};

TEST_F(CaseExport, ABagThatOtherToolsCanCheck) {
  make_case();
  const auto exported = export_bag(*read(), at("out"), options());
  ASSERT_TRUE(exported) << exported.error().what;
  EXPECT_EQ(exported->items, 5u);
  EXPECT_EQ(exported->files, 4u);
  EXPECT_EQ(exported->digest, sha256(read_file(at("out/manifest-sha256.txt"), 1 << 20).value()).hex());
  for (const char* algorithm : {"256", "512"})
    for (const char* manifest : {"manifest", "tagmanifest"}) {
      const std::string number = algorithm;
      EXPECT_EQ(shell("cd out && sha" + number + "sum -c " + manifest + "-sha" + number + ".txt"), 0);
    }
  const Bag bag = read_bag(at("out"), {}).value();
  EXPECT_TRUE(bag.problems.empty());
  EXPECT_TRUE(bag.warnings.empty());
  EXPECT_EQ(bag.tag_files.size(), 8u + 5u);  // a proof of each item
  const auto events = read_file(at("out/custody/ledger.jsonl"), 1 << 20).value();
  EXPECT_EQ(std::count(events.begin(), events.end(), '\n'), static_cast<long>(read()->size()));
  EXPECT_EQ(read_file(at("out/custody/checkpoint"), 4096).value(), read()->head()->note);
  EXPECT_EQ(read_file(at("out/custody/checkpoint-sm3"), 4096).value(), read()->head()->sm3_note);
}

TEST_F(CaseExport, EachItemHasAProofThatHolds) {
  make_case();
  ASSERT_TRUE(export_bag(*read(), at("out"), options()));
  const std::string text = read_file(at("out/custody/proofs/c1/000001.0.tlog-proof"), kLongestProof).value();
  const ItemProof proof = parse_proof(text).value();
  const ProofClaim claim = read_claim(proof).value();
  EXPECT_TRUE(check_inclusion(proof));
  EXPECT_EQ(claim.item.id, "c1/000001.0");
  const auto content = open_source(at("out/data/c1/000001.0")).value();
  EXPECT_TRUE(check_content(claim.item.item, *content));
}

TEST_F(CaseExport, ComesBackAsItWas) {
  make_case();
  ASSERT_TRUE(export_bag(*read(), at("out"), options()));
  const auto other = create_case({at("other.case"), "Other"}, author(), key_).value();
  const Bag bag = read_bag(at("out"), {}).value();
  ASSERT_TRUE(ingest_bag(*other, at("out"), bag, {}).value().whole);
  std::map<std::string, Sha256> before, after;
  ASSERT_TRUE(read()->each_item([&](const CaseItem& item) -> Result<> {
    if (item.item.sha256) before["data/" + item.id] = *item.item.sha256;
    return {};
  }));
  ASSERT_TRUE(other->each_item([&](const CaseItem& item) -> Result<> {
    after[item.item.path] = *item.item.sha256;
    EXPECT_EQ(item.item.digests.count("sha512"), 1u);
    return {};
  }));
  EXPECT_EQ(before, after);
}

TEST_F(CaseExport, OnlyWhatWasAskedFor) {
  make_case();
  const auto one = export_bag(*read(), at("one"), options({"c1/000001.0"}));
  ASSERT_TRUE(one) << one.error().what;
  EXPECT_EQ(one->items, 1u);
  EXPECT_EQ(read_file(at("one/data/c1/000001.0"), 100).value(), "127.0.0.1 localhost\n");
  EXPECT_EQ(export_bag(*read(), at("two"), options({"c1"}))->items, 4u);
  const auto none = export_bag(*read(), at("none"), options({"c1", "c7"}));
  EXPECT_EQ(none.error().code, Errc::not_found);
  EXPECT_FALSE(fs::exists(at("none")));
}

TEST_F(CaseExport, NothingIsLeftWhenBytesDoNotHoldOrItCannotBeRecorded) {
  make_case();
  auto failing = options();
  failing.record = [](const Exported&) -> Result<> { return fail(Errc::no_space, "full"); };
  EXPECT_EQ(export_bag(*read(), at("out"), failing).error().code, Errc::no_space);
  for (const auto& [name, content] : files())
    if (name.starts_with("objects/") && content.size() == 300'000) overwrite(name, std::string(300'000, 'F'));
  EXPECT_EQ(export_bag(*read(), at("out"), options()).error().code, Errc::tampered);
  for (const auto& entry : fs::directory_iterator{fs::path{case_path()}.parent_path()})
    EXPECT_FALSE(entry.path().filename().string().starts_with("out")) << entry.path();
}

TEST_F(CaseExport, AListForTheExportedTree) {
  make_case();
  ASSERT_TRUE(export_bag(*read(), at("out"), options()));
  std::ofstream{at("list")} << list(ListForm::sha256sum, ListNames::exported);
  EXPECT_EQ(listed_->files, 4u);
  EXPECT_EQ(listed_->left_out, 1u);
  EXPECT_EQ(shell("cd out && sha256sum --strict -c ../list"), 0);
  std::ofstream{at("out/data/c1/000001.0")} << "other";
  EXPECT_NE(shell("cd out && sha256sum --strict -c ../list"), 0);
}

// Names with line ends and backslashes as coreutils escapes them.
TEST_F(CaseExport, AListForTheMountedImage) {
  make_case();
  std::ofstream{at("list")} << list(ListForm::sha256sum, ListNames::original);
  EXPECT_EQ(listed_->files, 3u);
  fs::create_directories(at("mnt/etc"));
  fs::create_directories(at("mnt/srv"));
  std::ofstream{at("mnt/etc/hosts")} << "127.0.0.1 localhost\n";
  std::ofstream{at("mnt/srv/new\nline")} << "odd\n";
  std::ofstream{at("mnt/srv/back\\slash")} << "";
  EXPECT_EQ(shell("cd mnt && sha256sum --strict -c ../list"), 0);
}

TEST_F(CaseExport, AListForHashdeep) {
  make_case();
  const std::string text = list(ListForm::hashdeep, ListNames::exported);
  EXPECT_TRUE(text.starts_with("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n")) << text;
  if (shell("command -v hashdeep") != 0) GTEST_SKIP() << "hashdeep is not installed";
  ASSERT_TRUE(export_bag(*read(), at("out"), options()));
  std::ofstream{at("list")} << text;
  EXPECT_EQ(shell("cd out && hashdeep -c sha256 -a -l -k ../list -r data"), 0);
  std::ofstream{at("out/data/a4")} << "other";
  EXPECT_NE(shell("cd out && hashdeep -c sha256 -a -l -k ../list -r data"), 0);
}

TEST_F(CaseExport, OriginalNamesAreOfOneHost) {
  const auto writer = create();
  for (const char* host : {"web01", "db01"}) {
    Item item = collected_file("/etc/hosts");
    item.host = host;
    MemorySource source{as_bytes(host)};
    ASSERT_TRUE(writer->attach(item, source));
  }
  std::string text;
  StringSink sink{text};
  const auto both = export_hash_list(*writer, sink, ListForm::sha256sum, ListNames::original, options());
  EXPECT_EQ(both.error().code, Errc::usage);
  EXPECT_TRUE(export_hash_list(*writer, sink, ListForm::sha256sum, ListNames::original, options({"a1"})));
}

}  // namespace
}  // namespace firsthour
