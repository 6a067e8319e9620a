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

#include <algorithm>
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

// What this project has no use for: proofs over a part [start, end) of a tree.
TEST(MerkleConformance, SubtreeProofsAreNotOurs) {
  NEED_CONFORMANCE_SUITE(suite, "merkle");
  const auto in = [&](const char* folder) {
    const fs::recursive_directory_iterator files{*suite / folder};
    return std::count_if(begin(files), end(files), [](const auto& file) { return file.is_regular_file(); });
  };
  GTEST_SKIP() << "not applicable: " << in("subtreeinclusion") << " proofs of inclusion in and "
               << in("subtreeconsistency") << " of consistency with a part of a tree";
}

// The root over a range of the tiled log's entries.
std::string root_over(std::span<const std::string> entries, LeafRange range) {
  MerkleTree tree{Algorithm::sha256};
  for (std::uint64_t n = range.from; n < range.to; ++n) tree.append(entries[n]);
  return std::string{as_text(tree.root().bytes)};
}

struct TiledLog {
  std::vector<std::string> entries, leaves;  // leaf hashes as the tile has them
  std::vector<std::string> roots;            // by size, as signed
};

TiledLog read_tiled_log(const fs::path& folder) {
  TiledLog log;
  const std::string bundle = text_of(folder / "tile/entries/000.p/15");
  for (std::size_t at = 0; at + 2 <= bundle.size();) {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(bundle[n]); };
    const std::size_t length = byte(at) * 256U + byte(at + 1);
    log.entries.push_back(bundle.substr(at + 2, length));
    at += 2 + length;
  }
  const std::string tile = text_of(folder / "tile/0/000.p/15");
  for (std::size_t at = 0; at < tile.size(); at += 32) log.leaves.push_back(tile.substr(at, 32));
  for (std::size_t n = 0; n <= log.entries.size(); ++n) {
    const auto note = parse_note(text_of(folder / ("checkpoint." + std::to_string(n))));
    log.roots.emplace_back(as_text(parse_checkpoint(note->text)->root.bytes));
  }
  return log;
}

TEST(MerkleConformance, OurProofsOfTheTiledLogLeadToItsSignedRoots) {
  NEED_CONFORMANCE_SUITE(suite, "signed-note");
  const TiledLog log = read_tiled_log(*suite / "tessera-log");
  ASSERT_EQ(log.entries.size(), 15U);
  ASSERT_EQ(log.leaves.size(), 15U);
  const auto proof_over = [&](const std::vector<LeafRange>& ranges) {
    std::vector<std::string> proof;
    for (const LeafRange& range : ranges) proof.push_back(root_over(log.entries, range));
    return proof;
  };
  int inclusions = 0, consistencies = 0;
  for (std::uint64_t size = 1; size <= 15; ++size) {
    for (std::uint64_t index = 0; index < size; ++index, ++inclusions)
      EXPECT_TRUE(inclusion_holds(Algorithm::sha256, index, size, log.leaves[index],
                                  proof_over(inclusion_ranges(index, size)), log.roots[size]))
          << index << " of " << size;
    for (std::uint64_t old = 1; old <= size; ++old, ++consistencies)
      EXPECT_TRUE(consistency_holds(Algorithm::sha256, old, size, log.roots[old], log.roots[size],
                                    proof_over(consistency_ranges(old, size))))
          << old << " in " << size;
  }
  EXPECT_EQ(inclusions, 120);
  EXPECT_EQ(consistencies, 120);
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
