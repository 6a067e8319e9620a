// SPDX-License-Identifier: Apache-2.0
#include "casefile/collection_reader.h"

#include "casefile/pack/collection_reading.h"
#include "casefile/pack/stream_digest.h"

#include <array>

namespace firsthour {
namespace {

// A source of which the first bytes were seen already.
class BegunSource final : public ByteSource {
 public:
  explicit BegunSource(ByteSource& from) : from_{from} {}

  // What comes first; less than kAgeStart bytes when the source ends or fails before.
  std::span<const std::byte> look() {
    while (size_ < first_.size()) {
      const auto got = from_.read(std::span{first_}.subspan(size_));
      if (!got) failure_ = got.error();
      if (!got || *got == 0) break;
      size_ += *got;
    }
    return std::span{first_}.first(size_);
  }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (given_ == size_) {
      if (failure_) return tl::unexpected<Error>{*failure_};
      return from_.read(into);
    }
    MemorySource rest{std::span{first_}.first(size_).subspan(given_)};
    const auto got = rest.read(into);
    given_ += *got;
    return got;
  }

 private:
  ByteSource& from_;
  std::array<std::byte, kAgeStart> first_{};
  std::size_t size_ = 0, given_ = 0;
  std::optional<Error> failure_;
};

Result<CollectionReading> read_plain(ByteSource& from, CollectionHandler& into) {
  pack::CollectionStream collection{from, into};
  if (auto done = collection.run(); !done) return tl::unexpected<Error>{done.error()};
  return std::move(collection).take();
}

Result<CollectionReading> read_any(ByteSource& from, CollectionHandler& into, const AgeKeys& keys) {
  BegunSource begun{from};
  if (!begins_as_age(begun.look())) return read_plain(begun, into);
  const auto decrypted = AgeReader::open(begun, keys);
  if (!decrypted) return tl::unexpected<Error>{decrypted.error()};
  auto reading = read_plain(**decrypted, into);
  if (reading) reading->encrypted_to = (*decrypted)->opened_by();
  return reading;
}

}  // namespace

Result<CollectionReading> read_collection(ByteSource& from, CollectionHandler& into, const AgeKeys& keys) {
  pack::StreamDigest stream{from};
  auto reading = read_any(stream, into, keys);
  if (!reading) return reading;
  // Also what stands behind the damage belongs to the digest that is compared with the one on paper. When
  // the source fails here, that failure has ended the reading above already.
  static_cast<void>(stream.drain());
  reading->stream_bytes = stream.size();
  reading->stream_sha256 = stream.finish_sha256();
  reading->stream_sm3 = stream.finish_sm3();
  return reading;
}

}  // namespace firsthour
