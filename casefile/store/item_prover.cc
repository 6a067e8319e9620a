// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/proof.h"
#include "casefile/store/case_view.h"
#include "casefile/store/objects.h"

#include <algorithm>

namespace firsthour {
namespace {

constexpr int kBlockHeight = 8;
constexpr std::uint64_t kBlock = std::uint64_t{1} << kBlockHeight;  // leaves whose root is kept
constexpr std::uint64_t kLongestRecord = 64 << 20;

struct SignedHead {
  std::uint64_t size = 0;
  std::string note;  // with its cosignatures
};

Result<SignedHead> find_head(const CaseView& view, Algorithm tree, std::optional<std::uint64_t> size) {
  const auto head = size ? view.head_at(*size) : view.head();
  if (!head) return tl::unexpected{head.error()};
  if (tree == Algorithm::sm3) return SignedHead{head->size, head->sm3_note + head->sm3_cosignatures};
  return SignedHead{head->size, head->note + head->cosignatures};
}

// The bytes of a record that was too long for its event; "" for one that stands in it.
Result<std::string> record_beside(int objects, const Json& body) {
  const auto named = body.find("record_content");
  if (named == body.end()) return std::string{};
  const auto digest = named->is_array() && named->size() == 1 && (*named)[0].is_object()
                          ? Sha256::from_hex(text_member((*named)[0], "object"))
                          : std::nullopt;
  const auto length = digest ? (*named)[0].find("length") : Json::const_iterator{};
  if (!digest || length == (*named)[0].end() || !length->is_number_unsigned())
    return fail(Errc::malformed, "its record is not one object");
  auto source = read_slices(objects, {{*digest, 0, length->get<std::uint64_t>()}});
  if (!source) return tl::unexpected{source.error()};
  return read_all(**source, kLongestRecord);
}

}  // namespace

struct ItemProver::State {
  CaseView view;
  Algorithm tree;
  SignedHead head;
  std::vector<TreeHash> blocks;  // roots of [0, 256), [256, 512), … below the head; empty until needed

  // The tree over leaves [from, to), which begin at a multiple of 256 or lie within such a block.
  Result<TreeHash> root_of(LeafRange range) {
    MerkleTree part{tree};
    for (; range.from % kBlock == 0 && range.to - range.from >= kBlock; range.from += kBlock)
      part.append_subtree(blocks[range.from / kBlock], kBlockHeight);
    if (auto read = append_events(range, part); !read) return tl::unexpected{read.error()};
    return part.root();
  }

  Result<> append_events(LeafRange range, MerkleTree& into) const {
    std::uint64_t next = range.from;
    const auto visited = view.ledger().each_event(range.from, range.to, [&](const EventRow& row) -> Result<> {
      if (row.sequence != next++) return fail(Errc::tampered, "ledger: an event is missing");
      into.append(row.bytes);
      return {};
    });
    if (!visited) return visited;
    if (next != range.to) return fail(Errc::tampered, "ledger: events are missing");
    return {};
  }

  Result<> make_blocks() {
    std::uint64_t next = 0;
    MerkleTree block{tree};
    const std::uint64_t end = head.size / kBlock * kBlock;
    if (blocks.size() == end / kBlock) return {};
    blocks.clear();
    return view.ledger().each_event(0, end, [&](const EventRow& row) -> Result<> {
      if (row.sequence != next++) return fail(Errc::tampered, "ledger: an event is missing");
      block.append(row.bytes);
      if (block.size() < kBlock) return {};
      blocks.push_back(block.root());
      block = MerkleTree{tree};
      return {};
    });
  }
};

ItemProver::ItemProver(std::unique_ptr<State> state) : state_{std::move(state)} {}
ItemProver::ItemProver(ItemProver&&) noexcept = default;
ItemProver& ItemProver::operator=(ItemProver&&) noexcept = default;
ItemProver::~ItemProver() = default;

Result<ItemProver> ItemProver::open(const std::string& case_path, Algorithm tree,
                                    std::optional<std::uint64_t> size) {
  auto view = CaseView::open(case_path, Ledger::open_for_reading);
  if (!view) return tl::unexpected{view.error()};
  auto head = find_head(*view, tree, size);
  if (!head) return tl::unexpected{head.error()};
  return ItemProver{std::make_unique<State>(State{std::move(*view), tree, std::move(*head), {}})};
}

Result<ItemProof> ItemProver::prove(std::string_view item) {
  State& state = *state_;
  auto row = state.view.ledger().item(item);
  if (!row) return tl::unexpected{row.error()};
  if (row->event >= state.head.size)
    return fail(Errc::denied, "item " + std::string{item} + " was recorded by event " +
                                  std::to_string(row->event) + ", after the signed head of " +
                                  std::to_string(state.head.size) + " events");
  if (auto made = state.make_blocks(); !made) return tl::unexpected{made.error()};
  ItemProof proof{row->event, std::move(row->bytes), {}, {}, state.head.note};
  Json body;
  if (const auto event = read_event(proof.event, &body); !event) return tl::unexpected{event.error()};
  auto record = record_beside(state.view.objects(), body);
  if (!record) return fail("item " + std::string{item}, record.error());
  proof.record = std::move(*record);
  for (const LeafRange& range : inclusion_ranges(proof.index, state.head.size)) {
    const auto root = state.root_of(range);
    if (!root) return tl::unexpected{root.error()};
    proof.hashes.emplace_back(as_text(root->bytes));
  }
  // A proof that does not hold is never handed out.
  const auto claim = read_claim(proof);
  if (!claim) return fail("item " + std::string{item}, claim.error());
  if (auto holds = check_inclusion(proof); !holds)
    return fail(Errc::tampered, "the ledger's events are not those that were signed");
  return proof;
}

}  // namespace firsthour
