// SPDX-License-Identifier: Apache-2.0
#include "casefile/collection_reader.h"

#include "casefile/pack/collection_reading.h"
#include "casefile/pack/stream_digest.h"

namespace firsthour {

Result<CollectionReading> read_collection(ByteSource& from, CollectionHandler& into) {
  pack::StreamDigest stream{from};
  pack::CollectionStream collection{stream, into};
  if (auto done = collection.run(); !done) return tl::unexpected<Error>{done.error()};
  CollectionReading reading = std::move(collection).take();
  // Also what stands behind the damage belongs to the digest that is compared with the one on paper. When
  // the source fails here, that failure has ended the reading above already.
  static_cast<void>(stream.drain());
  reading.stream_bytes = stream.size();
  reading.stream_sha256 = stream.finish_sha256();
  reading.stream_sm3 = stream.finish_sm3();
  return reading;
}

}  // namespace firsthour
