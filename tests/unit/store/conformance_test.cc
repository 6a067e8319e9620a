// SPDX-License-Identifier: Apache-2.0
// The log's parts against public vectors of other implementations.
#include "tests/support/conformance.h"

#include "casefile/bytes.h"
#include "casefile/checkpoint.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/merkle.h"

#include <gtest/gtest.h>

#include <functional>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) { return read_file(file.string(), 1 << 20).value(); }

std::string bytes_in(const Json& base64) {
  const auto bytes = from_base64(base64.get<std::string>());
  return bytes ? std::string{as_text(*bytes)} : std::string{};
}

std::vector<std::string> proof_in(const Json& vector) {
  std::vector<std::string> proof;
  if (vector["proof"].is_array())  // null means none
    for (const Json& hash : vector["proof"]) proof.push_back(bytes_in(hash));
  return proof;
}

// Runs `holds` over all vectors of a folder; returns how many there were.
int run_vectors(const fs::path& folder, const std::function<bool(const Json&)>& holds) {
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file()) continue;
    const Json vector = parse_json(text_of(entry.path())).value();
    EXPECT_EQ(holds(vector), !vector["wantErr"].get<bool>()) << entry.path() << ": " << vector["desc"];
    ++count;
  }
  return count;
}

TEST(MerkleConformance, InclusionProofs) {
  NEED_CONFORMANCE_SUITE(suite, "merkle");
  EXPECT_EQ(run_vectors(*suite / "inclusion",
                        [](const Json& vector) {
                          return inclusion_holds(Algorithm::sha256, vector["leafIdx"].get<std::uint64_t>(),
                                                 vector["treeSize"].get<std::uint64_t>(),
                                                 bytes_in(vector["leafHash"]), proof_in(vector),
                                                 bytes_in(vector["root"]));
                        }),
            98);
}

TEST(MerkleConformance, ConsistencyProofs) {
  NEED_CONFORMANCE_SUITE(suite, "merkle");
  EXPECT_EQ(run_vectors(*suite / "consistency",
                        [](const Json& vector) {
                          return consistency_holds(Algorithm::sha256, vector["size1"].get<std::uint64_t>(),
                                                   vector["size2"].get<std::uint64_t>(),
                                                   bytes_in(vector["root1"]), bytes_in(vector["root2"]),
                                                   proof_in(vector));
                        }),
            98);
}

std::string trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

TEST(NoteConformance, ThePublishedNoteHolds) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  EXPECT_TRUE(check_note(text_of(*suite / "note-example-com-foo.txt"),
                         trimmed(text_of(*suite / "note-example-com-foo.vkey"))));
}

TEST(NoteConformance, NotesOfUnknownKeysAreReadAndNotBelieved) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  const std::string key = trimmed(text_of(*suite / "note-example-com-foo.vkey"));
  for (const std::string name :
       {"note-quasimodo.txt", "checkpoint-behind-the-sofa.txt", "checkpoint-behind-the-sofa-cosigned.txt"}) {
    const std::string note = text_of(*suite / "parse-only" / name);
    EXPECT_TRUE(parse_note(note)) << name;
    EXPECT_EQ(check_note(note, key).error().code, Errc::not_found) << name;
  }
}

TEST(NoteConformance, TheTiledLogsCheckpointsAreThoseOfItsEntries) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  const std::string key = trimmed(text_of(*suite / "tessera-log.vkey"));
  const std::array entries{"one",  "two", "three",  "four",  "five",     "six",     "seven", "eit",
                           "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"};
  MerkleTree tree{Algorithm::sha256};
  for (std::size_t n = 0; n <= entries.size(); ++n) {
    if (n > 0) tree.append(entries[n - 1]);
    const std::string note = text_of(*suite / "tessera-log" / ("checkpoint." + std::to_string(n)));
    EXPECT_TRUE(check_note(note, key)) << n;
    const auto checkpoint = parse_checkpoint(parse_note(note)->text);
    ASSERT_TRUE(checkpoint) << n;
    EXPECT_EQ(checkpoint->size, n);
    EXPECT_EQ(checkpoint->root, tree.root()) << n;
  }
}

}  // namespace
}  // namespace firsthour
