// SPDX-License-Identifier: Apache-2.0
// A collection's bytes: from a file, from its parts NAME.001, NAME.002 …, or from standard input; unpacked
// when they are zstd frames behind a seal. Read once, front to back.
#pragma once

#include "casefile/verify/digest.h"
#include "casefile/verify/file.h"
#include "casefile/verify/work.h"

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct ZSTD_DCtx_s;

namespace firsthour::verify {

// Why a stream goes no further.
struct Stop {
  bool cut = false;   // it ended early, and nothing before that was wrong
  bool read = false;  // the medium, not the stream
  Words why;
};
template <class T = void>
using Read = tl::expected<T, Stop>;

[[nodiscard]] inline tl::unexpected<Stop> cut(Words why) {
  return tl::unexpected<Stop>{{true, false, std::move(why)}};
}
[[nodiscard]] inline tl::unexpected<Stop> wrong(Words why) {
  return tl::unexpected<Stop>{{false, false, std::move(why)}};
}

// The bytes as they lie on the medium, and their digests.
class RawStream {
 public:
  static Result<RawStream> open(const std::string& path, Progress& progress);
  // The next block, at most 1 MiB; empty at the end. Valid until the next call.
  Read<std::string_view> next();
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // The last bytes so far, at most 40.
  [[nodiscard]] std::string_view tail() const { return tail_; }
  [[nodiscard]] std::string sha256_hex();  // once, at the end
  [[nodiscard]] std::string sm3_hex();

 private:
  explicit RawStream(Progress& progress) : progress_{&progress} {}

  Progress* progress_;
  std::vector<File> files_;
  std::size_t file_ = 0;
  std::uint64_t size_ = 0;
  std::string tail_;
  std::unique_ptr<std::string> block_ = std::make_unique<std::string>();
  Digest sha256_{"sha256"};
  // SM3 is the slowest of all that is computed here, so it has a thread of its own.
  std::unique_ptr<Digest> sm3_ = std::make_unique<Digest>("sm3");
  std::future<void> sm3_done_;
};

// The same, unpacked.
class PlainStream {
 public:
  explicit PlainStream(RawStream& raw) : raw_{&raw} {}
  // What the first bytes say; they stay to be read. Fewer than `count` only at the end.
  Read<std::string_view> beginning(std::size_t count);
  // At most `most` bytes, at least one but at the end. Valid until the next call.
  Read<std::string_view> next(std::size_t most);
  // Offset in the unpacked bytes.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  Read<bool> more_input(std::size_t count);
  Read<bool> begin_frame();
  Read<> unpack();
  Read<> check_seal();
  void consume(std::size_t count);

  struct Free {
    void operator()(ZSTD_DCtx_s* context) const noexcept;
  };
  RawStream* raw_;
  std::string input_;  // not yet used
  std::size_t input_at_ = 0;
  std::string output_;  // unpacked, not yet handed out
  std::size_t output_at_ = 0;
  std::uint64_t offset_ = 0;
  std::optional<bool> packed_;
  bool in_frame_ = false, ended_ = false, sealed_ = false;
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
  Digest before_seal_{"sha256"};
};

}  // namespace firsthour::verify
