// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/case_writer.h"

#include "casefile/cosignature.h"
#include "casefile/custody.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/copying.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/head_file.h"
#include "casefile/store/key_events.h"

#include <algorithm>
#include <array>

namespace firsthour {
namespace {

// Leaves room for the author's part of the event.
constexpr std::size_t kLongestRecordInEvent = 48 << 10;

// Events with a meaning for the store: made by its own calls only, so that verify can rely on them.
constexpr std::array kOwnTypes{event_type::opened,   event_type::ingesting, event_type::collected,
                               event_type::ingested, event_type::derived,   event_type::attached,
                               event_type::sealed,   event_type::key,       event_type::recovered,
                               event_type::cosigned};

Json slices_json(const std::vector<Slice>& slices) {
  Json list = Json::array();
  for (const Slice& slice : slices)
    list.push_back({{"object", slice.object.hex()}, {"offset", slice.offset}, {"length", slice.length}});
  return list;
}

}  // namespace

CaseOnDisk::CaseOnDisk(CaseView view, Descriptor lock, const Author& author, SigningKeys keys,
                       const Clock& clock, ObjectWriter objects)
    : ReadsCase{std::move(view)},
      lock_{std::move(lock)},
      objects_{std::move(objects)},
      stamp_{author},
      keys_{std::move(keys)},
      clock_{clock} {}

Result<std::uint64_t> CaseOnDisk::commit(std::span<const EventDraft> drafts) {
  promised_.clear();
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  if (auto stored = objects_.commit(); !stored) return fail("cannot store", stored.error());
  auto first = view_.ledger().append(drafts, stamp_, clock_.now());
  if (!first) {
    objects_.undo([&](const Sha256& digest) { return view_.ledger().has_object(digest); });
    return fail("cannot append", first.error());
  }
  return first;
}

Result<> CaseOnDisk::keep(Spool spool, const Sha256& digest, EventDraft& draft, std::string leaves) {
  const auto known = view_.ledger().has_object(digest);
  if (!known) return tl::unexpected{known.error()};
  if (!*known && promised_.insert(digest).second) {
    StoredObject object{digest, spool.size()};
    if (object.size > kLargestWithoutChunks)
      if (auto kept = keep_chunks(spool, std::move(leaves), object, draft); !kept) return kept;
    draft.stores.push_back(std::move(object));
  }
  return objects_.add(std::move(spool), digest);
}

Result<> CaseOnDisk::keep_chunks(const Spool& spool, std::string leaves, StoredObject& object,
                                 EventDraft& draft) {
  if (leaves.size() != chunks_of(object.size) * kLeafLength) {
    auto read = spool.leaves();
    if (!read) return tl::unexpected{read.error()};
    leaves = std::move(*read);
  }
  object.chunks = ChunkTree{sha256(leaves), kChunkLength, root_of_leaves(leaves)};
  const auto kept = keep_bytes(leaves, draft);
  if (!kept) return tl::unexpected{kept.error()};
  return {};
}

Result<std::vector<Slice>> CaseOnDisk::keep_bytes(std::string_view bytes, EventDraft& draft) {
  if (bytes.empty()) return std::vector<Slice>{};
  auto file = objects_.spool();
  if (!file) return tl::unexpected{file.error()};
  if (auto written = file->write(as_bytes(bytes)); !written) return tl::unexpected{written.error()};
  const Sha256 digest = sha256(bytes);
  if (auto kept = keep(std::move(*file), digest, draft); !kept) return tl::unexpected{kept.error()};
  return std::vector{Slice{digest, 0, bytes.size()}};
}

Result<> CaseOnDisk::describe(const CaseItem& item, Json body, EventDraft& draft) {
  body["item"] = item.id;
  body["content"] = slices_json(item.content);
  if (!item.parent.empty()) body["parent"] = item.parent;
  const std::string record = canonical(to_json(item.item));
  if (record.size() > kLongestRecordInEvent) {
    const auto elsewhere = keep_bytes(record, draft);
    if (!elsewhere) return tl::unexpected{elsewhere.error()};
    body["record_content"] = slices_json(*elsewhere);
  } else {
    body["record"] = to_json(item.item);
  }
  draft.item = item.id;
  draft.body = canonical(body);
  return {};
}

Result<std::uint64_t> CaseOnDisk::append(std::string_view type, const Json& body) {
  return append_all(type, {body});
}

Result<std::uint64_t> CaseOnDisk::append_all(std::string_view type, const std::vector<Json>& bodies) {
  if (std::find(kOwnTypes.begin(), kOwnTypes.end(), type) != kOwnTypes.end())
    return fail(Errc::usage, "events of type " + std::string{type} + " are made by the case itself");
  std::vector<EventDraft> drafts;
  for (const Json& body : bodies) {
    if (!body.is_object()) return fail(Errc::usage, "the body of an event is an object");
    drafts.push_back({std::string{type}, canonical(body), {}, {}});
  }
  return commit(drafts);
}

Result<std::uint64_t> CaseOnDisk::append_own(std::string_view type, const Json& body) {
  const EventDraft draft{std::string{type}, canonical(body), {}, {}};
  return commit({&draft, 1});
}

Result<> CaseOnDisk::refuse_evidence_when_sealed() const {
  const auto seals = view_.ledger().count_of_type(event_type::sealed);
  if (!seals) return tl::unexpected{seals.error()};
  if (*seals > 0) return fail(Errc::denied, "the case is sealed: no evidence can be added");
  return {};
}

Result<> CaseOnDisk::refuse_when_closed() const {
  if (closed_) return fail(Errc::usage, "the case was closed by this writer");
  return {};
}

Result<CaseItem> CaseOnDisk::bring(std::string_view type, char letter, Item item, std::string_view parent,
                                   ByteSource& from, Json body) {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  // Papers are signed at the hand-over, when the evidence has long been sealed.
  if (!body.contains(kFormMember))
    if (auto free = refuse_evidence_when_sealed(); !free) return tl::unexpected{free.error()};
  auto file = objects_.spool();
  if (!file) return tl::unexpected{file.error()};
  auto copied = copy_hashing(from, *file, {});
  if (!copied) return tl::unexpected{copied.error()};
  return bring_copied(type, letter, std::move(item), parent, {std::move(*file), std::move(*copied), {}, ""},
                      std::move(body));
}

Result<CaseItem> CaseOnDisk::bring_copied(std::string_view type, char letter, Item item,
                                          std::string_view parent, NewObject object, Json body) {
  const auto next = view_.ledger().size();
  if (!next) return tl::unexpected{next.error()};
  const Copied& copied = object.copied;
  CaseItem brought;
  brought.id = letter + std::to_string(*next);
  brought.event = *next;
  brought.parent = parent;
  item.id = brought.id;
  item.size = copied.size;
  item.sha256 = copied.sha256;
  for (const auto& [name, value] : copied.digests) item.digests[name] = value;
  item.stored.clear();
  item.stored_offset = 0;
  brought.item = std::move(item);
  EventDraft draft{std::string{type}, {}, {}, {}};
  if (copied.size > 0) {
    brought.content.push_back({copied.sha256, 0, copied.size});
    if (auto flushed = object.spool.flush(); !flushed) return tl::unexpected{flushed.error()};
    if (auto kept = keep(std::move(object.spool), copied.sha256, draft, copied.leaves); !kept)
      return tl::unexpected{kept.error()};
  }
  if (!object.resumed.empty()) body["resumed"] = object.resumed;
  if (auto described = describe(brought, std::move(body), draft); !described)
    return tl::unexpected{described.error()};
  if (const auto done = commit({&draft, 1}); !done) return tl::unexpected{done.error()};
  if (object.stopped_copy.empty()) return brought;
  const auto incoming = objects_.incoming();
  if (!incoming) return tl::unexpected{incoming.error()};
  // It is evidence now; what cannot be removed here the next writer removes.
  static_cast<void>(remove_stopped_copy(*incoming, object.stopped_copy));
  return brought;
}

Result<CaseItem> CaseOnDisk::derive(Item item, std::string_view parent, ByteSource& from) {
  if (const auto known = view_.ledger().item(parent); !known) return fail("parent", known.error());
  return bring(event_type::derived, 'd', std::move(item), parent, from, Json::object());
}

Result<CaseItem> CaseOnDisk::attach(Item item, ByteSource& from) {
  return bring(event_type::attached, 'a', std::move(item), "", from, Json::object());
}

Result<CaseItem> CaseOnDisk::attach_signed(Item item, ByteSource& from, const SignedCopy& copy) {
  return bring(event_type::attached, 'a', std::move(item), "", from, to_json(copy));
}

Result<> CaseOnDisk::seal(std::string_view reason) {
  if (auto free = refuse_evidence_when_sealed(); !free)
    return fail(Errc::denied, "the case is sealed already");
  const auto stopped = stopped_copies(view_.objects());
  if (!stopped) return tl::unexpected{stopped.error()};
  if (!stopped->empty())
    return fail(Errc::denied, "the copy of " + escape_for_terminal(stopped->front().path) + " was stopped (" +
                                  std::to_string(stopped->front().copied) + " of " +
                                  std::to_string(stopped->front().size) +
                                  " bytes): go on with it by adding the file again, or discard it");
  const auto done = append_own(event_type::sealed, {{"reason", std::string{reason}}});
  if (!done) return tl::unexpected{done.error()};
  return {};
}

Result<std::string> CaseOnDisk::origin() const {
  const auto overview = view_.overview();
  if (!overview) return tl::unexpected{overview.error()};
  return std::string{kCaseOrigin} + overview->id;
}

// A key that signs is one the ledger names, in its first event or in a `key` event before.
Result<> CaseOnDisk::introduce_keys() {
  const auto known = view_.keys();
  if (!known) return tl::unexpected{known.error()};
  for (const auto& key : {keys_.key, keys_.national}) {
    if (!key) continue;
    const auto named = [&](const CaseKey& one) { return one.verifier_key == key->verifier_key(); };
    if (std::any_of(known->begin(), known->end(), named)) continue;
    const auto done = append_own(event_type::key, {{"key", json_of(*key)}});
    if (!done) return tl::unexpected{done.error()};
  }
  return {};
}

Result<std::string> CaseOnDisk::signed_note(const Checkpoint& checkpoint) const {
  const std::string text = checkpoint_text(checkpoint);
  std::string note = text + "\n";
  for (const auto& key : {keys_.key, keys_.national}) {
    if (!key) continue;
    const auto line = note_line(*key, text);
    if (!line) return line;
    note += *line;
  }
  return note;
}

Result<> CaseOnDisk::hold_against_keys() const {
  const auto name = origin();
  if (!name) return tl::unexpected{name.error()};
  for (const auto& key : {keys_.key, keys_.national}) {
    if (!key) continue;
    for (const std::string& log : {*name, *name + std::string{kSm3Origin}})
      if (auto held = hold_against_key(*key, log); !held) return held;
  }
  return {};
}

Result<> CaseOnDisk::hold_against_key(const SigningKey& key, const std::string& log) const {
  const auto before = key.last_signed(log);
  const auto size = view_.ledger().size();
  if (!before || !size) return tl::unexpected{before ? size.error() : before.error()};
  if (!*before) return {};
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::denied, "key " + key.name() + " signed a head of " + std::to_string((*before)->size) +
                                  " events of this case before, " + why +
                                  ". Go on with the newest copy; when that is lost, sign with another key "
                                  "(--key FILE), so that both histories stay apart");
  };
  if ((*before)->size > *size)
    return refuse("this copy has " + std::to_string(*size) + ": it is an older copy");
  const auto trees = view_.ledger().trees_at((*before)->size);
  if (!trees) return tl::unexpected{trees.error()};
  const MerkleTree& tree = log.ends_with(kSm3Origin) ? trees->sm3 : trees->sha256;
  if (tree.root() != (*before)->root) return refuse("and this copy has another history");
  return {};
}

Result<std::uint64_t> CaseOnDisk::cosign(std::span<const Cosignature> cosignatures) {
  std::vector<EventDraft> drafts;
  for (const Cosignature& cosignature : cosignatures) {
    const auto head = view_.ledger().head_at(cosignature.size);
    if (!head) return tl::unexpected{head.error()};
    if (!*head)
      return fail(Errc::not_found,
                  "no head of this case has " + std::to_string(cosignature.size) + " events");
    const bool sm3 = cosignature.tree == Algorithm::sm3;
    if (auto held = check_cosignature(cosignature, sm3 ? (*head)->sm3.note : (*head)->sha256.note); !held)
      return fail("cosignature", held.error());
    drafts.push_back({std::string{event_type::cosigned}, canonical(to_json(cosignature)), {}, {}});
  }
  return commit(drafts);
}

Result<std::string> CaseOnDisk::sign_head() {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  auto head = current_head();
  if (!head) return tl::unexpected{head.error()};
  return std::move(head->sha256.note);
}

Result<StoredHead> CaseOnDisk::current_head() {
  const auto size = view_.ledger().size();
  auto last = view_.ledger().latest_head();
  if (!size || !last) return tl::unexpected{size ? last.error() : size.error()};
  // A head of this size was signed before: it stays the only one.
  if (*last && (*last)->size == *size) return std::move(**last);
  if (auto known = introduce_keys(); !known) return tl::unexpected{known.error()};
  const auto trees = view_.ledger().trees();
  if (!trees) return tl::unexpected{trees.error()};
  const auto name = origin();
  if (!name) return tl::unexpected{name.error()};
  const std::array heads{Checkpoint{*name, trees->size(), trees->sha256.root()},
                         Checkpoint{*name + std::string{kSm3Origin}, trees->size(), trees->sm3.root()}};
  if (auto held = hold_against_keys(); !held) return tl::unexpected{held.error()};
  for (const auto& key : {keys_.key, keys_.national})
    if (key)
      if (auto kept = key->remember(heads); !kept) return tl::unexpected{kept.error()};
  auto note = signed_note(heads[0]), sm3_note = signed_note(heads[1]);
  if (!note || !sm3_note) return tl::unexpected{(note ? sm3_note : note).error()};
  // The rows are durable before the signatures leave this function: a restart knows what was signed.
  StoredHead head{
      trees->size(), {trees->sha256.edge(), std::move(*note)}, {trees->sm3.edge(), std::move(*sm3_note)}};
  if (auto kept = view_.ledger().keep_head(head); !kept) return tl::unexpected{kept.error()};
  return head;
}

Result<> CaseOnDisk::close() {
  if (auto open = refuse_when_closed(); !open) return open;
  if (auto finished = objects_.finish(); !finished) return finished;
  const auto head = current_head();
  if (!head) return fail("cannot sign the head", head.error());
  const auto digest = view_.ledger().database().raw_digest();
  if (!digest) return tl::unexpected{digest.error()};
  const std::string text = head_text({head->sha256.note, head->sm3.note, *digest});
  const auto current = read_file(path() + "/" + kHeadName, text.size() + 1);
  if (!current || *current != text)
    if (auto written = replace_file(view_.folder(), kHeadName, text); !written) return written;
  closed_ = true;
  lock_.reset();
  return {};
}

}  // namespace firsthour
