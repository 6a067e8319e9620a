// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/copying.h"

#include "casefile/store/digest_lanes.h"

#include <algorithm>

namespace firsthour {

Result<std::size_t> read_full(ByteSource& from, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto got = from.read(into.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

DigestPlan digest_plan(const CopyPlan& plan) {
  DigestPlan digests{{Algorithm::sha256}, !plan.size || *plan.size > kLargestWithoutChunks};
  for (const Algorithm algorithm : plan.digests)
    if (std::find(digests.algorithms.begin(), digests.algorithms.end(), algorithm) ==
        digests.algorithms.end())
      digests.algorithms.push_back(algorithm);
  return digests;
}

Copied copied_of(const DigestLanes& lanes, const DigestPlan& plan, std::uint64_t size) {
  Copied copied;
  copied.size = size;
  copied.sha256 = *Sha256::from_hex(lanes.hex(Algorithm::sha256));
  for (const Algorithm algorithm : plan.algorithms)
    if (algorithm != Algorithm::sha256)
      copied.digests[std::string{name_of(algorithm)}] = lanes.hex(algorithm);
  if (size > kLargestWithoutChunks) copied.leaves = lanes.leaves();
  return copied;
}

Result<Copied> copy_hashing(ByteSource& from, Spool& into, const CopyPlan& plan) {
  const DigestPlan digests = digest_plan(plan);
  DigestLanes lanes{digests};
  std::uint64_t size = 0;
  for (bool more = true; more;) {
    const auto block = lanes.take();
    const auto got = read_full(from, block->room());
    if (!got) return tl::unexpected{got.error()};
    more = *got == block->room().size();
    block->size = *got;
    size += *got;
    lanes.give(block);
    if (auto written = into.write(block->bytes()); !written) return tl::unexpected{written.error()};
    if (plan.progress && !plan.progress(size)) return fail(Errc::interrupted, "copying was stopped");
  }
  lanes.finish();
  return copied_of(lanes, digests, size);
}

}  // namespace firsthour
