// SPDX-License-Identifier: Apache-2.0
// Reads a collection from a stream, front to back, verifying as it goes; the input is hostile.
// Plain tar, or tar in zstd frames, either also encrypted (age); told apart by the first bytes.
#pragma once

#include "casefile/age.h"
#include "casefile/bytes.h"
#include "casefile/item.h"
#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

// Receives a collection in the order of the stream. A failure returned from any call ends the reading.
// Content is told as payload files: a segment ("data/items-000001.content") followed by its items, a large
// item's "data/000123/content" followed by its item, parts ("data/000124/content.0001") with other things
// between them and the item behind the last. Records themselves are not told as files.
class CollectionHandler {
 public:
  virtual ~CollectionHandler() = default;
  // A JSON object. It comes first and is vouched for last: when the reading is not `whole`, it may be
  // altered.
  virtual Result<> outline(std::string_view json) = 0;
  // A payload file ("data/000123/content") begins, goes on, ends. Bytes are not verified before the
  // item record that names the file has come: keep them aside until item().
  virtual Result<> content_begin(std::string_view name, std::uint64_t size) = 0;
  virtual Result<> content_bytes(std::span<const std::byte> bytes) = 0;
  virtual Result<> content_end(std::string_view name, const Sha256& digest) = 0;
  // All bytes of the item have passed, their digest is the one in the record, and the record's own check
  // holds. Its bytes: `size` bytes from `stored_offset` of the payload files in `stored`; what follows them
  // in the file is zeros. A mark comes as an item of kind "mark" whose path is its name.
  virtual Result<> item(const Item& item) = 0;
  // Only when the tag manifest vouches for it.
  virtual Result<> outcome(std::string_view json) = 0;
};

enum class CollectionEnd {
  whole,     // outcome and manifests came and hold
  cut,       // the stream ended early; the items handed over are good
  tampered,  // a digest or manifest does not hold; `problems` names where
};

struct CollectionReading {
  CollectionEnd end = CollectionEnd::cut;
  std::uint64_t items = 0, payload_bytes = 0;  // items handed over; bytes of complete payload files
  std::uint64_t stream_bytes = 0;              // as read, before decryption and decompression
  Sha256 stream_sha256;                        // of the stream as read: the digest on paper
  std::string stream_sm3;
  std::string encrypted_to;  // the recipient whose identity opened it, or "passphrase"; "" when it was plain
  // Of `tampered` at least one; of `cut` only why the source could not be read further. At most 1001.
  std::vector<std::string> problems;  // "data/000123/content: SHA-256 differs from its record", …
};

// Fails only when the handler fails, when `keys` do not open what is encrypted (as AgeReader::open() does),
// or with `malformed` when the input is no collection at all (its first header did not come whole, or is none
// of ours): then the handler was told nothing. Memory: 40 bytes a payload file, 40 MB at the most of a
// million, and some 20 MiB. The source is read to its end, whatever was found.
// An item whose bytes do not match its record is not handed over; it is named in `problems`.
[[nodiscard]] Result<CollectionReading> read_collection(ByteSource& from, CollectionHandler& into,
                                                        const AgeKeys& keys = {});

}  // namespace firsthour
