// SPDX-License-Identifier: Apache-2.0
// Bags that others made: what is refused, what is only said, and that nothing outside is touched.
#include "casefile/bag.h"

#include "casefile/pack/bag_text.h"
#include "casefile/pack/name_folding.h"
#include "tests/unit/store/fixture.h"

#include <sys/stat.h>

namespace firsthour {
namespace {

namespace fs = std::filesystem;
using pack::parse_bag_declaration;
using pack::parse_manifest;

std::string hex_of(Algorithm algorithm, std::string_view text) {
  Hasher hasher{algorithm};
  hasher.update(text);
  return hasher.finish_hex();
}

class BagFromOthers : public CaseFixture {
 protected:
  BagFromOthers() {
    fs::create_directories(at("bag/data"));
    write("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  }
  void write(const std::string& name, std::string_view content) const {
    const fs::path file = at("bag/" + name);
    fs::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
  }
  void payload(const std::string& name, std::string_view content) {
    write(name, content);
    list(name, content);
  }
  void list(const std::string& name, std::string_view content) {
    manifest_ += sha256(content).hex() + "  " + name + "\n";
    write("manifest-sha256.txt", manifest_);
  }
  [[nodiscard]] Bag read_it() const {
    auto bag = read_bag(at("bag"), {});
    EXPECT_TRUE(bag) << bag.error().what;
    return bag.value_or(Bag{});
  }
  [[nodiscard]] static std::string told(const Bag& bag) {
    std::string text;
    for (const BagProblem& problem : bag.problems)
      text += (problem.altered ? "altered: " : "malformed: ") + problem.where + ": " + problem.what + "\n";
    for (const std::string& warning : bag.warnings) text += "warning: " + warning + "\n";
    return text;
  }
  static std::string told_problems(const IngestResult& result) {
    std::string text;
    for (const std::string& problem : result.problems) text += problem + "\n";
    return text;
  }
  void says(const std::string& words) const {
    const std::string text = told(read_it());
    EXPECT_NE(text.find(words), std::string::npos) << text;
  }
  std::string manifest_;
};

TEST_F(BagFromOthers, IsTakenWithTheDigestsOfItsManifests) {
  payload("data/a", "content of a");
  payload("data/deep/er/b", std::string(200'000, 'b'));
  payload("data/empty", "");
  write("manifest-md5.txt", hex_of(Algorithm::md5, "content of a") + "  data/a\n" +
                                hex_of(Algorithm::md5, std::string(200'000, 'b')) + "  data/deep/er/b\n" +
                                hex_of(Algorithm::md5, "") + "  data/empty\n");
  write("bag-info.txt", "Source-Organization: 网络安全支队\nPayload-Oxum: 200012.3\n");
  const Bag bag = read_it();
  ASSERT_EQ(told(bag), "");
  ASSERT_EQ(bag.files.size(), 3u);
  const auto writer = create();
  const auto result = ingest_bag(*writer, at("bag"), bag, {});
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->whole);
  EXPECT_EQ(result->items, 3u);
  EXPECT_NE(result->outline.find("网络安全支队"), std::string::npos);
  std::map<std::string, CaseItem> items;
  ASSERT_TRUE(writer->each_item([&](const CaseItem& item) -> Result<> {
    items[item.item.path] = item;
    return {};
  }));
  EXPECT_EQ(items.at("data/a").item.kind, "file");
  EXPECT_EQ(items.at("data/a").item.digests.at("md5"), hex_of(Algorithm::md5, "content of a"));
  EXPECT_EQ(bytes_of(*writer, items.at("data/deep/er/b")), std::string(200'000, 'b'));
  EXPECT_EQ(items.at("data/deep/er/b").item.sha256, sha256(std::string(200'000, 'b')));
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(CaseFixture::told(verify()), "");
}

TEST_F(BagFromOthers, WhatIsNotAsListedIsAltered) {
  payload("data/a", "content");
  write("data/a", "CONTENT");
  says("altered: data/a: its sha256 is");
  write("data/a", "content");
  write("data/more", "x");
  says("altered: data/more: is in no manifest");
  fs::remove(at("bag/data/more"));
  fs::remove(at("bag/data/a"));
  says("altered: data/a: is listed and is not there");
}

TEST_F(BagFromOthers, TheOxumHasToFit) {
  payload("data/a", "content");
  write("bag-info.txt", "Payload-Oxum: 8.1\n");
  says("altered: bag-info.txt: Payload-Oxum is 8.1, found 7.1");
}

TEST_F(BagFromOthers, LinksAreNotFollowed) {
  payload("data/a", "content");
  fs::create_symlink("/etc", at("bag/data/etc"));
  says("malformed: data/etc: is a link");
  fs::remove(at("bag/data/etc"));
  fs::create_symlink("/etc/hostname", at("bag/data/name"));
  list("data/name", "x");
  says("malformed: data/name: is a link");
  fs::remove(at("bag/data/name"));
  ::mkfifo(at("bag/data/name").c_str(), 0600);
  says("malformed: data/name: is neither a file nor a folder");
  fs::remove(at("bag/data/name"));
  fs::rename(at("bag/data"), at("elsewhere"));
  fs::create_symlink(at("elsewhere"), at("bag/data"));
  says("malformed: data: ");
}

TEST_F(BagFromOthers, ALinkedManifestOrDeclarationIsRefused) {
  payload("data/a", "content");
  fs::rename(at("bag/manifest-sha256.txt"), at("manifest"));
  fs::create_symlink(at("manifest"), at("bag/manifest-sha256.txt"));
  says("malformed: manifest-sha256.txt: is a link");
}

TEST_F(BagFromOthers, NamesThatLeadOutAreRefusedBeforeAnythingIsHashed) {
  payload("data/a", "content");
  for (const char* name : {"../outside", "/etc/passwd", "~/x", "data/../../x", "data/./a", "data//a", "C:\\x",
                           "data/..\\..\\x", "bagit.txt"}) {
    write("manifest-sha256.txt", manifest_ + sha256("x").hex() + "  " + name + "\n");
    const Bag bag = read_it();
    EXPECT_NE(told(bag).find("leads out"), std::string::npos) << name << "\n" << told(bag);
    EXPECT_TRUE(bag.files.empty()) << name;
  }
}

TEST_F(BagFromOthers, NothingIsFetched) {
  payload("data/a", "content");
  list("data/far", "x");
  write("fetch.txt", "http://127.0.0.1:9/far 1 data/far\n");
  says("altered: data/far: is to be fetched, which is never done");
}

TEST_F(BagFromOthers, AnUnknownAlgorithmIsSaidAndIsNotEnough) {
  payload("data/a", "content");
  write("manifest-whirlpool.txt", "00  data/a\n");
  says("warning: manifest-whirlpool.txt: its algorithm is not supported");
  EXPECT_TRUE(read_it().problems.empty());
  fs::remove(at("bag/manifest-sha256.txt"));
  says("malformed: manifest-*.txt: no payload manifest of a supported algorithm");
}

TEST_F(BagFromOthers, EveryManifestListsAllFilesSinceVersion1) {
  payload("data/a", "content");
  payload("data/b", "content");
  write("manifest-sm3.txt", hex_of(Algorithm::sm3, "content") + "  data/a\n");
  says("altered: data/b: is not in every manifest");
  write("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n");
  EXPECT_EQ(told(read_it()), "");
}

TEST_F(BagFromOthers, PercentEncodingIsThatOfVersion1) {
  payload("data/100%25", "x");
  fs::rename(at("bag/data/100%25"), at("bag/data/100%"));
  EXPECT_EQ(told(read_it()), "");
  EXPECT_EQ(read_it().files.at(0).name, "data/100%");
}

TEST_F(BagFromOthers, NamesThatCollideElsewhereAreSaid) {
  payload("data/README", "x");
  payload("data/readme", "y");
  says("warning: data/readme: is the same name as data/README on other systems");
  EXPECT_EQ(pack::folded_name("Núñez"), pack::folded_name("nu\u0301n\u0303ez"));
  EXPECT_EQ(pack::folded_name("ガ"), pack::folded_name("カ\u3099"));
  EXPECT_EQ(pack::folded_name("ЖУК"), pack::folded_name("жук"));
  EXPECT_NE(pack::folded_name("Núñez"), pack::folded_name("Nunez"));
}

TEST_F(BagFromOthers, AFileThatChangesMeanwhileIsNotTakenForTheOneVerified) {
  payload("data/small", "content");
  payload("data/large", std::string(300'000, 'l'));
  const Bag bag = read_it();
  ASSERT_TRUE(bag.problems.empty());
  write("data/small", "CONTENT");
  write("data/large", std::string(299'999, 'l') + "L");
  const auto writer = create();
  const auto result = ingest_bag(*writer, at("bag"), bag, {});
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->tampered);
  ASSERT_EQ(result->problems.size(), 2u);
  EXPECT_NE(result->problems[0].find("data/large: changed since it was verified"), std::string::npos);
}

TEST_F(BagFromOthers, AStopKeepsWhatCame) {
  payload("data/a", "content");
  payload("data/b", std::string(8 << 20, 'b'));
  payload("data/c", "content");
  const Bag bag = read_it();
  const auto writer = create();
  IngestOptions options;
  options.progress = [](std::uint64_t, std::uint64_t bytes) { return bytes < 100'000; };
  const auto result = ingest_bag(*writer, at("bag"), bag, options);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_FALSE(result->whole);
  EXPECT_FALSE(result->tampered);
  EXPECT_EQ(told_problems(*result), "");
  ASSERT_TRUE(writer->close());
  EXPECT_EQ(CaseFixture::told(verify()), "");
}

TEST_F(BagFromOthers, OneWithProblemsIsNotTaken) {
  payload("data/a", "content");
  write("data/a", "CONTENT");
  const auto writer = create();
  EXPECT_EQ(ingest_bag(*writer, at("bag"), read_it(), {}).error().code, Errc::usage);
  EXPECT_EQ(writer->size(), 1u);
}

TEST(BagText, DeclarationsAreExact) {
  const auto good = parse_bag_declaration("BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->minor, 97u);
  for (const char* bad :
       {"", "BagIt-Version: 1.0\n", "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
        "\xef\xbb\xbf"
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"})
    EXPECT_FALSE(parse_bag_declaration(bad)) << bad;
}

TEST(BagText, ManifestLinesAsThePublicToolsWriteThem) {
  const auto lines = parse_manifest("00AB  data/a b \n00ab\t*data/c\r\n00ab ./data/d%0A%7e\r", true);
  ASSERT_TRUE(lines) << lines.error().what;
  ASSERT_EQ(lines->size(), 3u);
  EXPECT_EQ(lines->at(0).path, "data/a b ");
  EXPECT_EQ(lines->at(0).digest, "00ab");
  EXPECT_TRUE(lines->at(1).binary_mark);
  EXPECT_EQ(lines->at(2).path, "data/d\n%7e");
  EXPECT_TRUE(lines->at(2).dot_slash && lines->at(2).raw_percent);
  for (const char* bad : {"00ab", "00ab  ", "xy  data/a", "  data/a"})
    EXPECT_FALSE(parse_manifest(bad, true)) << bad;
}

TEST(BagText, TagFilesInTheEncodingsThatBagsHave) {
  using namespace std::string_literals;
  EXPECT_EQ(pack::decode_tag_text("\xfe\xff\0a\x4e\x2d"s, "UTF-16").value(), "a中");
  EXPECT_EQ(pack::decode_tag_text("\xff\xfe"
                                  "a\0"s,
                                  "utf-16")
                .value(),
            "a");
  EXPECT_EQ(pack::decode_tag_text("\xd8\x3d\xde\x00"s, "UTF-16BE").value(), "😀");
  EXPECT_FALSE(pack::decode_tag_text("\xd8\x3d"s, "UTF-16BE"));
  EXPECT_FALSE(pack::decode_tag_text("abc", "UTF-16"));
  EXPECT_EQ(pack::decode_tag_text("\xf1", "ISO-8859-1").value(), "ñ");
  EXPECT_FALSE(pack::decode_tag_text("\xf1", "UTF-8"));
  EXPECT_EQ(pack::decode_tag_text("x", "GB18030").error().code, Errc::unsupported);
}

}  // namespace
}  // namespace firsthour
