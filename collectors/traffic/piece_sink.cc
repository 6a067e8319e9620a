// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/piece_sink.h"

#include <algorithm>
#include <utility>

namespace firsthour::collectors {

Result<> PieceSink::write(std::span<const std::byte> data) {
  while (!data.empty()) {
    const std::size_t held = piece_.bytes.bytes().size();
    if (held == 0) piece_.bytes = queue_.buffer();
    // So long that the next piece begins at a whole unit, wherever this one does.
    const std::size_t goal = PieceBuffer::kRoom - (file_bytes_ - held) % kDirectUnit;
    const auto part = data.first(std::min(data.size(), goal - held));
    piece_.bytes.append(part);
    file_bytes_ += part.size();
    data = data.subspan(part.size());
    if (data.empty()) {
      piece_.whole = held + part.size();
      piece_.packets += std::exchange(packets_, 0);
    }
    if (held + part.size() == goal) pass_on();
  }
  return {};
}

void PieceSink::pass_on() {
  if (piece_.bytes.bytes().empty()) return;
  queue_.push(std::exchange(piece_, Piece{}));
}

void PieceSink::begin_file(Instant at) {
  file_bytes_ = 0;
  Piece begin;
  begin.next_file = at;
  queue_.push(std::move(begin));
}

void PieceSink::end_file(CapturedFile file) {
  pass_on();
  Piece end;
  end.end_of_file = std::move(file);
  queue_.push(std::move(end));
}

}  // namespace firsthour::collectors
