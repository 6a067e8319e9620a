// SPDX-License-Identifier: Apache-2.0
// A collection into a case: bytes are spooled straight into temporary objects while they come, items
// become events in batches, and an item is told to the caller only when it is durable.
#include "casefile/collection_reader.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/store/case_writer.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <optional>

namespace firsthour {
namespace {

constexpr std::size_t kBatchItems = 256;
constexpr std::uint64_t kBatchBytes = 64 << 20;
// Items begun and not yet described: FORMAT.md allows 1,024, and there are the segment and one large item.
constexpr std::size_t kMostOpen = 1'026;
constexpr std::size_t kLongestProblemsInEvent = 16 << 10;
constexpr std::size_t kStoredNamesInEvent = 2;

bool is_item_id(std::string_view id) {
  const auto dot = id.find('.');
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.size() <= 12 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return digits(id.substr(0, dot)) && (dot == std::string_view::npos || digits(id.substr(dot + 1)));
}

// "data/000123/content.0002" -> "data/000123/content": the parts of one item make one object.
std::string_view without_part(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || !name.substr(0, dot).ends_with("/content")) return name;
  return name.substr(0, dot);
}

bool is_segment(std::string_view name) { return name.ends_with(".content"); }

std::string normal_digest(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':') continue;
    normal += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return normal;
}

// A payload file, or the parts of one item, on the way into an object.
struct Payload {
  explicit Payload(Spool file) : spool{std::move(file)} {}
  std::optional<Spool> spool;  // empty once it is in a batch
  std::vector<std::string> names;
  Sha256 digest;           // of the last file that ended; of all when there is one name
  std::uint64_t size = 0;  // of the files that ended
};

class Ingest final : public CollectionHandler {
 public:
  Ingest(CaseOnDisk& into, const IngestOptions& options, std::string collection)
      : case_{into}, options_{options} {
    result_.collection = std::move(collection);
  }

  Result<> outline(std::string_view json) override {
    result_.outline = json;
    if (const auto parsed = parse_json(json); parsed && parsed->is_object())
      if (const auto host = parsed->find("host"); host != parsed->end() && host->is_string())
        host_ = host->get<std::string>();
    return {};
  }

  Result<> outcome(std::string_view json) override {
    result_.outcome = json;
    return {};
  }

  Result<> content_begin(std::string_view name, std::uint64_t) override {
    const std::string key{without_part(name)};
    auto found = payloads_.find(key);
    if (found == payloads_.end()) {
      if (payloads_.size() >= kMostOpen)
        return fail(Errc::malformed, std::string{name} + ": too many items without a record");
      auto spool = case_.spool();
      if (!spool) return tl::unexpected{spool.error()};
      found = payloads_.emplace(key, Payload{std::move(*spool)}).first;
    } else if (!found->second.spool || key == name) {
      return fail(Errc::malformed, std::string{name} + ": comes twice");
    }
    current_ = &found->second;
    return {};
  }

  Result<> content_bytes(std::span<const std::byte> bytes) override {
    bytes_seen_ += bytes.size();
    if (auto go = report_progress(); !go) return go;
    return current_->spool->write(bytes);
  }

  Result<> content_end(std::string_view name, const Sha256& digest) override {
    current_->names.emplace_back(name);
    current_->digest = digest;
    current_->size = current_->spool->size();
    if (without_part(name) != name)
      if (auto parked = current_->spool->park(); !parked) return parked;
    current_ = nullptr;
    if (is_segment(name)) {
      // Segments come one after the other: the one before has had all its items.
      if (!segment_.empty()) drop(segment_);
      segment_ = name;
    }
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
    if (const auto twice = known(entry.id); !twice || *twice) {
      if (!twice) return tl::unexpected{twice.error()};
      refuse(item, "its id came before");
      return {};
    }
    EventDraft draft{std::string{event_type::collected}, {}, {}, {}};
    const auto placed = place_content(entry, draft);
    if (!placed) return tl::unexpected{placed.error()};
    if (!*placed) return {};
    if (auto described = describe(entry, draft); !described) return described;
    drafts_.push_back(std::move(draft));
    batch_.push_back(std::move(entry));
    const bool mark = item.kind == "mark";
    if (mark || batch_.size() >= kBatchItems || batch_bytes_ >= kBatchBytes)
      if (auto flushed = flush(); !flushed) return flushed;
    if (mark && options_.on_mark) return options_.on_mark(item.path);
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
      ++result_.items;
      result_.bytes += entry.item.size;
      if (options_.on_item)
        if (auto shown = options_.on_item(entry); !shown) return shown;
    }
    return {};
  }

  // What came without a record is not kept, and said.
  void drop_rest() {
    while (!payloads_.empty()) drop(payloads_.begin()->first);
    current_ = nullptr;
  }

  void problem(std::string text) { result_.problems.push_back(std::move(text)); }

  // The `ingested` event. `reading` is null when the reading was given up, for `why`.
  Result<> conclude(const CollectionReading* reading, std::string_view why) {
    EventDraft draft{std::string{event_type::ingested}, {}, {}, {}};
    Json body{{"collection", result_.collection},
              {"items", result_.items},
              {"bytes", exact_integer(result_.bytes)}};
    if (reading)
      describe_reading(*reading, body);
    else
      body["end"] = "stopped", body["reason"] = std::string{why};
    if (auto kept = keep_documents(draft, body); !kept) return kept;
    draft.body = canonical(body);
    const auto done = case_.commit({&draft, 1});
    if (!done) return tl::unexpected{done.error()};
    return {};
  }

  [[nodiscard]] bool began() const { return !result_.outline.empty(); }
  IngestResult take() { return std::move(result_); }

 private:
  Result<bool> known(const std::string& id) const {
    if (std::any_of(batch_.begin(), batch_.end(), [&](const CaseItem& entry) { return entry.id == id; }))
      return true;
    const auto row = case_.ledger().item(id);
    if (row) return true;
    if (row.error().code == Errc::not_found) return false;
    return tl::unexpected{row.error()};
  }

  void refuse(const Item& item, std::string_view why) {
    problem("item " + escape_for_terminal(item.id.substr(0, 64)) + ": " + std::string{why} + "; left out");
    result_.tampered = true;
  }

  // False when the item's bytes are not those it names: it is then left out.
  Result<bool> place_content(CaseItem& entry, EventDraft& draft) {
    const Item& item = entry.item;
    if (item.stored.empty()) return true;
    const auto found = payloads_.find(std::string{without_part(item.stored.front())});
    if (found == payloads_.end() || found->second.names != item.stored) {
      refuse(item, "the payload it names did not come");
      return false;
    }
    Payload& payload = found->second;
    if (item.stored_offset > payload.size || item.size > payload.size - item.stored_offset) {
      refuse(item, "its bytes end outside of their payload");
      return false;
    }
    if (auto kept = keep(payload, item, draft); !kept) return tl::unexpected{kept.error()};
    if (item.size > 0) entry.content.push_back({payload.digest, item.stored_offset, item.size});
    if (!is_segment(item.stored.front())) payloads_.erase(found);
    return true;
  }

  Result<> keep(Payload& payload, const Item& item, EventDraft& draft) {
    if (!payload.spool) return {};
    Spool spool = std::move(*payload.spool);
    payload.spool.reset();
    if (payload.size == 0) return {};
    if (auto flushed = spool.flush(); !flushed) return flushed;
    if (payload.names.size() > 1) {
      // The reader vouches for the digest of all parts when the record's size is that of all parts.
      const auto digest =
          item.sha256 && item.size == payload.size ? Result<Sha256>{*item.sha256} : spool.digest();
      if (!digest) return tl::unexpected{digest.error()};
      payload.digest = *digest;
    }
    batch_bytes_ += payload.size;
    return case_.keep(std::move(spool), payload.digest, draft);
  }

  Result<> describe(const CaseItem& entry, EventDraft& draft) {
    Json body{{"collection", result_.collection}};
    if (entry.item.stored.size() <= kStoredNamesInEvent) return case_.describe(entry, std::move(body), draft);
    // Thousands of part names would not fit; they count up, so the first and last say them all.
    CaseItem shorter = entry;
    body["parts"] = shorter.item.stored.size();
    shorter.item.stored = {entry.item.stored.front(), entry.item.stored.back()};
    return case_.describe(shorter, std::move(body), draft);
  }

  void drop(const std::string& key) {
    const auto found = payloads_.find(key);
    if (found == payloads_.end()) return;
    if (found->second.spool && found->second.spool->size() > 0)
      problem(escape_for_terminal(key) + ": no item record for its " +
              std::to_string(found->second.spool->size()) + " bytes; left out");
    payloads_.erase(found);
  }

  Result<> report_progress() const {
    if (options_.progress && !options_.progress(result_.items + batch_.size(), bytes_seen_))
      return fail(Errc::interrupted, "ingest was stopped");
    return {};
  }

  void describe_reading(const CollectionReading& reading, Json& body) {
    result_.whole = reading.end == CollectionEnd::whole && !result_.tampered;
    result_.tampered |= reading.end == CollectionEnd::tampered;
    result_.sha256 = reading.stream_sha256.hex();
    result_.sm3 = reading.stream_sm3;
    result_.problems.insert(result_.problems.begin(), reading.problems.begin(), reading.problems.end());
    body["end"] = result_.tampered ? "tampered" : result_.whole ? "whole" : "cut";
    body["stream"] = {
        {"size", exact_integer(reading.stream_bytes)}, {"sha256", result_.sha256}, {"sm3", result_.sm3}};
    if (!reading.encrypted_to.empty()) body["encrypted_to"] = reading.encrypted_to;
    result_.encrypted_to = reading.encrypted_to;
    body["compared"] = !options_.expect.empty();
    if (options_.expect.empty()) return;
    const std::string expected = normal_digest(options_.expect);
    result_.as_expected = expected == result_.sha256 || expected == result_.sm3;
    body["expected"] = {{"digest", display_utf8(expected)}, {"matches", *result_.as_expected}};
  }

  Result<> keep_documents(EventDraft& draft, Json& body) {
    for (const auto& [name, text] :
         {std::pair{"outline", &result_.outline}, std::pair{"outcome", &result_.outcome}}) {
      if (text->empty()) continue;
      if (auto kept = case_.keep_bytes(*text, draft); !kept) return tl::unexpected{kept.error()};
      body[name] = {{"object", sha256(*text).hex()}, {"size", text->size()}};
    }
    Json problems = Json::array();
    for (const std::string& text : result_.problems) problems.push_back(display_utf8(text));
    const std::string list = canonical(problems);
    body["problems"] = result_.problems.size();
    if (list.size() <= kLongestProblemsInEvent) {
      body["problem_list"] = problems;
      return {};
    }
    if (auto kept = case_.keep_bytes(list, draft); !kept) return tl::unexpected{kept.error()};
    body["problem_object"] = {{"object", sha256(list).hex()}, {"size", list.size()}};
    return {};
  }

  CaseOnDisk& case_;
  const IngestOptions& options_;
  IngestResult result_;
  std::string host_;
  std::map<std::string, Payload> payloads_;  // by name without part
  std::string segment_;                      // the current one
  Payload* current_ = nullptr;
  std::vector<EventDraft> drafts_;
  std::vector<CaseItem> batch_;
  std::uint64_t batch_bytes_ = 0, bytes_seen_ = 0;
};

std::uint64_t number_of(std::string_view collection) {
  std::uint64_t number = 0;
  if (collection.starts_with('c'))
    std::from_chars(collection.data() + 1, collection.data() + collection.size(), number);
  return number;
}

// One more than any that left an item or an `ingested` event: an ingest that was killed has no such event.
Result<std::string> next_collection(const Ledger& ledger) {
  std::uint64_t last = 0;
  for (const auto type : {event_type::collected, event_type::ingested}) {
    const auto bytes = ledger.last_of_type(type);
    if (!bytes) return tl::unexpected{bytes.error()};
    if (bytes->empty()) continue;
    Json body;
    if (const auto event = read_event(*bytes, &body); !event) return tl::unexpected{event.error()};
    last = std::max(last, number_of(text_member(body, "collection")));
  }
  return "c" + std::to_string(last + 1);
}

}  // namespace

Result<IngestResult> CaseOnDisk::ingest(ByteSource& from, const IngestOptions& options) {
  if (auto open = refuse_when_closed(); !open) return tl::unexpected{open.error()};
  if (auto free = refuse_evidence_when_sealed(); !free) return tl::unexpected{free.error()};
  auto collection = next_collection(view_.ledger());
  if (!collection) return tl::unexpected{collection.error()};
  Ingest handler{*this, options, std::move(*collection)};
  const auto reading = read_collection(from, handler, options.keys ? *options.keys : AgeKeys{});
  if (reading) {
    if (auto flushed = handler.flush(); !flushed) return tl::unexpected{flushed.error()};
    handler.drop_rest();
    if (auto concluded = handler.conclude(&*reading, ""); !concluded)
      return tl::unexpected{concluded.error()};
    return handler.take();
  }
  // No collection, or one that we cannot open: nothing of it came, so the ledger has nothing to tell.
  if (!handler.began()) return tl::unexpected{reading.error()};
  // Given up: what is whole is kept and the end recorded where the medium still lets us.
  handler.drop_rest();
  if (handler.flush()) static_cast<void>(handler.conclude(nullptr, reading.error().what));
  return tl::unexpected{reading.error()};
}

}  // namespace firsthour
