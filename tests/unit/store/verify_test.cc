// SPDX-License-Identifier: Apache-2.0
#include "casefile/case_verify.h"
#include "casefile/checkpoint.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace firsthour {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Verify : public CaseFixture {
 protected:
  // A small case with everything in it: items of the three kinds of content, findings, two heads.
  void make_closed_case() {
    const auto writer = create();
    attach(*writer, "/etc/crontab", "* * * * * root /tmp/.x\n");
    Item member;
    member.kind = "file";
    member.path = std::string(60'000, 'n');  // its record stands in an object
    MemorySource inner{as_bytes("member")};
    ASSERT_TRUE(writer->derive(member, "a1", inner));
    note(*writer, "disconnected the host");
    ASSERT_TRUE(writer->sign_head());
    ASSERT_TRUE(writer->append_all("finding", {Json{{"id", "1"}}, Json{{"id", "2"}}}));
    ASSERT_TRUE(writer->close());
  }

  [[nodiscard]] static bool names(const VerifyReport& report, const std::string& file) {
    for (const auto& problem : report.problems)
      if (problem.where.starts_with(file)) return true;
    return false;
  }
  [[nodiscard]] static bool says_altered(const VerifyReport& report) {
    for (const auto& problem : report.problems)
      if (problem.kind == VerifyKind::evidence_altered || problem.kind == VerifyKind::ledger_broken)
        return true;
    return false;
  }
  [[nodiscard]] static bool only(const VerifyReport& report, VerifyKind kind) {
    for (const auto& problem : report.problems)
      if (problem.kind != kind) return false;
    return !report.problems.empty();
  }
};

TEST_F(Verify, AClosedCaseIsGood) {
  make_closed_case();
  const auto report = verify();
  EXPECT_EQ(told(report), "");
  EXPECT_EQ(report.events, 6U);
  EXPECT_EQ(report.items, 2U);
  EXPECT_EQ(report.objects, 3U);
  EXPECT_EQ(report.key_name, "examiner");
  EXPECT_EQ(report.key_fingerprint, key_->fingerprint());
  EXPECT_FALSE(report.key_trusted);
}

TEST_F(Verify, IsNotFoundWhereThereIsNoCase) {
  EXPECT_EQ(verify_case(at("none.case"), {}).error().code, Errc::not_found);
  fs::create_directory(at("empty.case"));
  EXPECT_EQ(verify_case(at("empty.case"), {}).error().code, Errc::not_found);
}

TEST_F(Verify, TheLedgerAloneSaysWhatItDidNotLookAt) {
  make_closed_case();
  VerifyOptions options;
  options.ledger_only = true;
  const auto good = verify(options);
  EXPECT_EQ(told(good), "");
  EXPECT_EQ(good.events, 6U);
  EXPECT_EQ(good.objects, 0U);
  EXPECT_EQ(good.left_out, 3U);
  const std::string hex = sha256("* * * * * root /tmp/.x\n").hex(),
                    name = "objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
  overwrite(name, "* * * * * root /bin/true\n");
  EXPECT_EQ(told(verify(options)), "") << "an object is not the ledger";
  EXPECT_NE(told(verify()), "");
  std::string ledger = files().at("case.sqlite");
  ledger[ledger.size() / 2] ^= 1;
  overwrite("case.sqlite", ledger);
  EXPECT_TRUE(says_altered(verify(options)));
}

TEST_F(Verify, SaysWhetherTheSignerIsOneTheCallerTrusts) {
  make_closed_case();
  VerifyOptions options;
  options.trusted_keys = {key_->verifier_key()};
  const auto trusted = verify(options);
  EXPECT_TRUE(trusted.key_trusted);
  EXPECT_EQ(told(trusted), "");
  const auto stranger = make_key(at("keys"), "stranger").value();
  options.trusted_keys = {stranger->verifier_key()};
  const auto untrusted = verify(options);
  EXPECT_FALSE(untrusted.key_trusted);
  EXPECT_TRUE(only(untrusted, VerifyKind::signature_problem)) << told(untrusted);
}

TEST_F(Verify, AnyFlippedByteOfAClosedCaseIsFoundAndItsFileNamed) {
  make_closed_case();
  std::size_t tried = 0;
  for (const auto& [name, content] : files()) {
    const std::size_t step = std::max<std::size_t>(1, content.size() / 150);
    for (std::size_t offset = 0; offset < content.size(); offset += step) {
      std::string altered = content;
      altered[offset] = static_cast<char>(altered[offset] ^ (1 << (offset % 8)));
      overwrite(name, altered);
      const auto report = verify_case(case_path(), {});
      ASSERT_TRUE(report) << name << " at " << offset << ": " << report.error().what;
      EXPECT_TRUE(says_altered(*report)) << name << " at " << offset << "\n" << told(*report);
      EXPECT_TRUE(names(*report, name)) << name << " at " << offset << "\n" << told(*report);
      ++tried;
    }
    std::string altered = content;
    altered.back() = static_cast<char>(altered.back() ^ 0x55);
    overwrite(name, altered);
    EXPECT_TRUE(names(verify(), name)) << "last byte of " << name;
    overwrite(name, content);
  }
  EXPECT_GT(tried, 400U);
  EXPECT_EQ(told(verify()), "") << "put back as it was";
}

TEST_F(Verify, ACutFileIsFoundAndNamed) {
  make_closed_case();
  for (const auto& [name, content] : files()) {
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, content.size() / 2, content.size() - 1}) {
      if (length >= content.size()) continue;
      overwrite(name, content.substr(0, length));
      const auto report = verify();
      EXPECT_TRUE(says_altered(report) && names(report, name)) << name << " cut to " << length << "\n"
                                                               << told(report);
    }
    overwrite(name, content + "x");
    const auto report = verify();
    EXPECT_TRUE(says_altered(report) && names(report, name)) << name << " with one more byte\n"
                                                             << told(report);
    overwrite(name, content);
  }
}

TEST_F(Verify, AMissingFileIsFoundAndNamed) {
  make_closed_case();
  for (const auto& [name, content] : files()) {
    fs::rename(fs::path{case_path()} / name, at("aside"));
    const auto report = verify();
    EXPECT_TRUE(says_altered(report) && names(report, name)) << name << "\n" << told(report);
    fs::rename(at("aside"), fs::path{case_path()} / name);
  }
}

// Opening a FIFO that nobody writes to would never come back.
TEST_F(Verify, AHeadThatIsAFifoIsNamedAndDoesNotHang) {
  make_closed_case();
  fs::remove(case_path() + "/HEAD");
  ASSERT_EQ(::mkfifo((case_path() + "/HEAD").c_str(), 0600), 0);
  const auto report = verify();
  EXPECT_TRUE(says_altered(report) && names(report, "HEAD")) << told(report);
  EXPECT_FALSE(open_case_for_writing(case_path(), author(), key_));
}

TEST_F(Verify, TwoObjectsThatChangedPlacesAreNamed) {
  make_closed_case();
  std::vector<std::string> objects;
  for (const auto& [name, content] : files())
    if (name.starts_with("objects/")) objects.push_back(name);
  ASSERT_GE(objects.size(), 2U);
  const auto before = files();
  overwrite(objects[0], before.at(objects[1]));
  overwrite(objects[1], before.at(objects[0]));
  const auto report = verify();
  EXPECT_TRUE(names(report, objects[0]) && names(report, objects[1])) << told(report);
  EXPECT_TRUE(only(report, VerifyKind::evidence_altered) || says_altered(report));
}

TEST_F(Verify, AnAlteredObjectIsSaidToHoldItsItem) {
  make_closed_case();
  const std::string hex = sha256(std::string_view{"* * * * * root /tmp/.x\n"}).hex();
  overwrite("objects/" + hex.substr(0, 2) + "/" + hex.substr(2), "* * * * * root /bin/true\n");
  EXPECT_THAT(told(verify()), HasSubstr("a1 (/etc/crontab)"));
}

TEST_F(Verify, AStrangerInTheFolderIsNamed) {
  make_closed_case();
  const std::string object_like = std::string(62, 'a');
  for (const std::string name : {"notes.txt", "objects/readme", "objects/aa/short"}) {
    fs::create_directories((fs::path{case_path()} / name).parent_path());
    std::ofstream{fs::path{case_path()} / name} << "x";
    const auto report = verify();
    EXPECT_TRUE(names(report, name)) << name << "\n" << told(report);
    fs::remove(fs::path{case_path()} / name);
  }
  fs::create_directories(case_path() + "/objects/aa");
  std::ofstream{case_path() + "/objects/aa/" + object_like} << "x";
  EXPECT_TRUE(names(verify(), "objects/aa/" + object_like));
}

TEST_F(Verify, AnOlderCopyOfTheLedgerBesideANewerHeadIsFound) {
  make_closed_case();
  const std::string older = files().at("case.sqlite");
  {
    const auto writer = reopen();
    note(*writer, "one more");
    ASSERT_TRUE(writer->close());
  }
  overwrite("case.sqlite", older);
  const auto report = verify();
  EXPECT_TRUE(says_altered(report)) << told(report);
  const auto opened = open_case_for_writing(case_path(), author(), key_);
  ASSERT_FALSE(opened) << "nothing is put on top of it";
  EXPECT_EQ(opened.error().code, Errc::tampered);
}

TEST_F(Verify, AHeadOlderThanItsLedgerMeansNotClosed) {
  make_closed_case();
  note(*reopen(), "and then the power went");
  const auto report = verify();
  EXPECT_TRUE(only(report, VerifyKind::not_closed_cleanly)) << told(report);
  ASSERT_TRUE(reopen()->close());
  EXPECT_EQ(told(verify()), "");
}

TEST_F(Verify, AnAlteredLedgerIsNotWrittenTo) {
  make_closed_case();
  std::string ledger = files().at("case.sqlite");
  ledger[ledger.size() - 2000] = static_cast<char>(ledger[ledger.size() - 2000] ^ 1);
  overwrite("case.sqlite", ledger);
  const auto opened = open_case_for_writing(case_path(), author(), key_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::tampered);
}

TEST_F(Verify, StopsWhenAsked) {
  make_closed_case();
  VerifyOptions options;
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  const auto report = verify_case(case_path(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::interrupted);
}

}  // namespace
}  // namespace firsthour
