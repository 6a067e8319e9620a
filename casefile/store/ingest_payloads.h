// SPDX-License-Identifier: Apache-2.0
// Payload files of a collection on their way into objects: spooled while they come, kept once an item
// record stands on them.
#pragma once

#include "casefile/store/case_writer.h"
#include "casefile/store/digest_lanes.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

// A payload file, or the parts of one item.
struct Payload {
  explicit Payload(Spool file) : spool{std::move(file)} {}
  std::optional<Spool> spool;  // empty once it is in a batch
  std::vector<std::string> names;
  Sha256 digest;                       // of the last file that ended; of all when there is one name
  std::uint64_t size = 0;              // of the files that ended
  bool described = false;              // an item record stood on it
  std::unique_ptr<DigestLanes> lanes;  // null where nothing further is to be hashed on the way
  bool lanes_ended = false;
  std::string segment;  // its bytes, while items may want digests of slices of it
};

class Payloads {
 public:
  Payloads(CaseOnDisk& into, std::vector<Algorithm> digests) : case_{into}, digests_{std::move(digests)} {}

  [[nodiscard]] Result<> begin(std::string_view name, std::uint64_t size);
  [[nodiscard]] Result<> bytes(std::span<const std::byte> bytes);
  // Gives what is wrong with a payload that this one shows to be over, "" when nothing is.
  [[nodiscard]] Result<std::string> end(std::string_view name, const Sha256& digest);

  // The payload that holds the item's bytes; null when it did not come, or not all of it.
  [[nodiscard]] Payload* of(const Item& item);
  // Takes the payload into the batch, when it is not there yet; returns the bytes that are new in it.
  [[nodiscard]] Result<std::uint64_t> keep(Payload& payload, const Item& item, EventDraft& draft);
  // The digests asked for, of the item's bytes. REQUIRES: before keep().
  [[nodiscard]] Result<std::map<std::string, std::string>> digests_of(Payload& payload, const Item& item);
  // No item will stand on it after this one, unless it is a segment.
  void done(const Item& item);
  // Drops what is left; gives what came without a record.
  [[nodiscard]] std::vector<std::string> drop_rest();

 private:
  [[nodiscard]] std::string drop(const std::string& key);

  CaseOnDisk& case_;
  std::vector<Algorithm> digests_;
  std::map<std::string, Payload> payloads_;  // by name without part
  std::string segment_;                      // the current one
  Payload* current_ = nullptr;
};

}  // namespace firsthour
