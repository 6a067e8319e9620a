// SPDX-License-Identifier: Apache-2.0
// Writes a collection: a BagIt 1.0 bag as one POSIX pax tar stream (FORMAT.md, "Collection").
//
// What was written before a cut stays usable: an item's record follows its bytes at once. Small items
// share a segment (`data/items-000001.content` + `.jsonl`), large ones have a folder each
// (`data/000123/content` + `item.json`). Needs neither SQLite nor a case. Thread-safe: a capture may
// write its stream while other collectors add items.
#pragma once

#include "casefile/bytes.h"
#include "casefile/item.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace firsthour {

struct CollectionOptions {
  std::string name;       // the bag's top folder: ASCII, no slash ("web01-20261122T053706Z")
  bool compress = false;  // one zstd frame per item or segment
};

// What the outside may be told when the collection is closed.
struct CollectionTotals {
  std::uint64_t items = 0, payload_bytes = 0, payload_files = 0;
};

// An item whose size is not known when it begins. Bytes are buffered and written as `content.0001`, …
// of at most 4 MiB each; while another item holds the writer up to 16 MiB wait in memory. finish() writes
// the record; without it the destructor records the item as `partial` with the reason "abandoned". Must end
// before its writer. Not thread-safe in itself: one thread a stream.
class ItemStream : public ByteSink {
 public:
  // Stands for what was written so far, `outcome` and `reason` as given.
  [[nodiscard]] virtual Result<> finish(Outcome outcome, std::string reason) = 0;
  virtual void set_attribute(std::string key, std::string value) = 0;
  virtual void add_extent(Extent extent) = 0;
};

class CollectionWriter {
 public:
  // Writes bagit.txt and outline.json, a JSON object; its member "time" (RFC 3339), when there is one, is
  // the time of every entry and the bagging date. `out` must outlive the writer. A writer that is destroyed
  // before finish() leaves a cut collection that holds all that was added.
  [[nodiscard]] static Result<std::unique_ptr<CollectionWriter>> start(ByteSink& out,
                                                                       CollectionOptions options,
                                                                       std::string_view outline_json);
  virtual ~CollectionWriter() = default;

  // An item whose bytes are in memory. Up to 64 KiB it joins the current segment. Fills id, size,
  // sha256 and stored; kind, source, path, outcome and times are the caller's. A further digest is made
  // where `digests` has its name with an empty value ({"sm3", ""}).
  [[nodiscard]] virtual Result<> add(Item item, std::span<const std::byte> content) = 0;
  // An item of `size` bytes read from `from`, written as one `content`. When the source ends early the
  // rest is zeros and the outcome `changed` (`partial` when reading failed), with the number of bytes read
  // as the item's reason and size. Holds the writer while it reads.
  [[nodiscard]] Result<> add(Item item, ByteSource& from, std::uint64_t size) {
    return add(std::move(item), from, size, {});
  }
  // What only the reading showed (gaps, a reason) goes into the record by `judge`, called once all bytes are
  // written. It must not use the writer.
  using Judge = std::function<void(Item&)>;
  [[nodiscard]] virtual Result<> add(Item item, ByteSource& from, std::uint64_t size, const Judge& judge) = 0;
  // An item without bytes: denied, skipped, timed out.
  [[nodiscard]] virtual Result<> note(Item item) = 0;
  [[nodiscard]] virtual std::unique_ptr<ItemStream> open(Item item) = 0;
  // A milestone in the stream ("volatile-done"): closes the current segment, so that a reader at the
  // other end has everything before it.
  [[nodiscard]] virtual Result<> mark(std::string_view name) = 0;

  // For a thread that hangs in a read and was given up. True when it holds the writer while it reads: then
  // nothing can be added any more, and the collection ends as a cut one.
  [[nodiscard]] virtual bool reads_for(std::thread::id) const { return false; }
  // Finishes the streams which that thread opened: what they were given until now stands, as `outcome` says.
  [[nodiscard]] virtual Result<> end_streams_of(std::thread::id, Outcome, std::string_view) { return {}; }

  // As if the collection were closed now.
  [[nodiscard]] virtual CollectionTotals totals() const = 0;
  // Writes outcome.json (with the member "totals" added), bag-info.txt and the manifests. Nothing may be
  // added afterwards; usage while an ItemStream is open.
  [[nodiscard]] virtual Result<CollectionTotals> finish(std::string_view outcome_json) = 0;
};

}  // namespace firsthour
