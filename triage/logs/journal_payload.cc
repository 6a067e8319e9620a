// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/journal_payload.h"

#include "casefile/freed.h"
#include "triage/logs/little_endian.h"

#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace firsthour::triage::logs {
namespace {

constexpr std::uint64_t kDecoderMemory = 64U << 20;

// A size in the input is a claim: what is reserved stays in proportion to what is there.
constexpr std::size_t kFirstRoom = 64U << 10;

Result<std::string> expand_zstd(std::string_view bytes, std::size_t limit) {
  const std::unique_ptr<ZSTD_DCtx, Freed<ZSTD_freeDCtx>> context{ZSTD_createDCtx()};
  if (!context) return fail(Errc::no_space, "no memory for zstd");
  std::string made;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t rest = 1;
  bool too_large = false, stuck = false;
  while (rest != 0 && !ZSTD_isError(rest) && !too_large && !stuck) {
    const std::size_t had = made.size(), taken = in.pos;
    made.resize(std::min(limit + 1, std::max(kFirstRoom, had * 2)));
    ZSTD_outBuffer out{made.data(), made.size(), had};
    rest = ZSTD_decompressStream(context.get(), &out, &in);
    made.resize(std::min(out.pos, made.size()));
    too_large = made.size() > limit;
    stuck = out.pos == had && in.pos == taken;
  }
  if (too_large) return fail(Errc::no_space, "larger than " + std::to_string(limit) + " bytes");
  if (rest != 0) return fail(Errc::malformed, "damaged zstd data");
  return made;
}

// Eight bytes of size, then one block.
Result<std::string> expand_lz4(std::string_view bytes, std::size_t limit) {
  if (bytes.size() < 9) return fail(Errc::malformed, "damaged lz4 data");
  const std::uint64_t size = little64(bytes, 0);
  // One byte of a block makes 255 at most.
  if (size > limit) return fail(Errc::no_space, "larger than " + std::to_string(limit) + " bytes");
  if (size > bytes.size() * 256 || bytes.size() > std::numeric_limits<int>::max()) {
    return fail(Errc::malformed, "damaged lz4 data");
  }
  std::string made(size, '\0');
  const int got = LZ4_decompress_safe(bytes.data() + 8, made.data(), static_cast<int>(bytes.size() - 8),
                                      static_cast<int>(made.size()));
  if (got < 0 || static_cast<std::size_t>(got) != made.size())
    return fail(Errc::malformed, "damaged lz4 data");
  return made;
}

Result<std::string> expand_xz(std::string_view bytes, std::size_t limit) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, kDecoderMemory, 0) != LZMA_OK)
    return fail(Errc::no_space, "no memory for xz");
  std::string made;
  stream.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  lzma_ret state = LZMA_OK;
  while (state == LZMA_OK && made.size() <= limit) {
    const std::size_t had = made.size();
    made.resize(std::min(limit + 1, std::max(kFirstRoom, had * 2)));
    stream.next_out = reinterpret_cast<std::uint8_t*>(made.data()) + had;
    stream.avail_out = made.size() - had;
    state = lzma_code(&stream, LZMA_FINISH);
    made.resize(made.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (made.size() > limit) return fail(Errc::no_space, "larger than " + std::to_string(limit) + " bytes");
  if (state != LZMA_STREAM_END) return fail(Errc::malformed, "damaged xz data");
  return made;
}

}  // namespace

Result<std::string> expanded_payload(std::string_view bytes, JournalCompression how, std::size_t limit) {
  switch (how) {
    case JournalCompression::none:
      return std::string{bytes};
    case JournalCompression::xz:
      return expand_xz(bytes, limit);
    case JournalCompression::lz4:
      return expand_lz4(bytes, std::min<std::size_t>(limit, std::numeric_limits<int>::max()));
    case JournalCompression::zstd:
      return expand_zstd(bytes, limit);
  }
  return fail(Errc::malformed, "unknown compression");
}

}  // namespace firsthour::triage::logs
