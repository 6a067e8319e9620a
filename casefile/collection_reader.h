// SPDX-License-Identifier: Apache-2.0
// Reads a collection from a stream, front to back, verifying as it goes; the input is hostile.
// Plain tar, or tar in zstd frames; told apart by the first bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "casefile/bytes.h"
#include "casefile/item.h"
#include "casefile/result.h"

namespace firsthour {

// Receives a collection in the order of the stream. A failure returned from any call ends the reading.
class CollectionHandler {
 public:
  virtual ~CollectionHandler() = default;
  virtual Result<> outline(std::string_view json) = 0;
  // A payload file ("data/000123/content") begins, goes on, ends. Bytes are not verified before the
  // item record that names the file has come: keep them aside until item().
  virtual Result<> content_begin(std::string_view name, std::uint64_t size) = 0;
  virtual Result<> content_bytes(std::span<const std::byte> bytes) = 0;
  virtual Result<> content_end(std::string_view name, const Sha256& digest) = 0;
  // All bytes of the item have passed and their digest is the one in the record.
  virtual Result<> item(const Item& item) = 0;
  virtual Result<> outcome(std::string_view json) = 0;
};

enum class CollectionEnd {
  whole,     // outcome and manifests came and hold
  cut,       // the stream ended early; the items handed over are good
  tampered,  // a digest or manifest does not hold; `problems` names where
};

struct CollectionReading {
  CollectionEnd end = CollectionEnd::cut;
  std::uint64_t items = 0, payload_bytes = 0;
  std::uint64_t stream_bytes = 0;  // as read, before decompression
  Sha256 stream_sha256;            // of the stream as read: the digest on paper
  std::string stream_sm3;
  std::vector<std::string> problems;  // "data/000123/content: SHA-256 differs from its record", …
};

// Fails only when the handler fails, or with `malformed` when the input is no collection at all.
// An item whose bytes do not match its record is not handed over; it is named in `problems`.
[[nodiscard]] Result<CollectionReading> read_collection(ByteSource& from, CollectionHandler& into);

}  // namespace firsthour
