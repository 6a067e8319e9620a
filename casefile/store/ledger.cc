// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/ledger.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <array>
#include <utility>

namespace firsthour {
namespace {

constexpr std::uint64_t kPage = 128;  // rows read at a time: at most 8 MiB of events

struct SchemaEntry {
  std::string_view name, sql;
};
// In the order of names. sqlite_schema keeps the text of each statement.
constexpr std::array kSchema{
    SchemaEntry{"checkpoint",
                "CREATE TABLE checkpoint(algorithm TEXT NOT NULL, size INTEGER NOT NULL, edge BLOB NOT NULL, "
                "note TEXT NOT NULL, PRIMARY KEY(algorithm, size)) WITHOUT ROWID"},
    SchemaEntry{"event",
                "CREATE TABLE event(seq INTEGER PRIMARY KEY, type TEXT NOT NULL, bytes BLOB NOT NULL)"},
    SchemaEntry{"event_type", "CREATE INDEX event_type ON event(type)"},
    SchemaEntry{"item", "CREATE TABLE item(event INTEGER PRIMARY KEY, id TEXT NOT NULL)"},
    SchemaEntry{"item_id", "CREATE UNIQUE INDEX item_id ON item(id)"},
    SchemaEntry{"object",
                "CREATE TABLE object(sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID"},
};

}  // namespace

Result<> Ledger::create(const std::string& file) {
  auto db = Database::open(file, Database::Access::create);
  if (!db) return tl::unexpected{db.error()};
  const std::string header = "PRAGMA page_size=4096; PRAGMA encoding='UTF-8'; PRAGMA application_id=" +
                             std::to_string(kApplicationId) +
                             "; PRAGMA user_version=" + std::to_string(kFormatVersion);
  if (auto set = db->run(header.c_str()); !set) return set;
  auto transaction = Transaction::begin(*db);
  if (!transaction) return tl::unexpected{transaction.error()};
  for (const SchemaEntry& entry : kSchema)
    if (auto made = db->run(std::string{entry.sql}.c_str()); !made) return made;
  return transaction->commit();
}

Result<Ledger> Ledger::open_for_writing(const std::string& file) {
  auto db = Database::open(file, Database::Access::write);
  if (!db) return tl::unexpected{db.error()};
  Ledger ledger{std::move(*db)};
  const auto foreign = ledger.foreign_schema();
  if (!foreign) return tl::unexpected{foreign.error()};
  if (!foreign->empty()) return fail(Errc::tampered, "ledger: unexpected " + *foreign);
  return ledger;
}

Result<Ledger> Ledger::open_for_reading(const std::string& file) {
  auto db = Database::open(file, Database::Access::read);
  if (!db) return tl::unexpected{db.error()};
  const auto first = db->number("SELECT count(*) FROM sqlite_schema");
  if (!first && db->needs_rollback()) return open_private_copy(*db, file);
  if (!first) return tl::unexpected{first.error()};
  return Ledger{std::move(*db)};
}

Result<std::uint64_t> Ledger::size() const {
  return database_.number("SELECT coalesce(max(seq) + 1, 0) FROM event");
}

Result<Instant> Ledger::time_of(std::uint64_t sequence) const {
  const auto bytes = event_bytes(sequence);
  if (!bytes) return tl::unexpected{bytes.error()};
  const auto read = read_event(*bytes, nullptr);
  if (!read)
    return fail(Errc::tampered, "ledger: event " + std::to_string(sequence) + ": " + read.error().what);
  return read->event.time;
}

Result<std::uint64_t> Ledger::append(std::span<const EventDraft> drafts, const EventStamp& stamp,
                                     Instant now) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return tl::unexpected{transaction.error()};
  const auto first = size();
  if (!first) return first;
  bool clock_back = false;
  if (*first > 0) {
    const auto before = time_of(*first - 1);
    if (!before) return tl::unexpected{before.error()};
    clock_back = now < *before;
  }
  std::uint64_t sequence = *first;
  for (const EventDraft& draft : drafts) {
    const auto bytes = stamp.bytes(draft, sequence, now, std::exchange(clock_back, false));
    if (!bytes) return tl::unexpected{bytes.error()};
    if (auto inserted = insert_event(sequence++, draft, *bytes); !inserted)
      return tl::unexpected{inserted.error()};
  }
  if (auto committed = transaction->commit(); !committed) return tl::unexpected{committed.error()};
  return first;
}

Result<> Ledger::insert_event(std::uint64_t sequence, const EventDraft& draft, std::string_view bytes) {
  auto event = database_.prepare("INSERT INTO event(seq, type, bytes) VALUES(?1, ?2, ?3)");
  if (!event) return tl::unexpected{event.error()};
  if (auto done = event->bind(1, sequence).bind_text(2, draft.type).bind_blob(3, bytes).run(); !done)
    return done;
  if (!draft.item.empty()) {
    auto item = database_.prepare("INSERT INTO item(event, id) VALUES(?1, ?2)");
    if (!item) return tl::unexpected{item.error()};
    if (auto done = item->bind(1, sequence).bind_text(2, draft.item).run(); !done) return done;
  }
  for (const StoredObject& stored : draft.stores) {
    auto object = database_.prepare("INSERT INTO object(sha256, size) VALUES(?1, ?2)");
    if (!object) return tl::unexpected{object.error()};
    if (auto done = object->bind_blob(1, as_text(stored.sha256.bytes)).bind(2, stored.size).run(); !done)
      return done;
  }
  return {};
}

Result<> Ledger::each_event(std::uint64_t from, std::uint64_t to,
                            const std::function<Result<>(const EventRow&)>& visit) const {
  auto rows = database_.prepare(
      "SELECT seq, type, bytes FROM event WHERE seq >= ?1 AND seq < ?2 ORDER BY seq LIMIT ?3");
  if (!rows) return tl::unexpected{rows.error()};
  std::vector<EventRow> page;
  do {
    page.clear();
    rows->bind(1, from).bind(2, std::min(to, kNoEnd)).bind(3, kPage);
    for (;;) {
      const auto row = rows->step();
      if (!row) return tl::unexpected{row.error()};
      if (!*row) break;
      page.push_back({static_cast<std::uint64_t>(rows->integer(0)), std::string{rows->bytes(1)},
                      std::string{rows->bytes(2)}});
    }
    rows->reset();
    for (const EventRow& row : page) {
      if (auto visited = visit(row); !visited) return visited;
      from = row.sequence + 1;
    }
  } while (page.size() == kPage);
  return {};
}

Result<std::string> Ledger::event_bytes(std::uint64_t sequence) const {
  auto row = database_.prepare("SELECT bytes FROM event WHERE seq = ?1");
  if (!row) return tl::unexpected{row.error()};
  const auto found = row->bind(1, sequence).step();
  if (!found) return tl::unexpected{found.error()};
  if (!*found) return fail(Errc::not_found, "no event " + std::to_string(sequence));
  return std::string{row->bytes(0)};
}

Result<> Ledger::each_item(const std::function<Result<>(const ItemRow&)>& visit) const {
  auto rows = database_.prepare(
      "SELECT item.id, item.event, event.bytes FROM item JOIN event ON event.seq = item.event "
      "WHERE item.event >= ?1 ORDER BY item.event LIMIT ?2");
  if (!rows) return tl::unexpected{rows.error()};
  std::vector<ItemRow> page;
  std::uint64_t from = 0;
  do {
    page.clear();
    rows->bind(1, from).bind(2, kPage);
    for (;;) {
      const auto row = rows->step();
      if (!row) return tl::unexpected{row.error()};
      if (!*row) break;
      page.push_back({std::string{rows->bytes(0)}, static_cast<std::uint64_t>(rows->integer(1)),
                      std::string{rows->bytes(2)}});
    }
    rows->reset();
    for (const ItemRow& row : page) {
      if (auto visited = visit(row); !visited) return visited;
      from = row.event + 1;
    }
  } while (page.size() == kPage);
  return {};
}

Result<> Ledger::each_item_row(const std::function<void(std::uint64_t, std::string_view)>& visit) const {
  auto rows = database_.prepare("SELECT event, id FROM item ORDER BY event");
  if (!rows) return tl::unexpected{rows.error()};
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected{row.error()};
    if (!*row) return {};
    visit(static_cast<std::uint64_t>(rows->integer(0)), rows->bytes(1));
  }
}

Result<> Ledger::each_object_row(const std::function<void(std::string_view, std::uint64_t)>& visit) const {
  auto rows = database_.prepare("SELECT sha256, size FROM object");
  if (!rows) return tl::unexpected{rows.error()};
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected{row.error()};
    if (!*row) return {};
    visit(rows->bytes(0), static_cast<std::uint64_t>(rows->integer(1)));
  }
}

Result<ItemRow> Ledger::item(std::string_view id) const {
  auto row = database_.prepare(
      "SELECT item.id, item.event, event.bytes FROM item JOIN event ON event.seq = item.event WHERE item.id "
      "= ?1");
  if (!row) return tl::unexpected{row.error()};
  const auto found = row->bind_text(1, id).step();
  if (!found) return tl::unexpected{found.error()};
  if (!*found) return fail(Errc::not_found, "no item " + std::string{id});
  return ItemRow{std::string{row->bytes(0)}, static_cast<std::uint64_t>(row->integer(1)),
                 std::string{row->bytes(2)}};
}

Result<bool> Ledger::has_object(const Sha256& digest) const {
  auto row = database_.prepare("SELECT 1 FROM object WHERE sha256 = ?1");
  if (!row) return tl::unexpected{row.error()};
  return row->bind_blob(1, as_text(digest.bytes)).step();
}

Result<> Ledger::each_of_type(std::string_view type,
                              const std::function<Result<>(std::string_view)>& visit) const {
  auto rows = database_.prepare("SELECT bytes FROM event WHERE type = ?1 ORDER BY seq");
  if (!rows) return tl::unexpected{rows.error()};
  rows->bind_text(1, type);
  for (;;) {
    const auto row = rows->step();
    if (!row) return tl::unexpected{row.error()};
    if (!*row) return {};
    if (auto visited = visit(rows->bytes(0)); !visited) return visited;
  }
}

Result<std::string> Ledger::last_of_type(std::string_view type) const {
  auto row = database_.prepare("SELECT bytes FROM event WHERE type = ?1 ORDER BY seq DESC LIMIT 1");
  if (!row) return tl::unexpected{row.error()};
  const auto found = row->bind_text(1, type).step();
  if (!found) return tl::unexpected{found.error()};
  return *found ? std::string{row->bytes(0)} : std::string{};
}

Result<std::uint64_t> Ledger::count_of_type(std::string_view type) const {
  auto row = database_.prepare("SELECT count(*) FROM event WHERE type = ?1");
  if (!row) return tl::unexpected{row.error()};
  const auto found = row->bind_text(1, type).step();
  if (!found) return tl::unexpected{found.error()};
  return static_cast<std::uint64_t>(row->integer(0));
}

Result<std::string> Ledger::foreign_schema() const {
  auto rows = database_.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
  if (!rows) return tl::unexpected{rows.error()};
  for (std::size_t next = 0;; ++next) {
    const auto row = rows->step();
    if (!row) return tl::unexpected{row.error()};
    if (!*row)
      return next == kSchema.size() ? std::string{} : "schema: no " + std::string{kSchema[next].name};
    if (next >= kSchema.size() || rows->bytes(0) != kSchema[next].name || rows->bytes(1) != kSchema[next].sql)
      return "schema entry " + escape_for_terminal(rows->bytes(0));
  }
}

}  // namespace firsthour
