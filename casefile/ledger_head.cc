// SPDX-License-Identifier: Apache-2.0
// Heads from the events themselves: a stored checkpoint is only there for sizes that were signed, and would
// say what a writer once said rather than what the ledger holds.
#include "casefile/custody_state.h"
#include "casefile/merkle.h"

namespace firsthour {

Result<LedgerHead> head_at(const CaseReader& from, std::uint64_t size) {
  if (size > from.size())
    return fail(Errc::not_found,
                "the ledger has " + std::to_string(from.size()) + " events, not " + std::to_string(size));
  MerkleTree tree{Algorithm::sha256}, sm3_tree{Algorithm::sm3};
  const auto read = from.each_event(0, size, [&](const Event& event) -> Result<> {
    tree.append(event.bytes);
    sm3_tree.append(event.bytes);
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return LedgerHead{size, tree.root().hex(), sm3_tree.root().hex()};
}

Result<bool> has_head(const CaseReader& from, const LedgerHead& head) {
  if (head.size > from.size()) return false;
  const auto ours = head_at(from, head.size);
  if (!ours) return tl::unexpected{ours.error()};
  return ours->root == head.root && (head.sm3_root.empty() || ours->sm3_root == head.sm3_root);
}

}  // namespace firsthour
