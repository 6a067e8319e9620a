// SPDX-License-Identifier: Apache-2.0
// The bags of the BagIt conformance suite, each with what has to come of it.
#include "casefile/bag.h"
#include "tests/support/conformance.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace firsthour {
namespace {

enum class Verdict { accepted, warned, refused };

struct Expected {
  const char* bag;
  Verdict verdict;
  const char* words;  // in a problem, or in a warning
};

constexpr Expected kBags[] = {
    {"v0.97/invalid/baginfo-missing-encoding", Verdict::refused, "Tag-File-Character-Encoding"},
    {"v0.97/invalid/bom-in-bagit.txt", Verdict::refused, "byte order mark"},
    {"v0.97/invalid/corrupt-data-file", Verdict::refused, "data/bare-filename: its md5 is"},
    {"v0.97/invalid/corrupt-tag-file", Verdict::refused, "bag-info.txt: its md5 is"},
    {"v0.97/invalid/extra-file-in-bag", Verdict::refused, "data/bar: is in no manifest"},
    {"v0.97/invalid/invalid-version-number", Verdict::refused, "no version M.N"},
    {"v0.97/invalid/missing-baginfo", Verdict::refused, "bag-info.txt: is listed and is not there"},
    {"v0.97/invalid/missing-bagit.txt", Verdict::refused, "bagit.txt: cannot open"},
    {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation", Verdict::refused,
     "leads out of the bag's payload: ../../../README.md"},
    {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out"},
    {"v0.97/invalid/same-filename-listed-twice-with-different-hashes", Verdict::refused,
     "listed twice with different digests"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path", Verdict::refused,
     "leads out of the bag's payload: /tmp/foo"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: /tmp/test.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut", Verdict::refused,
     "leads out of the bag's payload: ~/foo"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: ~/test.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username", Verdict::refused,
     "leads out of the bag's payload: ~root/foo"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: ~root/foo"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path", Verdict::refused,
     "leads out of the bag's payload: C:"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: C:"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut", Verdict::refused,
     "leads out of the bag's payload: %HomeDrive%"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: %HomeDrive%"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-unc", Verdict::refused,
     "leads out of the bag's payload: \\"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch", Verdict::refused,
     "fetch.txt: a name that leads out of the bag's payload: \\"},
    {"v0.97/valid/ISO-8859-1-encoded-tag-files", Verdict::accepted, ""},
    {"v0.97/valid/UTF-16-encoded-tag-files", Verdict::accepted, ""},
    {"v0.97/valid/bag-in-a-bag", Verdict::accepted, ""},
    {"v0.97/valid/bag-with-encoded-names", Verdict::accepted, ""},
    {"v0.97/valid/bag-with-escapable-characters", Verdict::accepted, ""},
    // Accepted; that names are written with `./` is said.
    {"v0.97/valid/bag-with-leading-dot-slash-in-manifest", Verdict::warned, "written with `./`"},
    {"v0.97/valid/bag-with-space", Verdict::accepted, ""},
    {"v0.97/valid/basic-bag", Verdict::accepted, ""},
    {"v0.97/valid/duplicate-metadata-entries", Verdict::accepted, ""},
    // Complete; that its fetch.txt is not followed is said.
    {"v0.97/valid/holey-bag", Verdict::warned, "nothing is ever fetched"},
    {"v0.97/valid/minimal-bag", Verdict::accepted, ""},
    {"v0.97/valid/uncommon-metadata-separators", Verdict::accepted, ""},
    // On a file system that tells names apart these three lack a file: see the suite's README.
    {"v0.97/warning/duplicate-file-with-different-case", Verdict::refused,
     "data/HELLO.txt: is listed and is not there"},
    {"v0.97/warning/same-filename-listed-twice-with-different-normalization", Verdict::refused,
     "is listed and is not there"},
    {"v0.97/warning/special-system-files", Verdict::refused, "data/.DS_Store: is listed and is not there"},
    {"v0.97/warning/made-with-md5sum-tools", Verdict::warned, "marked `*`"},
    {"v0.97/warning/relative-path", Verdict::warned, "written with `./`"},
    {"v0.97/warning/same-filename-listed-twice-with-the-same-hash", Verdict::warned, "listed twice"},
    {"v1.0/invalid/bagit-with-invalid-whitespace", Verdict::refused, "has to begin with `BagIt-Version: `"},
    {"v1.0/invalid/notAllManifestsListAllFiles", Verdict::refused,
     "data/missingFromManifest.txt: is in no manifest"},
    {"v1.0/invalid/same-filename-listed-twice-with-different-hashes", Verdict::refused, "no version M.N"},
    {"v1.0/invalid/same-filename-listed-twice-with-the-same-hash", Verdict::refused, "listed twice"},
    {"v1.0/valid/basicBag", Verdict::accepted, ""},
};

std::string told(const Bag& bag) {
  std::string text;
  for (const BagProblem& problem : bag.problems) text += problem.where + ": " + problem.what + "\n";
  for (const std::string& warning : bag.warnings) text += "(" + warning + ")\n";
  return text;
}

TEST(BagConformance, EveryBagIsAcceptedWarnedAboutOrRefused) {
  NEED_CONFORMANCE_SUITE(suite, "bagit");
  std::set<std::string> listed;
  for (const Expected& each : kBags) {
    SCOPED_TRACE(each.bag);
    listed.insert(each.bag);
    const auto bag = read_bag((*suite / each.bag).string(), {});
    ASSERT_TRUE(bag) << bag.error().what;
    const Verdict verdict = !bag->problems.empty()   ? Verdict::refused
                            : !bag->warnings.empty() ? Verdict::warned
                                                     : Verdict::accepted;
    EXPECT_EQ(verdict, each.verdict) << told(*bag);
    EXPECT_NE(told(*bag).find(each.words), std::string::npos) << told(*bag);
    EXPECT_EQ(verdict == Verdict::refused, bag->files.empty() || !bag->problems.empty());
  }
  EXPECT_EQ(listed.size(), 46u);
}

TEST(BagConformance, CollisionsOnOtherSystemsAreSaid) {
  NEED_CONFORMANCE_SUITE(suite, "bagit");
  for (const char* each :
       {"duplicate-file-with-different-case", "same-filename-listed-twice-with-different-normalization"}) {
    const auto bag = read_bag((*suite / "v0.97/warning" / each).string(), {});
    ASSERT_TRUE(bag);
    EXPECT_NE(told(*bag).find("is the same name as"), std::string::npos) << told(*bag);
  }
}

}  // namespace
}  // namespace firsthour
