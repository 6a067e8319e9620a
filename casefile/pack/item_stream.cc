// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/item_stream.h"

#include "casefile/pack/payload_name.h"

#include <algorithm>

namespace firsthour::pack {

PartsStream::PartsStream(PartsWriter& to, Item item, std::uint32_t number, Result<> refusal)
    : to_{to}, item_{std::move(item)}, number_{number}, digest_{item_}, state_{std::move(refusal)} {}

PartsStream::~PartsStream() {
  if (!finished_) static_cast<void>(finish(Outcome::partial, "abandoned"));
}

Result<> PartsStream::write(std::span<const std::byte> data) {
  while (state_ && !data.empty()) {
    const auto piece = data.first(std::min(data.size(), kMostPartSize));
    waiting_.insert(waiting_.end(), piece.begin(), piece.end());
    data = data.subspan(piece.size());
    if (waiting_.size() >= kMostPartSize)
      state_ = write_parts(kMostPartSize - 1, waiting_.size() >= kMostWaiting);
  }
  return state_;
}

// Writes whole parts from the front until at most `down_to` bytes wait.
Result<> PartsStream::write_parts(std::size_t down_to, bool wait) {
  std::size_t written = 0;
  Result<> state;
  while (waiting_.size() - written > down_to) {
    if (parts_ == kMostPart) {
      state = fail(Errc::no_space, "item " + item_.path + " has more than 999999 parts");
      break;
    }
    const auto piece =
        std::span{waiting_}.subspan(written, std::min(kMostPartSize, waiting_.size() - written));
    const auto done = to_.write_part(number_, parts_ + 1, piece, wait);
    if (!done) state = tl::unexpected<Error>{done.error()};
    if (!done || !*done) break;
    digest_.update(piece);
    ++parts_;
    written += piece.size();
    item_.stored.push_back(PayloadName{PayloadKind::part, number_, parts_}.text());
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(written));
  return state;
}

Result<> PartsStream::finish(Outcome outcome, std::string reason) {
  if (finished_) return fail(Errc::usage, "item " + item_.path + " was finished already");
  finished_ = true;
  if (number_ == 0) return state_;
  if (state_) state_ = write_parts(0, true);
  if (parts_ > 0) digest_.finish(item_);
  // The parts that were written get their record, whatever happened after them.
  item_.outcome = state_ ? outcome : Outcome::partial;
  item_.reason = state_ ? std::move(reason) : state_.error().what;
  auto recorded = to_.write_record(item_, number_);
  if (state_) state_ = std::move(recorded);
  return state_;
}

void PartsStream::set_attribute(std::string key, std::string value) {
  item_.attributes.insert_or_assign(std::move(key), std::move(value));
}

void PartsStream::add_extent(Extent extent) { item_.extents.push_back(extent); }

}  // namespace firsthour::pack
