// SPDX-License-Identifier: Apache-2.0
// The second reader against public vectors of other implementations.
#include "tests/support/conformance.h"

#include "casefile/verify/check.h"
#include "casefile/verify/digest.h"
#include "casefile/verify/json.h"
#include "casefile/verify/merkle.h"
#include "casefile/verify/note.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <fstream>
#include <map>
#include <set>

namespace firsthour::verify {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// The vectors' numbers go up to 2^64 - 1 as JSON numbers, which our records never have.
std::uint64_t large(const Json& vector, std::string_view name) {
  const std::string& digits = vector.find(name)->text;
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string bytes_in(const Json* base64) { return from_base64(string_or_empty(base64)).value_or(""); }

TEST(VerifyConformance, InclusionProofs) {
  NEED_CONFORMANCE_SUITE(suite, "merkle");
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator{*suite / "inclusion"}) {
    if (!entry.is_regular_file()) continue;
    const Json vector = read_json(text_of(entry.path()), JsonForm::any).value();
    std::vector<std::string> path;
    for (const Json& hash : vector.find("proof")->elements) path.push_back(bytes_in(&hash));
    EXPECT_EQ(inclusion_holds("sha256", large(vector, "leafIdx"), large(vector, "treeSize"),
                              bytes_in(vector.find("leafHash")), path, bytes_in(vector.find("root"))),
              !is_true(vector.find("wantErr")))
        << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 98);
}

TEST(VerifyConformance, SignedNoteAndCheckpoints) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  const auto key_in = [&](const char* file) {
    std::string text = text_of(*suite / file);
    while (text.ends_with('\n')) text.pop_back();
    return std::vector{read_verifier_key(text).value()};
  };
  const std::string example = text_of(*suite / "note-example-com-foo.txt");
  const auto keys = key_in("note-example-com-foo.vkey");
  EXPECT_EQ(signers_of(read_note(example).value(), keys).good.size(), 1u);
  const auto log_keys = key_in("tessera-log.vkey");
  Tree tree{"sha256"};
  for (const char* entry : {"one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten",
                            "ileven", "twelf", "threeten", "fourten", "fivten"}) {
    tree.add(leaf_hash("sha256", entry));
    const Note note =
        read_note(text_of(*suite / "tessera-log" / ("checkpoint." + std::to_string(tree.size())))).value();
    EXPECT_EQ(signers_of(note, log_keys).good.size(), 1u);
    EXPECT_EQ(read_checkpoint(note.text).value().root, tree.root());
  }
}

TEST(VerifyConformance, CanonicalJson) {
  NEED_CONFORMANCE_SUITE(suite, "jcs");
  int documents = 0, numbers = 0;
  for (const auto& entry : fs::directory_iterator{*suite / "output"}) {
    EXPECT_TRUE(read_json(text_of(entry.path()), JsonForm::canonical)) << entry.path();
    EXPECT_FALSE(read_json(text_of(*suite / "input" / entry.path().filename()), JsonForm::canonical))
        << entry.path();
    ++documents;
  }
  EXPECT_EQ(documents, 6);
  std::ifstream lines{*suite / "numbers/es6testfile-first-10000.txt"};
  for (std::string line; std::getline(lines, line); ++numbers) {
    const std::size_t comma = line.find(',');
    std::uint64_t bits = 0;
    std::from_chars(line.data(), line.data() + comma, bits, 16);
    EXPECT_EQ(canonical_number(std::bit_cast<double>(bits)), line.substr(comma + 1));
  }
  EXPECT_EQ(numbers, 10000);
}

int verdict_on(const fs::path& bag) {
  Wishes wishes;
  wishes.path = bag.string();
  Report report;
  Progress progress{false, false};
  const auto done = check({wishes, report, progress});
  return done ? report.exit_code() : done.error().exit;
}

TEST(VerifyConformance, Bags) {
  NEED_CONFORMANCE_SUITE(suite, "bagit");
  // Of the bags to warn about, these lack a file on a file system that keeps names as they are, or are of
  // 0.96.
  const std::set<std::string> incomplete{"duplicate-file-with-different-case",
                                         "same-filename-listed-twice-with-different-normalization",
                                         "special-system-files"};
  int count = 0;
  for (const char* version : {"v0.97", "v1.0"}) {
    for (const auto& sort : fs::directory_iterator{*suite / version}) {
      for (const auto& bag : fs::directory_iterator{sort.path()}) {
        if (!bag.is_directory()) continue;
        const std::string kind = sort.path().filename(), name = bag.path().filename();
        const bool good = kind == "valid" || (kind == "warning" && !incomplete.contains(name));
        EXPECT_EQ(verdict_on(bag.path()), good ? 0 : 4) << bag.path();
        ++count;
      }
    }
  }
  EXPECT_EQ(count, 46);
}

}  // namespace
}  // namespace firsthour::verify
