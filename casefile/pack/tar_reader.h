// SPDX-License-Identifier: Apache-2.0
// The files of a collection's or a packed case's tar stream, one after another. Takes exactly what
// tar_header() writes: every byte of headers, padding and end mark is checked. Bounded memory, whatever sizes
// the headers claim.
#pragma once

#include "casefile/pack/frame_reader.h"
#include "casefile/pack/payload_name.h"
#include "casefile/pack/tar_header.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::pack {

// What tells a stream of ours from others: the name of its first file, and the folders that may be.
struct TarForm {
  std::string_view first_file;
  bool (*is_folder)(std::string_view name);
};
inline constexpr TarForm kCollectionForm{"bagit.txt", is_collection_name};

class TarReader {
 public:
  enum class State {
    good,
    ended,    // the end mark came, and nothing after it
    cut,      // the stream ended before
    damaged,  // `problem()` says where
    foreign,  // the first header is none of a collection
  };
  explicit TarReader(ByteSource& from, TarForm form = kCollectionForm)
      : frames_{from}, form_{form}, buffer_{std::make_unique_for_overwrite<std::byte[]>(kBuffer)} {}

  // Steps to the next file; the one before must have been read to its end. False unless state() is good.
  [[nodiscard]] bool next();
  [[nodiscard]] const TarFile& file() const { return file_; }
  // The next piece of the file, valid until the next call; empty at its end, or when state() is not good.
  [[nodiscard]] std::span<const std::byte> read();

  [[nodiscard]] bool compressed() const { return frames_.compressed(); }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  static constexpr std::size_t kBuffer = 256 * 1024;
  [[nodiscard]] std::span<const std::byte> ready() const { return {buffer_.get() + first_, last_ - first_}; }
  [[nodiscard]] bool fill(std::size_t want);
  void consume(std::size_t size);
  void stop(State state, std::string problem);
  [[nodiscard]] bool take_header(std::size_t blocks);
  void take_end_mark();
  [[nodiscard]] bool take_padding();

  FrameReader frames_;
  TarForm form_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t first_ = 0, last_ = 0;
  std::uint64_t offset_ = 0;  // in the tar stream
  TarFile file_;
  std::uint64_t left_ = 0;  // of the file
  std::size_t padding_ = 0;
  bool first_file_ = true;
  State state_ = State::good;
  std::string problem_;
};

}  // namespace firsthour::pack
