// SPDX-License-Identifier: Apache-2.0
#include "triage/known_good.h"

#include "casefile/bytes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

class KnownGoodSet : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).native(); }
  std::string list_of(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += digest(i) + "  file " + std::to_string(i) + "\n";
    return text;
  }
  static std::string digest(int i) { return sha256("content " + std::to_string(i)).hex(); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream{at(name), std::ios::binary} << text;
  }
  std::shared_ptr<const KnownGood> open(const std::string& name) {
    auto known = KnownGood::open({at(name)}, problems_);
    EXPECT_TRUE(known) << (known ? "" : known.error().what);
    return *known;
  }
  const fs::path folder_ = fs::temp_directory_path() / ("firsthour-known-good-" + std::to_string(::getpid()));
  std::vector<RuleProblem> problems_;
};

TEST_F(KnownGoodSet, HoldsExactlyWhatWasPutInAndNothingElse) {
  write("a.txt", list_of(0, 3000));
  write("b.txt", list_of(2000, 5000));
  const auto built = build_known_good({at("a.txt"), at("b.txt")}, Algorithm::sha256, at("set"), nullptr);
  ASSERT_TRUE(built) << built.error().what;
  EXPECT_EQ(built->read, 6000u);
  EXPECT_EQ(built->kept, 5000u);
  const auto known = open("set");
  EXPECT_EQ(known->count(), 5000u);
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(known->contains(Algorithm::sha256, digest(i))) << i;
  for (int i = 5000; i < 20'000; ++i) ASSERT_FALSE(known->contains(Algorithm::sha256, digest(i))) << i;
  EXPECT_FALSE(known->contains(Algorithm::sha1, digest(1)));
}

// Digests that differ in their last byte only, and those that crowd one bucket: interpolation must not miss.
TEST_F(KnownGoodSet, FindsDigestsThatAreNotSpreadEvenly) {
  std::string text;
  std::vector<std::string> in, out;
  for (int i = 0; i < 256; ++i) {
    std::string hex = "abcdef0123" + std::string(52, '0') + "  ";
    hex.resize(62);
    static constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[i / 16];
    hex += kDigits[i % 16];
    (i % 2 ? in : out).push_back(hex);
    if (i % 2) text += hex + "\n";
  }
  text += std::string(64, '0') + "\n" + std::string(64, 'f') + "\n";
  write("list", text);
  ASSERT_TRUE(build_known_good({at("list")}, Algorithm::sha256, at("set"), nullptr));
  const auto known = open("set");
  for (const std::string& hex : in) EXPECT_TRUE(known->contains(Algorithm::sha256, hex));
  for (const std::string& hex : out) EXPECT_FALSE(known->contains(Algorithm::sha256, hex));
  EXPECT_TRUE(known->contains(Algorithm::sha256, std::string(64, '0')));
  EXPECT_TRUE(known->contains(Algorithm::sha256, std::string(64, 'f')));
}

TEST_F(KnownGoodSet, ListsOfEachToolMayBeGivenAsTheyAre) {
  write("hashdeep",
        "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked\n3,acbd18db4cc2f85cedef654fccc4a4d8," +
            digest(1) + ",/a,b\nnot a digest\n");
  write("bsd", "SHA256 (a file) = " + digest(2) + "\n\\" + digest(3) + "  odd\\nname\n");
  auto known = KnownGood::open({at("hashdeep"), at("bsd")}, problems_);
  ASSERT_TRUE(known);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE((*known)->contains(Algorithm::sha256, digest(i))) << i;
  EXPECT_TRUE((*known)->contains(Algorithm::md5, "acbd18db4cc2f85cedef654fccc4a4d8"));
  ASSERT_EQ(problems_.size(), 1u);
  EXPECT_EQ(problems_[0].line, 5);
}

TEST_F(KnownGoodSet, ReadsAnNsrlDatabaseByTheNamesOfItsColumns) {
  if (std::system("command -v sqlite3 >/dev/null") != 0) GTEST_SKIP() << "sqlite3 is not installed";
  const std::string sql =
      "CREATE TABLE METADATA (\"sha256\" TEXT, \"sha1\" TEXT, md5 TEXT, file_name TEXT);"
      "INSERT INTO METADATA VALUES ('" +
      digest(1) +
      "', 'x', 'y', 'n');"
      "CREATE VIEW FILE AS SELECT * FROM METADATA;";
  write("rds.sql", sql);
  ASSERT_EQ(std::system(("sqlite3 " + at("rds.db") + " < " + at("rds.sql")).c_str()), 0);
  const auto built = build_known_good({at("rds.db")}, Algorithm::sha256, at("set"), nullptr);
  ASSERT_TRUE(built) << built.error().what;
  EXPECT_TRUE(open("set")->contains(Algorithm::sha256, digest(1)));
}

TEST_F(KnownGoodSet, ACutOrAlteredSetIsRefused) {
  write("list", list_of(0, 100));
  ASSERT_TRUE(build_known_good({at("list")}, Algorithm::sha256, at("set"), nullptr));
  const std::string whole = *read_file(at("set"), 1U << 24U);
  for (const std::size_t size : {std::size_t{40}, std::size_t{5000}, whole.size() - 1, whole.size() - 32}) {
    write("cut", whole.substr(0, size));
    EXPECT_FALSE(KnownGood::open({at("cut")}, problems_)) << size;
  }
  std::string altered = whole;
  altered[70] = '\xff';
  write("altered", altered);
  EXPECT_FALSE(KnownGood::open({at("altered")}, problems_));
}

}  // namespace
}  // namespace firsthour::triage
