// SPDX-License-Identifier: Apache-2.0
// The tar stream inside a collection: as it comes, or out of zstd frames; told apart by the first bytes.
//
// Why not libarchive's zstd filter (3.6.2): of a stream that is cut it drops everything since its last full
// buffer, whole items among it (cut 45 bytes before the end, a small collection gave none of its ten files);
// it cannot tell a cut from damage; and it skips frames that decoders skip.
#pragma once

#include "casefile/bytes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace firsthour::pack {

class FrameReader {
 public:
  enum class End {
    none,     // more may come
    clean,    // the source ended; compressed: after a seal that holds
    cut,      // the source ended or failed inside, or before the seal
    damaged,  // `problem()` says where; also when the source itself found that it was altered
  };
  explicit FrameReader(ByteSource& from);
  ~FrameReader();

  // Up to `into.size()` bytes; 0 only once end() is not `none`.
  [[nodiscard]] std::size_t read(std::span<std::byte> into);
  [[nodiscard]] End end() const { return end_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool compressed() const { return decoder_ != nullptr; }
  [[nodiscard]] bool source_altered() const { return source_altered_; }

 private:
  struct Decoder;
  // Makes `want` raw bytes ready when the source has them.
  void fill(std::size_t want);
  void consume(std::size_t size);
  void begin();
  void between_frames();
  void check_seal();
  // What the end of the source means where more had to come.
  [[nodiscard]] End early() const { return source_altered_ ? End::damaged : End::cut; }
  [[nodiscard]] std::size_t decode(std::span<std::byte> into);
  void stop(End end, std::string problem = {});
  [[nodiscard]] std::span<const std::byte> ready() const;

  ByteSource& from_;
  std::unique_ptr<std::byte[]> raw_;
  std::size_t first_ = 0, last_ = 0;  // what is ready in raw_
  std::uint64_t offset_ = 0;          // of first_ in the stream
  bool begun_ = false, source_ended_ = false, source_altered_ = false;
  End end_ = End::none;
  std::string problem_;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace firsthour::pack
