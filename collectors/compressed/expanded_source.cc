// SPDX-License-Identifier: Apache-2.0
#include "collectors/compressed/expanded_source.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPiece = 64 << 10;
constexpr std::uint64_t kMemory = 24 << 20;
constexpr int kWindowLog = 23;  // 8 MiB, what zstd(1) expands without being told to

// What all three have in common: input that is fetched when it has been used up.
class Expanded : public ByteSource {
 public:
  explicit Expanded(ByteSource& from) : from_{from} {}

 protected:
  // False at the end of the input.
  Result<bool> fetch() {
    const auto got = from_.read(input_);
    if (!got) return tl::unexpected{got.error()};
    rest_ = std::span{input_}.first(*got);
    return *got != 0;
  }
  static auto damaged(std::string_view what) { return fail(Errc::malformed, std::string{what}); }

  std::span<std::byte> rest_;
  bool done_ = false;

 private:
  ByteSource& from_;
  std::array<std::byte, kPiece> input_;
};

class Gzip final : public Expanded {
 public:
  explicit Gzip(ByteSource& from) : Expanded{from} {
    ready_ = ::inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK;
  }
  ~Gzip() override { ::inflateEnd(&stream_); }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (!ready_) return fail(Errc::io, "zlib cannot begin");
    while (!done_) {
      if (rest_.empty()) {
        const auto more = fetch();
        if (!more) return tl::unexpected{more.error()};
        if (!*more && !between_) return damaged("gzip: ends too early");
        if (!*more) break;
      }
      // Members follow one another; what comes after the last and is none (padding) is not looked at.
      if (between_ && rest_.front() != std::byte{0x1f} && !first_) break;
      between_ = first_ = false;
      stream_.next_in = reinterpret_cast<Bytef*>(rest_.data());
      stream_.avail_in = static_cast<uInt>(rest_.size());
      stream_.next_out = reinterpret_cast<Bytef*>(into.data());
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1 << 30));
      const auto room = stream_.avail_out;
      const int state = ::inflate(&stream_, Z_NO_FLUSH);
      rest_ = rest_.last(stream_.avail_in);
      if (state == Z_STREAM_END) between_ = ::inflateReset(&stream_) == Z_OK;
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) return damaged("gzip: damaged");
      if (const auto given = room - stream_.avail_out; given != 0) return given;
    }
    done_ = true;
    return 0;
  }

 private:
  z_stream stream_{};
  bool ready_ = false, between_ = false, first_ = true;
};

class Xz final : public Expanded {
 public:
  explicit Xz(ByteSource& from) : Expanded{from} {
    ready_ = ::lzma_stream_decoder(&stream_, kMemory, LZMA_CONCATENATED) == LZMA_OK;
  }
  ~Xz() override { ::lzma_end(&stream_); }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (!ready_) return fail(Errc::io, "liblzma cannot begin");
    bool ended = false;
    while (!done_) {
      if (rest_.empty() && !ended) {
        const auto more = fetch();
        if (!more) return tl::unexpected{more.error()};
        ended = !*more;
      }
      stream_.next_in = reinterpret_cast<const std::uint8_t*>(rest_.data());
      stream_.avail_in = rest_.size();
      stream_.next_out = reinterpret_cast<std::uint8_t*>(into.data());
      stream_.avail_out = into.size();
      const auto state = ::lzma_code(&stream_, ended ? LZMA_FINISH : LZMA_RUN);
      rest_ = rest_.last(stream_.avail_in);
      done_ = state == LZMA_STREAM_END;
      if (state == LZMA_MEMLIMIT_ERROR)
        return fail(Errc::unsupported, "xz: needs more than 24 MiB of memory");
      if (state != LZMA_OK && !done_)
        return damaged(state == LZMA_BUF_ERROR ? "xz: ends too early" : "xz: damaged");
      if (const auto given = into.size() - stream_.avail_out; given != 0) return given;
    }
    return 0;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
};

class Zstd final : public Expanded {
 public:
  explicit Zstd(ByteSource& from) : Expanded{from}, stream_{::ZSTD_createDStream()} {
    if (stream_ != nullptr) ::ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kWindowLog);
  }
  ~Zstd() override { ::ZSTD_freeDStream(stream_); }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (stream_ == nullptr) return fail(Errc::io, "zstd cannot begin");
    for (;;) {
      if (rest_.empty() && !pending_) {
        const auto more = fetch();
        if (!more) return tl::unexpected{more.error()};
        if (!*more && !between_) return damaged("zstd: ends too early");
        if (!*more) return 0;
      }
      ZSTD_inBuffer in{rest_.data(), rest_.size(), 0};
      ZSTD_outBuffer out{into.data(), into.size(), 0};
      const auto state = ::ZSTD_decompressStream(stream_, &out, &in);
      rest_ = rest_.subspan(in.pos);
      if (::ZSTD_isError(state)) return damaged(std::string{"zstd: "} + ::ZSTD_getErrorName(state));
      between_ = state == 0;
      pending_ = out.pos == out.size && !between_;
      if (out.pos != 0) return out.pos;
    }
  }

 private:
  ZSTD_DStream* stream_;
  bool between_ = false, pending_ = false;
};

class Plain final : public ByteSource {
 public:
  explicit Plain(ByteSource& from) : from_{from} {}
  Result<std::size_t> read(std::span<std::byte> into) override { return from_.read(into); }

 private:
  ByteSource& from_;
};

}  // namespace

Compression compression_of(std::span<const std::byte> head) {
  const std::string_view text{reinterpret_cast<const char*>(head.data()), head.size()};
  if (text.starts_with("\x1f\x8b")) return Compression::gzip;
  if (text.starts_with(std::string_view{"\xfd"
                                        "7zXZ\0",
                                        6}))
    return Compression::xz;
  if (text.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  return Compression::none;
}

std::unique_ptr<ByteSource> expand(ByteSource& from, Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<Gzip>(from);
    case Compression::xz:
      return std::make_unique<Xz>(from);
    case Compression::zstd:
      return std::make_unique<Zstd>(from);
    case Compression::none:
      break;
  }
  return std::make_unique<Plain>(from);
}

}  // namespace firsthour::collectors
