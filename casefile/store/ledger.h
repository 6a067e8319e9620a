// SPDX-License-Identifier: Apache-2.0
// case.sqlite: the events, the checkpoints, and tables derived from the events for finding things.
// The events and checkpoints are the truth; item and object rows can be made anew from them, and
// verify_case does so.
#pragma once

#include "casefile/checkpoint.h"
#include "casefile/store/database.h"
#include "casefile/store/event_bytes.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

inline constexpr std::uint64_t kNoEnd = ~std::uint64_t{0} >> 1;  // after any event

// What was signed of one tree.
struct StoredCheckpoint {
  std::string edge;  // MerkleTree::edge() at that size
  std::string note;
};

// A head: both trees at one size.
struct StoredHead {
  std::uint64_t size = 0;
  StoredCheckpoint sha256, sm3;
};

// The two trees over the same leaves.
struct CaseTrees {
  MerkleTree sha256{Algorithm::sha256}, sm3{Algorithm::sm3};
  void append(std::string_view event) {
    sha256.append(event);
    sm3.append(event);
  }
  [[nodiscard]] std::uint64_t size() const { return sha256.size(); }
};

struct EventRow {
  std::uint64_t sequence = 0;
  std::string type, bytes;
};

struct ItemRow {
  std::string id;
  std::uint64_t event = 0;
  std::string bytes;  // of the event
};

class Ledger {
 public:
  [[nodiscard]] static Result<> create(const std::string& file);
  [[nodiscard]] static Result<Ledger> open_for_writing(const std::string& file);
  // A journal left by a crash is rolled back in a private copy in $TMPDIR that is gone with the process.
  [[nodiscard]] static Result<Ledger> open_for_reading(const std::string& file);

  [[nodiscard]] Result<std::uint64_t> size() const;
  // All in one transaction, or none; returns the first one's sequence number. Sets clock_back where
  // `now` is before the time of the event before.
  [[nodiscard]] Result<std::uint64_t> append(std::span<const EventDraft> drafts, const EventStamp& stamp,
                                             Instant now);
  // In pages, without a lock held while visiting. Bytes are handed over as they are.
  [[nodiscard]] Result<> each_event(std::uint64_t from, std::uint64_t to,
                                    const std::function<Result<>(const EventRow&)>& visit) const;
  [[nodiscard]] Result<std::string> event_bytes(std::uint64_t sequence) const;  // not_found

  [[nodiscard]] Result<> each_item(const std::function<Result<>(const ItemRow&)>& visit) const;
  // The derived tables as they are, for comparison.
  [[nodiscard]] Result<> each_item_row(
      const std::function<void(std::uint64_t event, std::string_view id)>& visit) const;
  [[nodiscard]] Result<> each_object_row(
      const std::function<void(std::string_view digest, std::uint64_t size)>& visit) const;
  [[nodiscard]] Result<ItemRow> item(std::string_view id) const;  // not_found
  [[nodiscard]] Result<bool> has_object(const Sha256& digest) const;
  [[nodiscard]] Result<> each_of_type(std::string_view type,
                                      const std::function<Result<>(std::string_view bytes)>& visit) const;
  [[nodiscard]] Result<std::string> last_of_type(std::string_view type) const;  // bytes; "" when none
  [[nodiscard]] Result<std::uint64_t> count_of_type(std::string_view type) const;

  [[nodiscard]] Result<std::optional<StoredHead>> latest_head() const;
  [[nodiscard]] Result<std::optional<StoredHead>> head_at(std::uint64_t size) const;
  // The smallest head with more events than `event`.
  [[nodiscard]] Result<std::optional<StoredHead>> head_covering(std::uint64_t event) const;
  [[nodiscard]] Result<std::vector<StoredHead>> heads() const;  // by size
  // Both rows in one transaction. A second head of one size is an error, never a replacement.
  [[nodiscard]] Result<> keep_head(const StoredHead& head);
  // The trees over all events, continued from the latest head, so that what is signed next always
  // contains what was signed before. `tampered` when a kept edge is not that of its note.
  [[nodiscard]] Result<CaseTrees> trees() const { return trees_at(kNoEnd); }
  // The trees over the first events, as many as there are of them.
  [[nodiscard]] Result<CaseTrees> trees_at(std::uint64_t size) const;

  // Names the first table or index that is not as this program makes it; empty when all are.
  [[nodiscard]] Result<std::string> foreign_schema() const;
  [[nodiscard]] Database& database() { return database_; }
  [[nodiscard]] const Database& database() const { return database_; }
  // Reading from a private copy, since a journal was left.
  [[nodiscard]] bool rolled_back() const { return rolled_back_; }

 private:
  explicit Ledger(Database database) : database_{std::move(database)} {}
  [[nodiscard]] static Result<Ledger> open_private_copy(const Database& hot, const std::string& file);
  [[nodiscard]] Result<Instant> time_of(std::uint64_t sequence) const;
  // One head, or none, from a query's condition with one parameter.
  [[nodiscard]] Result<std::optional<StoredHead>> one_head(std::string_view condition,
                                                           std::uint64_t number) const;
  [[nodiscard]] Result<> insert_event(std::uint64_t sequence, const EventDraft& draft,
                                      std::string_view bytes);
  mutable Database database_;
  bool rolled_back_ = false;
};

}  // namespace firsthour
