// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/frame_reader.h"

#include "casefile/freed.h"
#include "casefile/pack/seal_frame.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::pack {
namespace {

constexpr std::size_t kRaw = 128 * 1024;
constexpr std::array<unsigned char, 4> kFrameMagic{0x28, 0xb5, 0x2f, 0xfd};
constexpr int kMostWindow = 23;  // 8 MiB; the writer's level uses 2 MiB

template <std::size_t N>
bool begins_with(std::span<const std::byte> bytes, const std::array<unsigned char, N>& magic) {
  return bytes.size() >= N && std::memcmp(bytes.data(), magic.data(), N) == 0;
}

}  // namespace

struct FrameReader::Decoder {
  std::unique_ptr<ZSTD_DCtx, Freed<ZSTD_freeDCtx>> context{ZSTD_createDCtx()};
  Hasher digest{Algorithm::sha256};  // of the raw bytes consumed
  bool in_frame = false;
};

FrameReader::FrameReader(ByteSource& from)
    : from_{from}, raw_{std::make_unique_for_overwrite<std::byte[]>(kRaw)} {}
FrameReader::~FrameReader() = default;

std::span<const std::byte> FrameReader::ready() const { return {raw_.get() + first_, last_ - first_}; }

void FrameReader::stop(End end, std::string problem) {
  if (end_ != End::none) return;
  end_ = end;
  problem_ = std::move(problem);
}

void FrameReader::fill(std::size_t want) {
  if (ready().size() >= want) return;
  std::memmove(raw_.get(), raw_.get() + first_, last_ - first_);
  last_ -= first_;
  first_ = 0;
  while (last_ < want && !source_ended_) {
    const auto got = from_.read({raw_.get() + last_, kRaw - last_});
    if (!got) problem_ = "offset " + std::to_string(offset_ + last_) + ": " + got.error().what;
    source_altered_ = !got && got.error().code == Errc::tampered;
    source_ended_ = !got || *got == 0;
    if (!source_ended_) last_ += *got;
  }
}

void FrameReader::consume(std::size_t size) {
  if (decoder_) decoder_->digest.update(ready().first(size));
  first_ += size;
  offset_ += size;
}

void FrameReader::begin() {
  begun_ = true;
  fill(kFrameMagic.size());
  if (!begins_with(ready(), kFrameMagic)) return;
  decoder_ = std::make_unique<Decoder>();
  ZSTD_DCtx_setParameter(decoder_->context.get(), ZSTD_d_windowLogMax, kMostWindow);
}

std::size_t FrameReader::read(std::span<std::byte> into) {
  if (!begun_) begin();
  if (decoder_) return decode(into);
  if (end_ != End::none) return 0;
  fill(1);
  const std::size_t size = std::min(into.size(), ready().size());
  if (size == 0) {
    // A source that failed has cut the stream, it has not ended it.
    end_ = problem_.empty() ? End::clean : early();
    return 0;
  }
  std::memcpy(into.data(), ready().data(), size);
  consume(size);
  return size;
}

// Only frames like the writer's: zstd frames, then the seal and nothing after it. Other skippable frames
// could carry anything past the manifests.
void FrameReader::between_frames() {
  fill(kSealStart.size());
  if (begins_with(ready(), kFrameMagic)) {
    decoder_->in_frame = true;
  } else if (begins_with(ready(), kSealStart)) {
    check_seal();
  } else if (ready().size() < kSealStart.size() &&
             (ready().empty() || ready().size() < 4 ||
              std::memcmp(ready().data(), kSealStart.data(), ready().size()) == 0)) {
    end_ = early();
  } else {
    stop(End::damaged, "offset " + std::to_string(offset_) + ": neither a zstd frame nor the seal");
  }
}

void FrameReader::check_seal() {
  fill(kSealSize + 1);
  if (ready().size() < kSealSize) {
    end_ = early();
    return;
  }
  const auto expected = seal_frame(decoder_->digest.finish());
  if (!std::equal(expected.begin(), expected.end(), ready().begin())) {
    stop(End::damaged, "offset " + std::to_string(offset_) + ": the seal does not fit the bytes before it");
  } else if (ready().size() > kSealSize) {
    stop(End::damaged, "offset " + std::to_string(offset_ + kSealSize) + ": bytes after the seal");
  } else if (!problem_.empty()) {
    end_ = early();
  } else {
    stop(End::clean);
  }
}

std::size_t FrameReader::decode(std::span<std::byte> into) {
  ZSTD_outBuffer out{into.data(), into.size(), 0};
  while (out.pos == 0 && end_ == End::none) {
    if (!decoder_->in_frame) {
      between_frames();
      continue;
    }
    fill(1);
    ZSTD_inBuffer in{ready().data(), ready().size(), 0};
    const std::size_t left = ZSTD_decompressStream(decoder_->context.get(), &out, &in);
    if (ZSTD_isError(left)) {
      stop(End::damaged, "offset " + std::to_string(offset_) + ": zstd frame: " + ZSTD_getErrorName(left));
      break;
    }
    const bool stuck = in.pos == 0 && out.pos == 0;
    consume(in.pos);
    if (left == 0)
      decoder_->in_frame = false;
    else if (stuck && source_ended_)
      end_ = early();
  }
  return out.pos;
}

}  // namespace firsthour::pack
