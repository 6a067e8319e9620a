// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/tar_reader.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <cstring>

namespace firsthour::pack {
namespace {

bool all_zero(std::span<const std::byte> bytes) {
  return bytes.empty() ||
         (bytes[0] == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

void TarReader::stop(State state, std::string problem) {
  if (state_ != State::good) return;
  state_ = state;
  problem_ = std::move(problem);
}

// True when `want` bytes are ready. Else the stream has ended: `cut`, unless the frames are damaged.
bool TarReader::fill(std::size_t want) {
  if (state_ != State::good) return false;
  if (last_ - first_ < want) {
    std::memmove(buffer_.get(), buffer_.get() + first_, last_ - first_);
    last_ -= first_;
    first_ = 0;
  }
  while (last_ < want) {
    const std::size_t got = frames_.read({buffer_.get() + last_, kBuffer - last_});
    if (got == 0) {
      stop(frames_.end() == FrameReader::End::damaged ? State::damaged : State::cut, frames_.problem());
      return false;
    }
    last_ += got;
  }
  return true;
}

void TarReader::consume(std::size_t size) {
  first_ += size;
  offset_ += size;
}

bool TarReader::next() {
  if (!fill(kTarBlock)) {
    if (first_file_ && !frames_.source_altered()) state_ = State::foreign;
    return false;
  }
  if (!first_file_ && all_zero(ready().first(kTarBlock))) {
    take_end_mark();
    return false;
  }
  const std::size_t blocks = tar_header_blocks(as_text(ready()));
  return fill(blocks * kTarBlock) && take_header(blocks);
}

bool TarReader::take_header(std::size_t blocks) {
  const std::string_view text = as_text(ready().first(blocks * kTarBlock));
  const auto file = parse_tar_header(text);
  if (first_file_) {
    // With our first name in it, it is a collection that was altered; else something that never was one.
    if (!file || file->name != form_.first_file || !form_.is_folder(file->folder)) {
      const std::string first{form_.first_file};
      const bool ours = text.substr(0, 160).find("/" + first) != std::string_view::npos;
      stop(ours ? State::damaged : State::foreign, "tar offset 0: not the header of " + first);
      return false;
    }
  } else if (!file || file->folder != file_.folder || file->modified != file_.modified) {
    stop(State::damaged, "tar offset " + std::to_string(offset_) + ": not a header as it has to be");
    return false;
  }
  first_file_ = false;
  file_ = *file;
  left_ = file_.size;
  padding_ = tar_padding(file_.size);
  consume(blocks * kTarBlock);
  return true;
}

void TarReader::take_end_mark() {
  if (!fill(2 * kTarBlock)) return;
  if (!all_zero(ready().subspan(kTarBlock, kTarBlock))) {
    return stop(State::damaged, "tar offset " + std::to_string(offset_ + kTarBlock) + ": half an end mark");
  }
  consume(2 * kTarBlock);
  if (!ready().empty() || frames_.read({buffer_.get(), kBuffer}) > 0) {
    return stop(State::damaged, "tar offset " + std::to_string(offset_) + ": bytes after the end mark");
  }
  switch (frames_.end()) {
    case FrameReader::End::clean:
      return stop(State::ended, {});
    case FrameReader::End::damaged:
      return stop(State::damaged, frames_.problem());
    default:
      return stop(State::cut, frames_.problem());
  }
}

std::span<const std::byte> TarReader::read() {
  if (left_ == 0) {
    static_cast<void>(take_padding());
    return {};
  }
  if (!fill(1)) return {};
  const auto piece = ready().first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, ready().size())));
  left_ -= piece.size();
  consume(piece.size());
  return piece;
}

bool TarReader::take_padding() {
  if (!fill(padding_)) return false;
  if (!all_zero(ready().first(padding_))) {
    stop(State::damaged, file_.name + ": its padding is not zero");
    return false;
  }
  consume(padding_);
  padding_ = 0;
  return true;
}

}  // namespace firsthour::pack
