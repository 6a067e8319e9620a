// SPDX-License-Identifier: Apache-2.0
// A collection into a case: bytes are spooled straight into temporary objects while they come, items
// become events in batches, and an item is told to the caller only when it is durable.
#include "casefile/collection_reader.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/store/case_writer.h"
#include "casefile/store/ingest_end.h"
#include "casefile/store/ingest_payloads.h"
#include "casefile/store/ingest_place.h"

#include <algorithm>
#include <optional>

namespace firsthour {
namespace {

constexpr std::size_t kBatchItems = 256;
constexpr std::uint64_t kBatchBytes = 64 << 20;
constexpr std::size_t kStoredNamesInEvent = 2;

bool is_item_id(std::string_view id) {
  const auto dot = id.find('.');
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.size() <= 12 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return digits(id.substr(0, dot)) && (dot == std::string_view::npos || digits(id.substr(dot + 1)));
}

class Ingest final : public CollectionHandler {
 public:
  Ingest(CaseOnDisk& into, const IngestOptions& options)
      : case_{into}, options_{options}, payloads_{into, options.digests} {}

  Result<> outline(std::string_view json) override {
    result_.outline = json;
    if (const auto parsed = parse_json(json); parsed && parsed->is_object())
      if (const auto host = parsed->find("host"); host != parsed->end() && host->is_string())
        host_ = host->get<std::string>();
    return begin();
  }

  Result<> outcome(std::string_view json) override {
    result_.outcome = json;
    return {};
  }

  Result<> content_begin(std::string_view name, std::uint64_t size) override {
    return payloads_.begin(name, size);
  }

  Result<> content_bytes(std::span<const std::byte> bytes) override {
    bytes_seen_ += bytes.size();
    if (auto go = report_progress(); !go) return go;
    return payloads_.bytes(bytes);
  }

  Result<> content_end(std::string_view name, const Sha256& digest) override {
    auto over = payloads_.end(name, digest);
    if (!over) return tl::unexpected{over.error()};
    if (!over->empty()) problem(std::move(*over));
    return {};
  }

  Result<> item(const Item& item) override {
    if (!is_item_id(item.id)) {
      refuse(item, "its id is not one");
      return {};
    }
    CaseItem entry;
    entry.id = result_.collection + "/" + item.id;
    entry.item = item;
    if (entry.item.host.empty()) entry.item.host = host_;
    const auto old = was_there(entry);
    if (!old) return tl::unexpected{old.error()};
    if (*old == Before::in_this_stream)
      refuse(item, "its id came before");
    else if (*old == Before::in_the_case)
      return compare(std::move(entry));
    else
      return add(std::move(entry));
    return {};
  }

  // Makes the batch durable, then tells of its items.
  Result<> flush() {
    if (batch_.empty()) return {};
    // Gone whatever comes of it: a commit that failed has dropped their objects, so they may not be tried
    // again.
    const auto drafts = std::exchange(drafts_, {});
    const auto told = std::exchange(batch_, {});
    batch_bytes_ = 0;
    const auto first = case_.commit(drafts);
    if (!first) return tl::unexpected{first.error()};
    std::uint64_t event = *first;
    for (CaseItem entry : told) {
      entry.event = event++;
      if (auto shown = tell(entry); !shown) return shown;
    }
    return {};
  }

  // What came without a record is not kept, and said.
  void drop_rest() {
    for (std::string& text : payloads_.drop_rest()) problem(std::move(text));
  }

  void problem(std::string text) { result_.problems.push_back(std::move(text)); }

  // The `ingested` event. `reading` is null when the reading was given up, for `why`.
  Result<> conclude(const CollectionReading* reading, std::string_view why) {
    if (auto begun = begin(); !begun) return begun;
    const auto draft = ingested_event(case_, options_, reading, why, result_);
    if (!draft) return tl::unexpected{draft.error()};
    const auto done = case_.commit({&*draft, 1});
    if (!done) return tl::unexpected{done.error()};
    return {};
  }

  [[nodiscard]] bool begun() const { return !result_.collection.empty(); }
  IngestResult take() { return std::move(result_); }

 private:
  enum class Before { no, in_this_stream, in_the_case };

  // The `ingesting` event, once: it says which collection this is before anything of it is kept.
  Result<> begin() {
    if (!result_.collection.empty()) return {};
    std::optional<Sha256> outline;
    if (!result_.outline.empty()) outline = sha256(result_.outline);
    auto place = place_of_collection(case_.ledger(), outline);
    const auto size = case_.ledger().size();
    if (!place || !size) return tl::unexpected{place ? size.error() : place.error()};
    first_event_ = *size;
    result_.goes_on = place->goes_on;
    EventDraft draft{std::string{event_type::ingesting}, {}, {}, {}};
    Json body{{"collection", place->name}, {"source", display_utf8(options_.source)}};
    if (auto kept = keep_document(case_, "outline", result_.outline, draft, body); !kept) return kept;
    draft.body = canonical(body);
    if (const auto done = case_.commit({&draft, 1}); !done) return tl::unexpected{done.error()};
    result_.collection = std::move(place->name);
    return {};
  }

  Result<Before> was_there(const CaseItem& entry) const {
    if (std::any_of(batch_.begin(), batch_.end(), [&](const CaseItem& one) { return one.id == entry.id; }))
      return Before::in_this_stream;
    const auto row = case_.ledger().item(entry.id);
    if (row) return row->event < first_event_ ? Before::in_the_case : Before::in_this_stream;
    if (row.error().code == Errc::not_found) return Before::no;
    return tl::unexpected{row.error()};
  }

  Result<> add(CaseItem entry) {
    EventDraft draft{std::string{event_type::collected}, {}, {}, {}};
    const auto placed = place_content(entry, draft);
    if (!placed) return tl::unexpected{placed.error()};
    if (!*placed) return {};
    if (auto described = describe(entry, draft); !described) return described;
    const bool mark = entry.item.kind == "mark";
    const std::string name = entry.item.path;
    drafts_.push_back(std::move(draft));
    batch_.push_back(std::move(entry));
    if (mark || batch_.size() >= kBatchItems || batch_bytes_ >= kBatchBytes)
      if (auto flushed = flush(); !flushed) return flushed;
    if (mark && options_.on_mark) return options_.on_mark(name);
    return {};
  }

  // An item that an ingest before brought: the record names the digest of its bytes, and the reader has just
  // held these bytes against the record that came now.
  Result<> compare(CaseItem entry) {
    const auto old = case_.item(entry.id);
    if (!old) return tl::unexpected{old.error()};
    if (!entry.item.stored.empty()) {
      Payload* payload = payloads_.of(entry.item);
      if (payload) payload->described = true;
      if (payload) payloads_.done(entry.item);
    }
    if (canonical(to_json(shortened(entry).item)) != canonical(to_json(old->item))) {
      refuse(entry.item, "it is not the item of this name that came before");
      return {};
    }
    if (auto flushed = flush(); !flushed) return flushed;
    ++result_.known;
    if (auto shown = tell(*old); !shown) return shown;
    if (entry.item.kind == "mark" && options_.on_mark) return options_.on_mark(entry.item.path);
    return {};
  }

  Result<> tell(const CaseItem& entry) {
    ++result_.items;
    result_.bytes += entry.item.size;
    return options_.on_item ? options_.on_item(entry) : Result<>{};
  }

  void refuse(const Item& item, std::string_view why) {
    problem("item " + escape_for_terminal(item.id.substr(0, 64)) + ": " + std::string{why} + "; left out");
    result_.tampered = true;
  }

  // False when the item's bytes are not those it names: it is then left out.
  Result<bool> place_content(CaseItem& entry, EventDraft& draft) {
    const Item& item = entry.item;
    if (item.stored.empty()) return true;
    Payload* payload = payloads_.of(item);
    if (!payload) {
      refuse(item, "the payload it names did not come");
      return false;
    }
    payload->described = true;
    if (item.stored_offset > payload->size || item.size > payload->size - item.stored_offset) {
      refuse(item, "its bytes end outside of their payload");
      return false;
    }
    auto digests = payloads_.digests_of(*payload, item);
    if (!digests) return tl::unexpected{digests.error()};
    for (const auto& [name, value] : *digests)
      if (const auto own = item.digests.find(name); own != item.digests.end() && own->second != value) {
        refuse(item, "its " + name + " is not that of its bytes");
        return false;
      }
    entry.digests = std::move(*digests);
    const auto kept = payloads_.keep(*payload, item, draft);
    if (!kept) return tl::unexpected{kept.error()};
    batch_bytes_ += *kept;
    if (item.size > 0) entry.content.push_back({payload->digest, item.stored_offset, item.size});
    payloads_.done(item);
    return true;
  }

  // Thousands of part names would not fit an event; they count up, so the first and last say them all.
  static CaseItem shortened(CaseItem entry) {
    std::vector<std::string>& stored = entry.item.stored;
    if (stored.size() > kStoredNamesInEvent) stored = {stored.front(), stored.back()};
    return entry;
  }

  Result<> describe(const CaseItem& entry, EventDraft& draft) {
    Json body{{"collection", result_.collection}};
    if (!entry.digests.empty()) body["digests"] = entry.digests;
    if (entry.item.stored.size() > kStoredNamesInEvent) body["parts"] = entry.item.stored.size();
    return case_.describe(shortened(entry), std::move(body), draft);
  }

  Result<> report_progress() const {
    if (options_.progress && !options_.progress(result_.items + batch_.size(), bytes_seen_))
      return fail(Errc::interrupted, "ingest was stopped");
    return {};
  }

  CaseOnDisk& case_;
  const IngestOptions& options_;
  IngestResult result_;
  std::string host_;
  Payloads payloads_;
  std::uint64_t first_event_ = 0;  // of this ingest
  std::vector<EventDraft> drafts_;
  std::vector<CaseItem> batch_;
  std::uint64_t batch_bytes_ = 0, bytes_seen_ = 0;
};

}  // namespace

Result<IngestResult> CaseOnDisk::ingest(ByteSource& from, const IngestOptions& options) {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  if (auto free = refuse_evidence_when_sealed(); !free) return tl::unexpected{free.error()};
  Ingest handler{*this, options};
  const auto reading = read_collection(from, handler, options.keys ? *options.keys : AgeKeys{});
  if (reading) {
    if (auto flushed = handler.flush(); !flushed) return tl::unexpected{flushed.error()};
    handler.drop_rest();
    if (auto concluded = handler.conclude(&*reading, ""); !concluded)
      return tl::unexpected{concluded.error()};
    return handler.take();
  }
  // No collection, or one that we cannot open: nothing of it came, so the ledger has nothing to tell.
  if (!handler.begun()) return tl::unexpected{reading.error()};
  // Given up: what is whole is kept and the end recorded where the medium still lets us.
  handler.drop_rest();
  if (handler.flush()) static_cast<void>(handler.conclude(nullptr, reading.error().what));
  return tl::unexpected{reading.error()};
}

}  // namespace firsthour
