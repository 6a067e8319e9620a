// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr int kBare = -15, kZlib = 15, kGzip = 15 + 16;
constexpr std::size_t kShortest = 16;  // a few bytes of anything can be a bare stream of next to nothing
constexpr std::size_t kPadding = 3;    // what decoding base64 may leave behind a stream

unsigned at(std::span<const std::byte> bytes, std::size_t place) {
  return std::to_integer<unsigned>(bytes[place]);
}

// By the first bytes; a bare stream has only a block type that is not 3, and a stored one its length twice.
std::optional<int> window_of(std::span<const std::byte> bytes) {
  if (bytes.size() < 5 || bytes.size() > UINT32_MAX) return std::nullopt;
  if (at(bytes, 0) == 0x1F && at(bytes, 1) == 0x8B && at(bytes, 2) == 8) return kGzip;
  if ((at(bytes, 0) & 0x0FU) == 8 && (at(bytes, 0) >> 4U) <= 7 &&
      (at(bytes, 0) << 8U | at(bytes, 1)) % 31 == 0)
    return kZlib;
  const unsigned type = at(bytes, 0) >> 1U & 3U;
  if (type == 3) return std::nullopt;
  if (type == 0 && ((at(bytes, 1) ^ at(bytes, 3)) != 0xFF || (at(bytes, 2) ^ at(bytes, 4)) != 0xFF))
    return std::nullopt;
  return kBare;
}

}  // namespace

struct Inflater::Stream {
  z_stream z{};
  bool ready = inflateInit2(&z, kBare) == Z_OK;

  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (ready) inflateEnd(&z);
  }

  std::optional<Inflated> all(std::span<const std::byte> bytes, int window, std::uint64_t most) {
    if (!ready || inflateReset2(&z, window) != Z_OK) return std::nullopt;
    // zlib does not write through it; its interface is older than const.
    z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    Inflated out;
    int result = Z_OK;
    while (result == Z_OK && out.bytes.size() < most) {
      const std::size_t before = out.bytes.size();
      out.bytes.resize(std::min<std::uint64_t>(std::max<std::size_t>(before * 2, 4096), most));
      z.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + before);
      z.avail_out = static_cast<uInt>(out.bytes.size() - before);
      result = ::inflate(&z, Z_NO_FLUSH);
      out.bytes.resize(out.bytes.size() - z.avail_out);
      if (result == Z_OK && out.bytes.size() == before) break;  // it wants more bytes than there are
    }
    out.whole = result == Z_STREAM_END;
    out.bomb = result == Z_OK && out.bytes.size() >= most;
    if (out.bytes.size() < kShortest) return std::nullopt;
    const bool damaged = result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END;
    if (window == kBare && !out.bomb && (!out.whole || z.avail_in > kPadding)) return std::nullopt;
    if (damaged && window != kGzip) return std::nullopt;
    return out;
  }
};

Inflater::Inflater() : stream_{std::make_unique<Stream>()} {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

std::optional<Inflated> Inflater::inflate(std::span<const std::byte> bytes, std::uint64_t most) {
  const auto window = window_of(bytes);
  if (!window) return std::nullopt;
  if (auto found = stream_->all(bytes, *window, most); found || *window != kZlib) return found;
  return stream_->all(bytes, kBare, most);  // what looked like a header of zlib were its first bits
}

std::uint32_t crc32_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace firsthour::triage
