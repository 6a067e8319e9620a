// SPDX-License-Identifier: Apache-2.0
#include "casefile/custody.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/case_view.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/head_file.h"
#include "casefile/store/key_events.h"
#include "casefile/store/verify_parts.h"

#include <algorithm>
#include <set>

namespace firsthour {
namespace {

// SQLite keeps any type in any column.
constexpr std::string_view kOddRows =
    "SELECT (SELECT count(*) FROM event WHERE seq < 0 OR typeof(type) <> 'text' OR typeof(bytes) <> 'blob') "
    "+ "
    "(SELECT count(*) FROM checkpoint WHERE typeof(algorithm) <> 'text' OR typeof(size) <> 'integer' OR "
    "typeof(edge) <> 'blob' OR typeof(note) <> 'text') + "
    "(SELECT count(*) FROM item WHERE typeof(id) <> 'text') + "
    "(SELECT count(*) FROM object WHERE typeof(sha256) <> 'blob' OR typeof(size) <> 'integer')";

constexpr int kMostStructureProblems = 5;

std::string at_event(std::uint64_t sequence) {
  return std::string{kLedgerName} + ", event " + std::to_string(sequence);
}

// Item and display name, for people.
std::string label_of(const CaseItem& item) {
  return item.id + " (" + escape_for_terminal(std::string_view{item.item.path}.substr(0, 200)) + ")";
}

bool brings_item(std::string_view type) {
  return type == event_type::collected || type == event_type::derived || type == event_type::attached;
}

}  // namespace

Expectations LedgerCheck::run() {
  check_structure();
  const auto heads = ledger_.heads();
  if (!heads)
    broken(kLedgerName, heads.error().what);
  else
    for (const StoredHead& head : *heads) trees_[head.size] = {};
  check_events();
  check_item_table();
  check_object_table();
  if (heads) {
    for (const StoredHead& head : *heads) check_head(head);
    check_cosignatures(*heads);
    if (heads->empty()) broken(kLedgerName, "no checkpoint");
    const auto rows = ledger_.database().number("SELECT count(*) FROM checkpoint");
    if (!rows || *rows != 2 * heads->size())
      broken(kLedgerName, "checkpoints that are not one of each tree at each size");
  }
  return std::move(expected_);
}

void LedgerCheck::broken(std::string where, std::string what) {
  problems_.add(VerifyKind::ledger_broken, std::move(where), std::move(what));
}

void LedgerCheck::check_structure() {
  const auto foreign = ledger_.foreign_schema();
  if (!foreign)
    broken(kLedgerName, foreign.error().what);
  else if (!foreign->empty())
    broken(kLedgerName, "unexpected " + *foreign);
  auto rows = ledger_.database().prepare("PRAGMA integrity_check(5)");
  if (!rows) return broken(kLedgerName, rows.error().what);
  for (int shown = 0; shown < kMostStructureProblems; ++shown) {
    const auto row = rows->step();
    if (!row) return broken(kLedgerName, row.error().what);
    if (!*row || rows->bytes(0) == "ok") return;
    broken(kLedgerName, "structure: " + escape_for_terminal(rows->bytes(0)));
  }
}

void LedgerCheck::check_events() {
  CaseTrees trees;
  const auto keep_state = [&] {
    const auto wanted = trees_.find(trees.size());
    if (wanted == trees_.end()) return;
    wanted->second = {{trees.sha256.root(), trees.sha256.edge()}, {trees.sm3.root(), trees.sm3.edge()}};
  };
  keep_state();
  const auto visited = ledger_.each_event(0, kNoEnd, [&](const EventRow& row) -> Result<> {
    if (row.sequence != trees.size())
      return fail(Errc::tampered, "event " + std::to_string(trees.size()) + " is missing");
    if (auto checked = check_event(row); !checked) broken(at_event(row.sequence), checked.error().what);
    trees.append(row.bytes);
    keep_state();
    return {};
  });
  if (!visited) broken(kLedgerName, visited.error().what);
  const auto odd = ledger_.database().number(kOddRows);
  if (!odd || *odd > 0)
    broken(kLedgerName, "rows with negative numbers, or values of other types than their columns");
  report_.events = trees.size();
  report_.items = items_.size();
  report_.root_hex = trees.sha256.root().hex();
  report_.sm3_root_hex = trees.sm3.root().hex();
  if (trees.size() == 0) broken(kLedgerName, "no events");
}

Result<> LedgerCheck::check_event(const EventRow& row) {
  Json body;
  const auto event = read_event(row.bytes, &body);
  if (!event) return tl::unexpected{event.error()};
  if (event->event.sequence != row.sequence)
    return fail(Errc::tampered, "says to be event " + std::to_string(event->event.sequence));
  if (event->event.type != row.type) return fail(Errc::tampered, "stands under another type");
  const bool first = row.sequence == 0;
  if (first != (row.type == event_type::opened))
    return fail(Errc::tampered, first ? "does not open the case" : "opens the case again");
  if (first) expected_.origin = std::string{kCaseOrigin} + text_member(body, "case");
  if (first || row.type == event_type::key) take_keys(body);
  if (row.type == event_type::cosigned) cosigned_.emplace_back(row.sequence, cosignature_from_json(body));
  check_order(*event, body);
  take_stores(*event);
  if (brings_item(row.type)) take_item(*event, body);
  return {};
}

void LedgerCheck::check_order(const ReadEvent& event, const Json& body) {
  const std::string where = at_event(event.event.sequence);
  if (event.clock_back != (before_ && event.event.time < *before_))
    broken(where, "clock_back does not fit its time");
  before_ = event.event.time;
  const bool signed_paper = event.event.type == event_type::attached && body.contains(kFormMember);
  if (sealed_ && brings_item(event.event.type) && !signed_paper)
    broken(where, "adds evidence to a sealed case");
  sealed_ = sealed_ || event.event.type == event_type::sealed;
}

void LedgerCheck::take_keys(const Json& body) {
  for (CaseKey& key : keys_named_by(body)) expected_.keys.push_back(std::move(key.verifier_key));
}

void LedgerCheck::take_stores(const ReadEvent& event) {
  const std::string where = at_event(event.event.sequence);
  for (const StoredObject& stored : event.stores)
    if (!expected_.objects.emplace(stored.sha256, ExpectedObject{stored.size, "", stored.chunks}).second)
      broken(where, "stores object " + stored.sha256.hex() + " again");
  for (const StoredObject& stored : event.stores) check_chunk_tree(stored, where);
}

void LedgerCheck::check_chunk_tree(const StoredObject& stored, const std::string& where) {
  if (stored.chunks.has_value() != (stored.size > kLargestWithoutChunks))
    return broken(where, "object " + stored.sha256.hex() +
                             (stored.chunks ? " has a chunk tree and is small" : " has no chunk tree"));
  if (!stored.chunks) return;
  const auto leaves = expected_.objects.find(stored.chunks->leaves);
  if (leaves == expected_.objects.end() || leaves->second.size != chunks_of(stored.size) * kLeafLength)
    broken(where, "the chunk tree of object " + stored.sha256.hex() + " has no leaves that fit");
}

void LedgerCheck::take_item(const ReadEvent& event, const Json& body) {
  const auto item = item_of_event(objects_, event, body);
  if (!item) {
    // A record that was too long for its event stands in an object: then evidence is what is altered.
    const bool elsewhere = body.contains("record_content");
    problems_.add(elsewhere ? VerifyKind::evidence_altered : VerifyKind::ledger_broken,
                  at_event(event.event.sequence), item.error().what);
    return;
  }
  items_.emplace_back(item->event, item->id);
  std::uint64_t length = 0;
  for (const Slice& slice : item->content) {
    const auto object = expected_.objects.find(slice.object);
    if (object == expected_.objects.end())
      return broken(at_event(item->event), item->id + " stands on an object that was never stored");
    if (slice.offset > object->second.size || slice.length > object->second.size - slice.offset)
      return broken(at_event(item->event), item->id + " ends outside of its object");
    if (object->second.used_by.empty()) object->second.used_by = label_of(*item);
    length += slice.length;
  }
  if (item->content.empty()) return;
  if (length != item->item.size || !item->item.sha256)
    return broken(at_event(item->event), item->id + ": record and content differ in size or digest");
  const Slice& first = item->content.front();
  const bool whole_object = item->content.size() == 1 && first.object == *item->item.sha256 &&
                            first.length == expected_.objects[first.object].size;
  if (!whole_object) expected_.items.push_back({item->id, *item->item.sha256, item->content});
}

void LedgerCheck::check_item_table() {
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  const auto visited = ledger_.each_item_row(
      [&](std::uint64_t event, std::string_view id) { rows.emplace_back(event, std::string{id}); });
  if (!visited) return broken(kLedgerName, visited.error().what);
  if (rows != items_) broken(kLedgerName, "the table of items does not follow from the events");
  std::set<std::string_view> ids;
  for (const auto& [event, id] : items_)
    if (!ids.insert(id).second) broken(at_event(event), "item " + id + " is there twice");
}

void LedgerCheck::check_object_table() {
  std::size_t rows = 0;
  bool same = true;
  const auto visited = ledger_.each_object_row([&](std::string_view digest, std::uint64_t size) {
    ++rows;
    const auto hash = Sha256::from_hex(to_hex(as_bytes(digest)));
    const auto object = hash ? expected_.objects.find(*hash) : expected_.objects.end();
    same = same && object != expected_.objects.end() && object->second.size == size;
  });
  if (!visited) return broken(kLedgerName, visited.error().what);
  if (!same || rows != expected_.objects.size())
    broken(kLedgerName, "the table of objects does not follow from the events");
}

void LedgerCheck::check_head(const StoredHead& head) {
  const TreeStates& trees = trees_[head.size];
  check_checkpoint(Algorithm::sha256, head.size, head.sha256, trees.sha256);
  check_checkpoint(Algorithm::sm3, head.size, head.sm3, trees.sm3);
}

void LedgerCheck::check_checkpoint(Algorithm algorithm, std::uint64_t size, const StoredCheckpoint& kept,
                                   const TreeState& tree) {
  const bool sm3 = algorithm == Algorithm::sm3;
  const std::string where =
      std::string{kLedgerName} + ", checkpoint " + std::to_string(size) + (sm3 ? " (SM3)" : "");
  const auto note = parse_note(kept.note);
  if (!note) return broken(where, note.error().what);
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return broken(where, checkpoint.error().what);
  if (size > report_.events)
    return broken(where, "signed for more events than the " + std::to_string(report_.events) + " there are");
  if (checkpoint->origin != expected_.origin + std::string{sm3 ? kSm3Origin : ""} ||
      checkpoint->size != size || checkpoint->root != tree.root)
    return broken(where, "what was signed is not what the events give");
  if (kept.edge != tree.edge) return broken(where, "the edge of the tree is not what the events give");
  check_signatures(where, kept.note);
}

void LedgerCheck::check_signatures(const std::string& where, const std::string& note) {
  bool known = false;
  for (const std::string& key : expected_.keys) {
    const auto checked = check_note(note, key);
    if (!checked && (checked.error().code == Errc::not_found || checked.error().code == Errc::unsupported))
      continue;  // lines by keys of a kind that is not known are ignored
    if (!checked) return problems_.add(VerifyKind::signature_problem, where, checked.error().what);
    if (known) continue;
    known = true;
    if (const auto parsed = parse_verifier_key(key)) {
      report_.key_name = parsed->name;
      report_.key_fingerprint = fingerprint_of(*parsed);
    }
  }
  if (!known) problems_.add(VerifyKind::signature_problem, where, "signed by no key that the ledger names");
}

void LedgerCheck::check_cosignatures(const std::vector<StoredHead>& heads) {
  for (const auto& [event, cosignature] : cosigned_) {
    const auto wrong = [&, number = event](const std::string& what) {
      problems_.add(VerifyKind::signature_problem, at_event(number), "cosignature: " + what);
    };
    if (!cosignature) {
      wrong(cosignature.error().what);
      continue;
    }
    const auto head =
        std::find_if(heads.begin(), heads.end(),
                     [&, size = cosignature->size](const auto& one) { return one.size == size; });
    if (head == heads.end() || head->size > event) {
      wrong("names a head that the ledger did not hold");
      continue;
    }
    const bool sm3 = cosignature->tree == Algorithm::sm3;
    if (const auto holds = check_cosignature(*cosignature, sm3 ? head->sm3.note : head->sha256.note); !holds)
      wrong(holds.error().what);
  }
}

KeptHeadFate LedgerCheck::fate_of(const KeptHead& kept, const std::vector<std::string>& keys,
                                  const std::string& origin) const {
  if (!kept.note.empty()) {
    bool known = false;
    for (const std::string& key : keys) {
      const auto checked = check_note(kept.note, key);
      if (!checked && checked.error().code == Errc::tampered) return KeptHeadFate::not_signed;
      known = known || checked;
    }
    if (!known) return KeptHeadFate::not_signed;
    if (kept.origin != origin) return KeptHeadFate::another_case;
  }
  if (kept.size > report_.events) return KeptHeadFate::older_copy;
  const auto state = trees_.find(kept.size);
  if (state == trees_.end()) return KeptHeadFate::another_history;
  const bool first = kept.root == state->second.sha256.root, second = kept.root == state->second.sm3.root;
  const bool same = !kept.tree ? first || second : *kept.tree == Algorithm::sm3 ? second : first;
  return same ? KeptHeadFate::held : KeptHeadFate::another_history;
}

}  // namespace firsthour
