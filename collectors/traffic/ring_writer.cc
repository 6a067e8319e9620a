// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/ring_writer.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <utility>

namespace firsthour::collectors {

void RingWriter::join() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void RingWriter::run() {
  while (auto taken = queue_.take()) {
    Piece& piece = taken->piece;
    if (!failed_)
      if (auto put_down = put(piece, taken->many_wait); !put_down) fail_with(std::move(put_down.error()));
    if (failed_) {
      not_written_ += piece.packets;
      lost_in_file_ += piece.packets;
      if (piece.end_of_file && open_) end_file_short(std::move(*piece.end_of_file));
    }
    queue_.give_back(std::move(piece.bytes));
  }
}

Result<> RingWriter::put(Piece& piece, bool hurry) {
  if (piece.next_file) {
    if (auto opened = files_.open_next(*piece.next_file); !opened) return opened;
    open_ = true;
  }
  if (const auto bytes = piece.bytes.bytes(); !bytes.empty())
    if (auto written = files_.write(bytes, piece.whole, hurry); !written) return written;
  if (!piece.end_of_file) return {};
  if (auto closed = files_.close_file(std::move(*piece.end_of_file)); !closed) return closed;
  piece.end_of_file.reset();
  open_ = false;
  ++files_closed_;
  if (hooks_.closed) hooks_.closed(files_.closed().back());
  return {};
}

void RingWriter::fail_with(Error error) {
  failure_ = std::move(error);
  lost_in_file_ = 0;
  failed_ = true;
}

// The counters that stand behind the packets did not fit either, so that the manifest alone has them.
void RingWriter::end_file_short(CapturedFile file) {
  open_ = false;
  files_.release_reserve();
  file.packets -= std::min(file.packets, lost_in_file_);
  file.last.reset();  // may be of a packet that was lost
  file.because = "failed";
  if (files_.close_file(std::move(file))) ++files_closed_;
}

}  // namespace firsthour::collectors
