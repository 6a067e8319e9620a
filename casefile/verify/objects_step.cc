// SPDX-License-Identifier: Apache-2.0
// Step 5, first half: every object is the file that the ledger names; where not, which chunks of it are bad.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

#include <fcntl.h>

#include <algorithm>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;  // also the length of a chunk
constexpr int kMostRanges = 50;                       // named of one object

}  // namespace

std::string object_path(std::string_view sha256) {
  const std::string digits = hex(sha256);
  return "objects/" + digits.substr(0, 2) + "/" + digits.substr(2);
}

void CaseCheck::check_objects() {
  std::vector<std::pair<const Name, Object>*> wanted;
  std::uint64_t total = 0;
  for (auto& entry : objects_) {
    if (!entry.second.wanted) continue;
    wanted.push_back(&entry);
    total += entry.second.size;
  }
  // The largest first, so that no thread is left alone with one at the end.
  std::sort(wanted.begin(), wanted.end(),
            [](const auto* a, const auto* b) { return a->second.size > b->second.size; });
  work_.progress.expect(total);
  in_parallel(wanted.size(), [&](std::size_t i) { check_object(wanted[i]->first, wanted[i]->second); });
}

void CaseCheck::check_object(const Name& name, Object& object) {
  const std::string_view sha{name.data(), name.size()};
  const std::string path = object_path(sha);
  const auto fail = [&](bool altered, std::optional<std::uint64_t> at, Words why) {
    object.bad = true;
    work_.report.problem(altered ? Kind::evidence_altered : Kind::unreadable,
                         {path, "", object.event, at, {}}, std::move(why));
  };
  ++checked_objects_;
  const auto file = folder_.file(path);
  if (!file) return fail(file.error().wrong_there, {}, file.error().why);
  ::posix_fadvise(file->descriptor(), 0, 0, POSIX_FADV_SEQUENTIAL);
  Digest digest{"sha256"};
  std::string block;
  std::uint64_t at = 0;
  do {
    if (const auto done = file->read_at(at, kBlock, block); !done) return fail(false, at, done.error());
    digest.update(block);
    at += block.size();
    work_.progress.done(block.size());
  } while (block.size() == kBlock);
  bytes_ += at;
  const bool good = digest.finish() == sha;
  if (at != object.size) {
    fail(true, {},
         say("it has {} bytes, the ledger says {}", "它有 {} 字节，台账记录为 {}", at, object.size));
  } else if (!good) {
    fail(true, {}, say("its bytes do not have the SHA-256 of its name", "内容的 SHA-256 与其名称不符"));
  }
  if (const auto tree = chunk_trees_.find(name); tree != chunk_trees_.end())
    check_leaves(name, tree->second, object.bad);
}

// The leaves make the tree's root; with `locate` the chunks that do not have their leaf are named.
void CaseCheck::check_leaves(const Name& name, const ChunkTree& tree, bool locate) {
  const std::string path = object_path({name.data(), name.size()}), leaves_path = object_path(tree.leaves);
  const auto file = folder_.file(path), leaves = folder_.file(leaves_path);
  if (!leaves) return;  // named as an object of its own
  Tree made{"sha256"};
  std::string leaf, chunk;
  std::optional<std::uint64_t> from;
  int ranges = 0;
  const auto end_range = [&](std::uint64_t to) {
    if (from && ++ranges <= kMostRanges)
      work_.report.problem(Kind::evidence_altered, {path, "", {}, *from, to - *from},
                           say("these chunks were altered", "这些分块被改动"));
    from.reset();
  };
  const std::uint64_t count = leaves->size() / 32;
  const std::uint64_t size = file ? file->size() : 0;
  for (std::uint64_t n = 0; n < count; ++n) {
    if (!leaves->read_at(32 * n, 32, leaf)) return;
    made.add(leaf);
    if (!locate || !file) continue;
    const bool read =
        file->read_at(n * tree.length, static_cast<std::size_t>(tree.length), chunk).has_value();
    const bool good = read && leaf_hash("sha256", chunk) == leaf;
    if (good) end_range(n * tree.length);
    if (!good && !from) from = n * tree.length;
  }
  end_range(std::min(count * tree.length, std::max(size, from.value_or(0))));
  if (made.root() != tree.root)
    evidence({leaves_path, "", {}, {}, {}}, say("these leaves do not make the root of the chunk tree of {}",
                                                "叶子与 {} 的分块树的根不符", path));
}

}  // namespace firsthour::verify
