// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/case_view.h"

#include "casefile/cosignature.h"
#include "casefile/json.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/head_file.h"
#include "casefile/store/key_events.h"
#include "casefile/store/objects.h"
#include "casefile/store/stopped_copy.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace firsthour {
namespace {

constexpr std::uint64_t kLongestRecord = 64 << 20;

Result<Slice> slice_from(const Json& json) {
  const auto refuse = [] { return fail(Errc::malformed, "content names no slice of an object"); };
  if (!json.is_object()) return refuse();
  const auto object = json.find("object"), offset = json.find("offset"), length = json.find("length");
  if (object == json.end() || offset == json.end() || length == json.end() || !object->is_string() ||
      !offset->is_number_unsigned() || !length->is_number_unsigned())
    return refuse();
  const auto digest = Sha256::from_hex(object->get_ref<const std::string&>());
  if (!digest) return refuse();
  return Slice{*digest, offset->get<std::uint64_t>(), length->get<std::uint64_t>()};
}

Result<std::vector<Slice>> slices_from(const Json& body, const char* key) {
  std::vector<Slice> slices;
  const auto list = body.find(key);
  if (list == body.end() || !list->is_array())
    return fail(Errc::malformed, std::string{"no \""} + key + "\"");
  for (const Json& entry : *list) {
    auto slice = slice_from(entry);
    if (!slice) return tl::unexpected{slice.error()};
    slices.push_back(*slice);
  }
  return slices;
}

// A record stands in the event, or, when it was too long for one, in an object that the event names.
Result<Json> record_of(int objects, const Json& body) {
  if (const auto record = body.find("record"); record != body.end()) return *record;
  const auto elsewhere = slices_from(body, "record_content");
  if (!elsewhere) return fail(Errc::malformed, "no \"record\"");
  auto source = read_slices(objects, *elsewhere);
  if (!source) return tl::unexpected{source.error()};
  const auto text = read_all(**source, kLongestRecord);
  if (!text) return tl::unexpected{text.error()};
  return parse_json(*text);
}

Result<CaseItem> item_of_row(int objects, const ItemRow& row) {
  Json body;
  const auto event = read_event(row.bytes, &body);
  if (!event) return fail("event " + std::to_string(row.event), event.error());
  return item_of_event(objects, *event, body);
}

Result<> read_opened(const Json& body, CaseOverview& into) {
  into.name = text_member(body, "name");
  into.id = text_member(body, "case");
  const auto exercise = body.find("exercise");
  into.exercise = exercise != body.end() && exercise->is_boolean() && exercise->get<bool>();
  const auto access = body.find("record_access");
  into.record_access = access != body.end() && access->is_boolean() && access->get<bool>();
  if (into.id.empty()) return fail(Errc::malformed, "the first event does not open a case");
  return {};
}

}  // namespace

Result<CaseItem> item_of_event(int objects, const ReadEvent& event, const Json& body) {
  CaseItem item;
  item.event = event.event.sequence;
  const auto where = [&](const Error& error) { return fail("event " + std::to_string(item.event), error); };
  item.id = text_member(body, "item");
  item.parent = text_member(body, "parent");
  if (const auto digests = body.find("digests"); digests != body.end() && digests->is_object())
    for (const auto& [name, value] : digests->items())
      if (value.is_string()) item.digests[name] = value.get<std::string>();
  if (item.id.empty()) return where({Errc::malformed, "brings no item"});
  auto content = slices_from(body, "content");
  if (!content) return where(content.error());
  item.content = std::move(*content);
  const auto record = record_of(objects, body);
  if (!record) return where(record.error());
  auto value = item_from_json(*record);
  if (!value) return where(value.error());
  item.item = std::move(*value);
  return item;
}

Result<CaseView> CaseView::open(const std::string& path, Result<Ledger> (*open_ledger)(const std::string&)) {
  auto folder = open_folder(path);
  if (!folder) return fail("cannot open case", folder.error());
  struct stat facts {};
  if (::fstatat(folder->get(), kLedgerName, &facts, AT_SYMLINK_NOFOLLOW) != 0)
    return fail_errno("cannot open case " + path + ": " + kLedgerName);
  if (!S_ISREG(facts.st_mode)) return fail(Errc::malformed, path + "/" + kLedgerName + " is no regular file");
  auto objects = open_folder_at(folder->get(), kObjectsName);
  if (!objects) return fail("cannot open case " + path, objects.error());
  auto ledger = open_ledger(path + "/" + kLedgerName);
  if (!ledger) return fail("cannot open case " + path, ledger.error());
  return CaseView{path, std::move(*folder), std::move(*objects), std::move(*ledger)};
}

Result<CaseOverview> CaseView::overview() const {
  CaseOverview overview;
  const auto first = ledger_.event_bytes(0);
  if (!first) return tl::unexpected{first.error()};
  Json body;
  const auto opened = read_event(*first, &body);
  if (!opened) return tl::unexpected{opened.error()};
  if (auto read = read_opened(body, overview); !read) return tl::unexpected{read.error()};
  overview.created = opened->event.time;
  auto signing = keys();
  if (!signing) return tl::unexpected{signing.error()};
  overview.keys = std::move(*signing);
  const Database& db = ledger_.database();
  const auto events = ledger_.size();
  const auto items = db.number("SELECT count(*) FROM item");
  const auto objects = db.number("SELECT count(*) FROM object");
  const auto bytes = db.number("SELECT coalesce(sum(size), 0) FROM object");
  const auto findings = ledger_.count_of_type(event_type::finding);
  const auto seals = ledger_.count_of_type(event_type::sealed);
  for (const auto* number : {&events, &items, &objects, &bytes, &findings, &seals})
    if (!*number) return tl::unexpected{number->error()};
  overview.events = *events;
  overview.items = *items;
  overview.objects = *objects;
  overview.object_bytes = *bytes;
  overview.findings = *findings;
  overview.sealed = *seals > 0;
  auto stopped = stopped_copies(objects_.get());
  if (!stopped) return tl::unexpected{stopped.error()};
  overview.stopped_copies = std::move(*stopped);
  return overview;
}

std::uint64_t CaseView::size() const { return ledger_.size().value_or(0); }

Result<> CaseView::each_event(std::uint64_t from, std::uint64_t to,
                              const std::function<Result<>(const Event&)>& visit) const {
  return ledger_.each_event(from, to, [&](const EventRow& row) -> Result<> {
    const auto read = read_event(row.bytes, nullptr);
    if (!read) return fail("event " + std::to_string(row.sequence), read.error());
    return visit(read->event);
  });
}

Result<> CaseView::each_item(const std::function<Result<>(const CaseItem&)>& visit) const {
  return ledger_.each_item([&](const ItemRow& row) -> Result<> {
    const auto item = item_of_row(objects_.get(), row);
    if (!item) return tl::unexpected{item.error()};
    return visit(*item);
  });
}

Result<CaseItem> CaseView::item(std::string_view id) const {
  const auto row = ledger_.item(id);
  if (!row) return tl::unexpected{row.error()};
  return item_of_row(objects_.get(), *row);
}

Result<std::unique_ptr<ByteSource>> CaseView::content(const CaseItem& item) const {
  return read_slices(objects_.get(), item.content);
}

Result<CaseHead> CaseView::with_cosignatures(StoredHead stored) const {
  CaseHead head{stored.size, std::move(stored.sha256.note), std::move(stored.sm3.note), {}, {}};
  const auto take = [&](std::string_view bytes) -> Result<> {
    Json body;
    if (const auto event = read_event(bytes, &body); !event) return tl::unexpected{event.error()};
    const auto cosignature = cosignature_from_json(body);
    if (!cosignature || cosignature->size != head.size) return {};  // what is malformed, verify names
    (cosignature->tree == Algorithm::sm3 ? head.sm3_cosignatures : head.cosignatures) +=
        cosignature->line + "\n";
    return {};
  };
  if (auto taken = ledger_.each_of_type(event_type::cosigned, take); !taken)
    return tl::unexpected{taken.error()};
  return head;
}

Result<CaseHead> CaseView::head() const {
  auto latest = ledger_.latest_head();
  if (!latest) return tl::unexpected{latest.error()};
  if (!*latest) return fail(Errc::not_found, "the case has no signed head");
  return with_cosignatures(std::move(**latest));
}

Result<CaseHead> CaseView::head_at(std::uint64_t size) const {
  auto head = ledger_.head_at(size);
  if (!head) return tl::unexpected{head.error()};
  if (!*head) return fail(Errc::not_found, "no head of " + std::to_string(size) + " events was signed");
  return with_cosignatures(std::move(**head));
}

Result<CaseHead> CaseView::head_covering(std::uint64_t event) const {
  auto head = ledger_.head_covering(event);
  if (!head) return tl::unexpected{head.error()};
  if (!*head) return fail(Errc::not_found, "no signed head covers event " + std::to_string(event));
  return with_cosignatures(std::move(**head));
}

Result<std::vector<CaseKey>> CaseView::keys() const {
  std::vector<CaseKey> all;
  const auto take = [&](std::string_view bytes) -> Result<> {
    Json body;
    if (const auto event = read_event(bytes, &body); !event) return tl::unexpected{event.error()};
    for (CaseKey& key : keys_named_by(body)) all.push_back(std::move(key));
    return {};
  };
  for (const auto type : {event_type::opened, event_type::key})
    if (auto taken = ledger_.each_of_type(type, take); !taken) return tl::unexpected{taken.error()};
  return all;
}

Result<std::unique_ptr<CaseReader>> open_case(const std::string& path) {
  auto view = CaseView::open(path, Ledger::open_for_reading);
  if (!view) return tl::unexpected{view.error()};
  return std::make_unique<ReadsCase<CaseReader>>(std::move(*view));
}

}  // namespace firsthour
