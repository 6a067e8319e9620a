// SPDX-License-Identifier: Apache-2.0
#include "casefile/age.h"
#include "casefile/encoding.h"
#include "casefile/seal/age_ahead.h"
#include "casefile/seal/age_armor.h"
#include "casefile/seal/age_chunk.h"
#include "casefile/seal/age_unlock.h"

#include <algorithm>
#include <cstring>

namespace firsthour {

struct AgeReader::State {
  explicit State(ByteSource& from) : stream{from} {}

  // The bytes of the age file itself.
  age::Ahead& in() { return unarmored ? *unarmored : stream; }
  Result<> open(const AgeKeys& keys);
  Result<> next_chunk();
  Result<> last_chunk();
  bool take(std::size_t size, bool last);
  tl::unexpected<Error> cut(std::string_view where);
  tl::unexpected<Error> altered(std::string_view how);

  age::Ahead stream;
  std::unique_ptr<age::ArmorSource> armor;
  std::unique_ptr<age::Ahead> unarmored;
  std::unique_ptr<age::ChunkCipher> cipher;
  std::unique_ptr<std::byte[]> plain = std::make_unique_for_overwrite<std::byte[]>(age::kChunk);
  std::size_t given = 0, filled = 0;  // of `plain`
  std::uint64_t number = 0;           // of the next chunk
  bool ended = false;
  std::optional<Error> failure;
  std::string opened_by;
};

Result<> AgeReader::State::open(const AgeKeys& keys) {
  stream.fill(kAgeStart);
  if (age::begins_as_armor(as_text(stream.ready()))) {
    armor = std::make_unique<age::ArmorSource>(stream);
    unarmored = std::make_unique<age::Ahead>(*armor);
  }
  const auto header = age::read_header(in());
  if (!header) return tl::unexpected{header.error()};
  auto unlocked = age::unlock(*header, keys);
  if (!unlocked) return tl::unexpected{unlocked.error()};
  if (!in().fill(age::kPayloadNonce)) {
    if (in().failure()) return tl::unexpected{*in().failure()};
    return fail(Errc::io, "age header: the stream ends behind it");
  }
  const age::Key key =
      age::hkdf(unlocked->file_key.span(), in().ready().first(age::kPayloadNonce), age::kPayloadLabel);
  in().consume(age::kPayloadNonce);
  cipher = std::make_unique<age::ChunkCipher>(key, age::ChunkCipher::Direction::open);
  opened_by = std::move(unlocked->by);
  return {};
}

// True when the next `size` bytes are the next chunk; its plaintext is then ready.
bool AgeReader::State::take(std::size_t size, bool last) {
  if (!cipher->open(in().ready().first(size), number, last, {plain.get(), age::kChunk})) return false;
  in().consume(size);
  ++number;
  given = 0;
  filled = size - age::kTag;
  return true;
}

tl::unexpected<Error> AgeReader::State::cut(std::string_view where) {
  if (in().failure()) return tl::unexpected{*in().failure()};
  return fail(Errc::io, "encrypted stream: it ends " + std::string{where} + " chunk " +
                            std::to_string(number + 1) + ", before its last one");
}

tl::unexpected<Error> AgeReader::State::altered(std::string_view how) {
  return fail(Errc::tampered,
              "encrypted stream: chunk " + std::to_string(number + 1) + " " + std::string{how});
}

Result<> AgeReader::State::next_chunk() {
  if (!in().fill(age::kSealedChunk + 1)) return last_chunk();
  if (take(age::kSealedChunk, false)) return {};
  if (!take(age::kSealedChunk, true)) return altered("does not hold");
  // It is authentic, so it is given first.
  failure = Error{Errc::tampered, "encrypted stream: something stands behind its last chunk"};
  return {};
}

// The stream ends here, with a chunk or less.
Result<> AgeReader::State::last_chunk() {
  const std::size_t size = in().ready().size();
  if (in().failure() || size < age::kTag) {
    if (size == age::kSealedChunk && take(size, false)) return {};
    return cut(size == 0 ? "behind the one before" : "inside");
  }
  if (take(size, true)) {
    ended = true;
    if (filled == 0 && number > 1) return altered("is empty, which no writer leaves");
    return {};
  }
  if (size < age::kSealedChunk) return cut("inside, or was altered in,");
  // Whole, and neither the last one nor one before it.
  if (!take(size, false)) return altered("does not hold");
  return {};
}

AgeReader::AgeReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
AgeReader::~AgeReader() = default;

Result<std::unique_ptr<AgeReader>> AgeReader::open(ByteSource& from, const AgeKeys& keys) {
  auto state = std::make_unique<State>(from);
  if (auto opened = state->open(keys); !opened) return tl::unexpected{opened.error()};
  return std::unique_ptr<AgeReader>{new AgeReader{std::move(state)}};
}

Result<std::size_t> AgeReader::read(std::span<std::byte> into) {
  State& state = *state_;
  if (into.empty()) return std::size_t{0};
  if (state.given == state.filled) {
    if (state.failure) return tl::unexpected{*state.failure};
    if (state.ended) return std::size_t{0};
    if (auto next = state.next_chunk(); !next) {
      state.failure = next.error();
      return tl::unexpected{next.error()};
    }
  }
  const std::size_t size = std::min(into.size(), state.filled - state.given);
  if (size > 0) std::memcpy(into.data(), state.plain.get() + state.given, size);
  state.given += size;
  return size;
}

const std::string& AgeReader::opened_by() const { return state_->opened_by; }

bool begins_as_age(std::span<const std::byte> first) {
  const std::string_view text = as_text(first);
  return text.starts_with("age-encryption.org/") || age::begins_as_armor(text);
}

}  // namespace firsthour
