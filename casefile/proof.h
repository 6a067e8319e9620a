// SPDX-License-Identifier: Apache-2.0
// The proof that one item is in a case, without the case (FORMAT.md, "Proof of one item"; C2SP tlog-proof):
// the event that brought the item, the hashes from it to a signed head, and that head.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/checkpoint.h"
#include "casefile/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct ItemProof {
  std::uint64_t index = 0;          // the event's number
  std::string event;                // its exact bytes
  std::string record;               // the item's record where it was too long for the event, else ""
  std::vector<std::string> hashes;  // 32 bytes each, from the leaf's sibling up
  std::string note;                 // the head as a signed note, cosignatures included
};

// The text of a .tlog-proof file.
[[nodiscard]] std::string proof_text(const ItemProof& proof);
// Takes exactly what proof_text gives, else `malformed` with the line. At most kLongestProof bytes.
inline constexpr std::uint64_t kLongestProof = 96 << 20;
[[nodiscard]] Result<ItemProof> parse_proof(std::string_view text);

// What a proof says; nothing of it is shown to be true yet.
struct ProofClaim {
  Algorithm tree = Algorithm::sha256;  // the tree that `head` is of
  Checkpoint head;
  std::string case_id;  // UUID
  Event event;
  CaseItem item;
};
// `malformed` when event or note are not those of an item in a case; `tampered` when the record beside the
// event is not the one that the event names.
[[nodiscard]] Result<ProofClaim> read_claim(const ItemProof& proof);

// `tampered` unless the event is leaf `index` of the tree whose root the note names; `malformed` when the
// note is not the head of a case.
[[nodiscard]] Result<> check_inclusion(const ItemProof& proof);

struct NoteSigner {
  std::string name, fingerprint;
  std::optional<Instant> cosigned;  // when, of one who signed beside the case's own keys
};
// The trusted keys (verifier key texts) that signed or cosigned. `tampered` when a line by one of them does
// not hold, not_found when none of them signed.
[[nodiscard]] Result<std::vector<NoteSigner>> check_signers(std::string_view note,
                                                            std::span<const std::string> trusted);

// `tampered` unless `content` has the size and SHA-256 that the item's record gives.
[[nodiscard]] Result<> check_content(const Item& record, ByteSource& content);

// Makes proofs from a case, which is only read and may lie on a read-only medium. The first proof reads all
// events once; 32 bytes for each 256 events are kept, so that each further one reads 256 at most.
class ItemProver {
 public:
  // Against the head of `size` events, else the newest. not_found: no case, or no such head.
  [[nodiscard]] static Result<ItemProver> open(const std::string& case_path, Algorithm tree,
                                               std::optional<std::uint64_t> size);
  ItemProver(ItemProver&&) noexcept;
  ItemProver& operator=(ItemProver&&) noexcept;
  ~ItemProver();

  // not_found: no such item. denied: the item was recorded after the head that proofs are made against.
  // tampered: the events are not those that were signed.
  [[nodiscard]] Result<ItemProof> prove(std::string_view item);

 private:
  struct State;
  explicit ItemProver(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace firsthour
