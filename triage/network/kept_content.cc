// SPDX-License-Identifier: Apache-2.0
#include "triage/network/kept_content.h"

#include <utility>

namespace firsthour::triage::network {

void KeptContent::append(Bytes bytes) {
  if (!room_ || over_ || bytes.empty()) return;
  const std::uint64_t size = bytes_ ? bytes_->size() : 0;
  if (size + bytes.size() > room_->most_each || room_->used + bytes.size() > room_->most_all) {
    over_ = true;
    bytes_.reset();
    return;
  }
  if (!bytes_)
    bytes_ = {new std::string, [room = room_](const std::string* kept) {
                room->used -= kept->size();
                delete kept;
              }};
  bytes_->append(text_of(bytes));
  room_->used += bytes.size();
}

Content KeptContent::finish() {
  over_ = false;
  return std::exchange(bytes_, nullptr);
}

}  // namespace firsthour::triage::network
