// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/stream.h"

#include <zstd.h>

#include <algorithm>
#include <new>

namespace firsthour::verify {
namespace {

constexpr std::string_view kFrame = "\x28\xb5\x2f\xfd", kSeal{"\x5e\x2a\x4d\x18\x20\0\0\0", 8};
constexpr int kWindowLog = 23;  // 8 MiB
constexpr std::size_t kOutput = std::size_t{1} << 18;

}  // namespace

void PlainStream::Free::operator()(ZSTD_DCtx_s* context) const noexcept { ZSTD_freeDCtx(context); }

// Makes `count` bytes of input stand ready; false when the stream ends before.
Read<bool> PlainStream::more_input(std::size_t count) {
  while (input_.size() - input_at_ < count) {
    const auto block = raw_->next();
    if (!block) return tl::unexpected<Stop>{block.error()};
    if (block->empty()) return false;
    input_.erase(0, input_at_);
    input_at_ = 0;
    input_ += *block;
  }
  return true;
}

void PlainStream::consume(std::size_t count) {
  before_seal_.update(std::string_view{input_}.substr(input_at_, count));
  input_at_ += count;
}

Read<std::string_view> PlainStream::beginning(std::size_t count) {
  if (const auto more = more_input(count); !more) return tl::unexpected<Stop>{more.error()};
  const std::string_view text = std::string_view{input_}.substr(input_at_, count);
  packed_ = text.starts_with(kFrame);
  return text;
}

Read<std::string_view> PlainStream::next(std::size_t most) {
  if (!packed_.value()) {
    if (const auto more = more_input(1); !more) return tl::unexpected<Stop>{more.error()};
    const std::string_view bytes = std::string_view{input_}.substr(input_at_, most);
    input_at_ += bytes.size();
    offset_ += bytes.size();
    return bytes;
  }
  while (output_at_ == output_.size() && !ended_) {
    if (const auto done = unpack(); !done) return tl::unexpected<Stop>{done.error()};
  }
  const std::string_view bytes = std::string_view{output_}.substr(output_at_, most);
  output_at_ += bytes.size();
  offset_ += bytes.size();
  return bytes;
}

// False when the seal was there instead of a further frame.
Read<bool> PlainStream::begin_frame() {
  const auto more = more_input(kSeal.size());
  if (!more) return tl::unexpected<Stop>{more.error()};
  const std::string_view text = std::string_view{input_}.substr(input_at_);
  if (text.starts_with(kSeal)) {
    if (const auto sealed = check_seal(); !sealed) return tl::unexpected<Stop>{sealed.error()};
    return false;
  }
  const std::string_view begun = text.substr(0, 4);
  if (begun != kFrame.substr(0, begun.size()) && begun != kSeal.substr(0, begun.size()))
    return wrong(say("what stands between the zstd frames is neither a frame nor the seal",
                     "zstd 帧之间的内容既不是帧也不是封印"));
  if (!*more) return cut(say("ends before its seal", "在封印之前结束"));
  if ((static_cast<unsigned char>(text[4]) & 0x04) == 0)
    return wrong(say("a zstd frame without a checksum", "zstd 帧没有校验和"));
  if (!context_) context_.reset(ZSTD_createDCtx());
  if (!context_ || ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kWindowLog)))
    throw std::bad_alloc{};
  in_frame_ = true;
  return true;
}

Read<> PlainStream::check_seal() {
  constexpr std::size_t kLength = 40;
  const auto more = more_input(kLength + 1);
  if (!more) return tl::unexpected<Stop>{more.error()};
  const std::string_view text = std::string_view{input_}.substr(input_at_);
  if (text.size() < kLength) return cut(say("ends inside its seal", "在封印中间结束"));
  if (text.substr(kSeal.size(), 32) != before_seal_.finish())
    return wrong(say("the seal's digest is not that of the stream before it", "封印的摘要与之前的数据不符"));
  if (text.size() > kLength) return wrong(say("more behind the seal", "封印之后还有内容"));
  ended_ = sealed_ = true;
  return {};
}

Read<> PlainStream::unpack() {
  if (!in_frame_) {
    const auto begun = begin_frame();
    if (!begun) return tl::unexpected<Stop>{begun.error()};
    if (!*begun) return {};
  }
  const auto more = more_input(1);
  if (!more) return tl::unexpected<Stop>{more.error()};
  if (!*more) {
    // One changed bit in a block's length makes the decoder swallow all that follows; but the end is there.
    if (raw_->tail().starts_with(kSeal))
      return wrong(say("a zstd frame without end, though the seal is there", "zstd 帧没有结束，但封印存在"));
    return cut(say("ends inside a zstd frame", "在 zstd 帧中间结束"));
  }
  output_.resize(kOutput);
  output_at_ = 0;
  ZSTD_inBuffer in{input_.data() + input_at_, input_.size() - input_at_, 0};
  ZSTD_outBuffer out{output_.data(), output_.size(), 0};
  const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
  if (ZSTD_isError(left)) {
    output_.clear();
    return wrong(
        say("a zstd frame that does not unpack: {}", "zstd 帧无法解压：{}", ZSTD_getErrorName(left)));
  }
  consume(in.pos);
  output_.resize(out.pos);
  in_frame_ = left != 0;
  return {};
}

}  // namespace firsthour::verify
