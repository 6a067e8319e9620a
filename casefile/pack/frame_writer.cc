// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/frame_writer.h"

#include "casefile/freed.h"
#include "casefile/pack/seal_frame.h"

#include <zstd.h>

#include <vector>

namespace firsthour::pack {

struct FrameWriter::Compression {
  std::unique_ptr<ZSTD_CCtx, Freed<ZSTD_freeCCtx>> context{ZSTD_createCCtx()};
  std::vector<std::byte> buffer = std::vector<std::byte>(ZSTD_CStreamOutSize());
  Hasher digest{Algorithm::sha256};
  bool open = false;  // a frame has begun
};

FrameWriter::FrameWriter(ByteSink& out, bool compress) : out_{out} {
  if (!compress) return;
  compression_ = std::make_unique<Compression>();
  ZSTD_CCtx_setParameter(compression_->context.get(), ZSTD_c_compressionLevel, 3);
  ZSTD_CCtx_setParameter(compression_->context.get(), ZSTD_c_checksumFlag, 1);
}

FrameWriter::~FrameWriter() = default;

Result<> FrameWriter::write(std::span<const std::byte> data) {
  if (data.empty()) return {};
  if (!compression_) return out_.write(data);
  compression_->open = true;
  return compress(data, false);
}

Result<> FrameWriter::end_frame() {
  if (!compression_ || !compression_->open) return {};
  compression_->open = false;
  return compress({}, true);
}

Result<> FrameWriter::end_stream() {
  if (auto ended = end_frame(); !ended) return ended;
  if (!compression_) return {};
  return out_.write(seal_frame(compression_->digest.finish()));
}

Result<> FrameWriter::compress(std::span<const std::byte> data, bool end) {
  ZSTD_inBuffer in{data.data(), data.size(), 0};
  while (true) {
    ZSTD_outBuffer out{compression_->buffer.data(), compression_->buffer.size(), 0};
    const std::size_t left =
        ZSTD_compressStream2(compression_->context.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) return fail(Errc::io, std::string{"cannot compress: "} + ZSTD_getErrorName(left));
    if (auto given = hand_over(std::span{compression_->buffer}.first(out.pos)); !given) return given;
    if (end ? left == 0 : in.pos == in.size) return {};
  }
}

Result<> FrameWriter::hand_over(std::span<const std::byte> data) {
  if (data.empty()) return {};
  compression_->digest.update(data);
  return out_.write(data);
}

}  // namespace firsthour::pack
