// SPDX-License-Identifier: Apache-2.0
// Many small items gathered in memory, written as two files: their bytes one after another, then their
// records.
#pragma once

#include "casefile/encoding.h"
#include "casefile/pack/item_digest.h"
#include "casefile/pack/payload_name.h"
#include "casefile/pack/record_line.h"

#include <cstdint>
#include <span>
#include <string>

namespace firsthour::pack {

inline constexpr std::size_t kSmallItem = 64 * 1024;         // larger ones do not join a segment
inline constexpr std::size_t kSegmentContent = 1024 * 1024;  // closed when this is reached
inline constexpr std::size_t kSegmentItems = 2000;
inline constexpr std::size_t kSegmentRecords = 4 * 1024 * 1024;
// What follows for a reader: the largest files of a segment.
inline constexpr std::size_t kMostSegmentContent = kSegmentContent + kSmallItem;
inline constexpr std::size_t kMostSegmentRecords = kSegmentRecords + kMostRecord;

class Segment {
 public:
  [[nodiscard]] bool is_open() const { return number_ != 0; }
  void open(std::uint32_t number) { number_ = number; }

  [[nodiscard]] Result<> add(Item item, std::span<const std::byte> content) {
    ItemDigest digest{item};
    digest.update(content);
    digest.finish(item);
    item.stored = {content_name().text()};
    item.stored_offset = content_.size();
    if (auto recorded = record(std::move(item)); !recorded) return recorded;
    content_ += as_text(content);
    return {};
  }
  [[nodiscard]] Result<> note(Item item) {
    item.size = 0;
    item.sha256.reset();
    item.stored.clear();
    item.stored_offset = 0;
    return record(std::move(item));
  }

  [[nodiscard]] bool is_full() const {
    return content_.size() >= kSegmentContent || items_ >= kSegmentItems ||
           records_.size() >= kSegmentRecords;
  }
  [[nodiscard]] PayloadName content_name() const { return {PayloadKind::segment_content, number_, 0}; }
  [[nodiscard]] PayloadName records_name() const { return {PayloadKind::segment_records, number_, 0}; }
  [[nodiscard]] const std::string& content() const { return content_; }
  [[nodiscard]] const std::string& records() const { return records_; }
  void clear() {
    number_ = 0;
    items_ = 0;
    content_.clear();
    records_.clear();
  }

 private:
  [[nodiscard]] Result<> record(Item item) {
    item.id = item_id(number_, items_);
    auto line = record_line(std::move(item));
    if (!line) return tl::unexpected<Error>{line.error()};
    records_ += *line;
    ++items_;
    return {};
  }

  std::uint32_t number_ = 0;  // 0: not open
  std::size_t items_ = 0;
  std::string content_, records_;
};

}  // namespace firsthour::pack
