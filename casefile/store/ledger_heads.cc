// SPDX-License-Identifier: Apache-2.0
// The signed heads in the ledger, and the trees continued from the last one.
#include "casefile/store/ledger.h"

namespace firsthour {
namespace {

constexpr std::string_view kHeads =
    "SELECT a.size, a.edge, a.note, b.edge, b.note FROM checkpoint a JOIN checkpoint b ON b.size = a.size "
    "WHERE a.algorithm = 'sha256' AND b.algorithm = 'sm3'";

StoredHead head_row(const Statement& row) {
  return {static_cast<std::uint64_t>(row.integer(0)),
          {std::string{row.bytes(1)}, std::string{row.bytes(2)}},
          {std::string{row.bytes(3)}, std::string{row.bytes(4)}}};
}

// A tree as it was when the head was signed.
Result<MerkleTree> resume(Algorithm algorithm, std::uint64_t size, const StoredCheckpoint& kept) {
  auto tree = MerkleTree::resume(algorithm, size, kept.edge);
  if (!tree) return fail(Errc::tampered, "ledger: checkpoint: " + tree.error().what);
  const auto note = parse_note(kept.note);
  const auto before = note ? parse_checkpoint(note->text) : Result<Checkpoint>{tl::unexpected{note.error()}};
  if (!before || before->size != size || before->root != tree->root())
    return fail(Errc::tampered, "ledger: a checkpoint does not belong to its tree");
  return tree;
}

}  // namespace

Result<std::optional<StoredHead>> Ledger::one_head(std::string_view condition, std::uint64_t number) const {
  auto row = database_.prepare(std::string{kHeads} + std::string{condition});
  if (!row) return tl::unexpected{row.error()};
  const auto found = row->bind(1, number).step();
  if (!found) return tl::unexpected{found.error()};
  return *found ? std::optional{head_row(*row)} : std::optional<StoredHead>{};
}

Result<std::optional<StoredHead>> Ledger::latest_head() const {
  return one_head(" AND a.size >= ?1 ORDER BY a.size DESC LIMIT 1", 0);
}

Result<std::optional<StoredHead>> Ledger::head_at(std::uint64_t size) const {
  return one_head(" AND a.size = ?1", size);
}

Result<std::optional<StoredHead>> Ledger::head_covering(std::uint64_t event) const {
  return one_head(" AND a.size > ?1 ORDER BY a.size LIMIT 1", event);
}

Result<std::vector<StoredHead>> Ledger::heads() const {
  auto rows = database_.prepare(std::string{kHeads} + " ORDER BY a.size");
  if (!rows) return tl::unexpected{rows.error()};
  std::vector<StoredHead> all;
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected{row.error()};
    if (!*row) return all;
    all.push_back(head_row(*rows));
  }
}

Result<> Ledger::keep_head(const StoredHead& head) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected{transaction.error()};
  auto row = database_.prepare("INSERT INTO checkpoint(algorithm, size, edge, note) VALUES(?1, ?2, ?3, ?4)");
  if (!row) return tl::unexpected{row.error()};
  for (const auto& [algorithm, kept] :
       {std::pair{Algorithm::sha256, &head.sha256}, {Algorithm::sm3, &head.sm3}}) {
    row->bind_text(1, name_of(algorithm)).bind(2, head.size).bind_blob(3, kept->edge);
    if (auto done = row->bind_text(4, kept->note).run(); !done) return done;
  }
  return transaction->commit();
}

Result<CaseTrees> Ledger::trees_at(std::uint64_t size) const {
  const auto last = one_head(" AND a.size <= ?1 ORDER BY a.size DESC LIMIT 1", size);
  if (!last) return tl::unexpected{last.error()};
  CaseTrees trees;
  if (*last) {
    auto first = resume(Algorithm::sha256, (*last)->size, (*last)->sha256);
    auto second = resume(Algorithm::sm3, (*last)->size, (*last)->sm3);
    if (!first || !second) return tl::unexpected{(first ? second : first).error()};
    trees = {std::move(*first), std::move(*second)};
  }
  auto visited = each_event(trees.size(), size, [&](const EventRow& row) -> Result<> {
    if (row.sequence != trees.size())
      return fail(Errc::tampered, "ledger: event " + std::to_string(trees.size()) + " is missing");
    trees.append(row.bytes);
    return {};
  });
  if (!visited) return tl::unexpected{visited.error()};
  return trees;
}

}  // namespace firsthour
