// SPDX-License-Identifier: Apache-2.0
// The bytes of an open file, or of chosen ranges of it, as a stream.
#pragma once

#include "casefile/bytes.h"
#include "casefile/item.h"
#include "collectors/collector.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::collectors {

// Which ranges of a file are stored: its data without the holes, and of a file over the limit only the
// beginning or the end.
struct Selection {
  std::vector<Extent> ranges;  // ascending, not touching
  std::uint64_t bytes = 0;     // sum of the lengths
  bool whole = true;           // every byte of data is in; only holes are not
  bool is_plain = true;        // one range, the whole file: no extents need to be recorded
};

// `limit` 0 = none. More than 4096 ranges are joined, nearest first, so that a hostile sparse file cannot
// make a record of any size; the holes between them are then stored.
[[nodiscard]] Selection select_ranges(std::vector<Extent> data, std::uint64_t file_size, std::uint64_t limit,
                                      bool tail);

// Reads the ranges one after the other. Ends early where the file is shorter by now; fails when it cannot be
// read or the run is stopping.
class FileSource final : public ByteSource {
 public:
  FileSource(OpenFile& file, const Selection& selection, const Context& context)
      : file_{file}, selection_{selection}, context_{context} {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;

  [[nodiscard]] std::uint64_t bytes_read() const { return read_; }

 private:
  OpenFile& file_;
  const Selection& selection_;
  const Context& context_;
  std::size_t range_ = 0;
  std::uint64_t within_ = 0, read_ = 0;
};

}  // namespace firsthour::collectors
