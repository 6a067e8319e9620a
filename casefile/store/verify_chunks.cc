// SPDX-License-Identifier: Apache-2.0
// Objects with a chunk tree: the same read that checks the whole says which chunks are not as they were.
#include "casefile/encoding.h"
#include "casefile/store/copying.h"
#include "casefile/store/digest_lanes.h"
#include "casefile/store/objects.h"
#include "casefile/store/verify_parts.h"
#include "casefile/store/verify_work.h"

namespace firsthour {
namespace {

constexpr std::size_t kMostRanges = 20;

std::string range(std::uint64_t first, std::uint64_t end, std::uint64_t size) {
  return std::to_string(first * kChunkLength) + "-" + std::to_string(std::min(end * kChunkLength, size) - 1);
}

// "bytes 1048576-2097151, 5242880-6291455", the chunks whose leaves differ.
std::string differing(std::string_view ours, std::string_view kept, std::uint64_t size) {
  const auto differs = [&](std::uint64_t chunk) {
    return ours.substr(chunk * kLeafLength, kLeafLength) != kept.substr(chunk * kLeafLength, kLeafLength);
  };
  std::string text;
  std::size_t ranges = 0;
  for (std::uint64_t chunk = 0; chunk < chunks_of(size);) {
    const std::uint64_t first = chunk;
    while (chunk < chunks_of(size) && differs(chunk)) ++chunk;
    if (chunk == first) {
      ++chunk;
      continue;
    }
    if (ranges++ == kMostRanges) return text + " and more";
    text += (text.empty() ? "" : ", ") + range(first, chunk, size);
  }
  return text;
}

}  // namespace

Result<Sha256> FolderCheck::hash_chunks(ByteSource& from, Work& work, std::string& leaves) {
  DigestLanes lanes{{{Algorithm::sha256}, true}};
  for (std::uint64_t offset = 0;; offset += kChunkLength) {
    const auto block = lanes.take();
    const auto got = read_full(from, block->room());
    if (!got) return fail("in the chunk at offset " + std::to_string(offset), got.error());
    block->size = *got;
    lanes.give(block);
    if (!count(*got, work)) return fail(Errc::interrupted, "stopped");
    if (*got < kChunkLength) break;
  }
  lanes.finish();
  leaves = lanes.leaves();
  return *Sha256::from_hex(lanes.hex(Algorithm::sha256));
}

Result<std::string> FolderCheck::kept_leaves(const ExpectedObject& object) const {
  const std::uint64_t length = chunks_of(object.size) * kLeafLength;
  auto source = read_slices(objects_, {Slice{object.chunks->leaves, 0, length}});
  if (!source) return tl::unexpected{source.error()};
  auto leaves = read_all(**source, length);
  if (leaves && sha256(*leaves) != object.chunks->leaves)
    return fail(Errc::tampered, "object " + object.chunks->leaves.hex() + " was altered");
  return leaves;
}

void FolderCheck::check_chunked(const Sha256& digest, const ExpectedObject& object, ByteSource& from,
                                Work& work) {
  const std::string where = std::string{kObjectsName} + "/" + object_name(digest);
  const std::string used = object.used_by.empty() ? "" : "; holds " + object.used_by;
  std::string leaves;
  const auto hashed = hash_chunks(from, work, leaves);
  if (!hashed && hashed.error().code == Errc::interrupted) return;
  if (!hashed) return problems_.add(VerifyKind::evidence_altered, where, hashed.error().what + used);
  const auto kept = kept_leaves(object);
  if (*hashed == digest) {
    // The leaves' own object is checked under its own name.
    if (kept && (*kept != leaves || root_of_leaves(*kept) != object.chunks->root))
      problems_.add(VerifyKind::ledger_broken, where, "its chunk tree is not that of its bytes");
    return;
  }
  const std::string which = kept ? "altered: bytes " + differing(leaves, *kept, object.size)
                                 : "where cannot be told: " + kept.error().what;
  problems_.add(VerifyKind::evidence_altered, where,
                "its SHA-256 is now " + hashed->hex() + "; " + which + used);
}

}  // namespace firsthour
