// SPDX-License-Identifier: Apache-2.0
// Windows event logs (EVTX): a header of 4 KiB, then chunks of 64 KiB, each readable by itself, each full of
// records. Chunks are looked for by their mark, so that cut, carved and dirty files give what they hold.
//
// Why not libevtx: it takes files by name, which the sandbox of a worker forbids, gives the names of data
// only inside an XML text that would have to be parsed again, is not promised to survive hostile files (a
// target of this reader is fuzzed), and is not in the field build. The tests compare both over the same file.
#include "casefile/encoding.h"
#include "triage/logs/little_endian.h"
#include "triage/logs/readers.h"
#include "triage/logs/windows_event_fields.h"
#include "triage/logs/windows_value.h"

#include <zlib.h>

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kFileHead = 4096, kChunk = 65'536, kChunkHead = 512, kRecordHead = 24;
constexpr std::string_view kChunkMark{"ElfChnk\0", 8}, kRecordMark{"**\0\0", 4};
constexpr std::string_view kFileMark{"ElfFile\0", 8};
constexpr int kMostInside = 8;       // records hidden in each other
constexpr std::uint32_t kDirty = 1;  // closed badly: checksums and ends are those of the last flush
constexpr std::uint32_t kNoChecksums = 4;

class WindowsLog {
 public:
  explicit WindowsLog(Reading& reading) : reading_{reading}, content_{as_text(reading.content())} {}

  void read() {
    std::size_t at = 0;
    if (content_.starts_with(kFileMark)) {
      if (content_.size() < kFileHead) return reading_.lose(0, 0, "cut off inside the file's head");
      dirty_ = (little32(content_, 120) & kDirty) != 0;
      at = kFileHead;
    }
    while (!stopped_ && at < content_.size()) {
      if (content_.substr(at, kChunkMark.size()) != kChunkMark) {
        at = look_for_chunk(at);
        continue;
      }
      chunk(at, content_.substr(at, kChunk));
      at += kChunk;
    }
    reading_.summary().missing = missing_;
  }

 private:
  std::size_t look_for_chunk(std::size_t from) {
    const std::size_t found = std::min(content_.find(kChunkMark, from), content_.size());
    const std::string_view between = content_.substr(from, found - from);
    // What was reserved and never written is zeros.
    if (between.find_first_not_of('\0') != std::string_view::npos) {
      reading_.lose(from, 0, std::to_string(between.size()) + " bytes that are no chunk");
    }
    return found;
  }

  void chunk(std::size_t chunk_at, std::string_view chunk) {
    if (chunk.size() < kChunkHead) return reading_.lose(chunk_at, 0, "cut off inside a chunk's head");
    if (chunk.size() < kChunk)
      reading_.lose(chunk_at, 0,
                    "the last chunk is cut off after " + std::to_string(chunk.size()) + " bytes");
    const std::size_t end = little32(chunk, 48);
    check_sums(chunk_at, chunk, end);
    XmlNames names{chunk};
    std::size_t at = kChunkHead;
    // A chunk that was not closed may hold records behind its stated end.
    while (!stopped_ && chunk.size() - at >= kRecordHead && chunk.substr(at, 4) == kRecordMark) {
      const std::size_t size = little32(chunk, at + 4);
      if (at >= end && !follows(chunk, at, size)) {
        reading_.lose(chunk_at + at, 0, "remains of older records behind the chunk's end");
        break;
      }
      const bool whole = size >= kRecordHead + 4 && size <= chunk.size() - at;
      if (!whole) {
        reading_.lose(chunk_at + at, 0, "a record of an impossible size");
        // Its head may be damaged alone: the next mark goes on.
        at = std::min(chunk.find(kRecordMark, at + 4), chunk.size());
        continue;
      }
      if (little32(chunk, at + size - 4) != size)
        reading_.lose(chunk_at + at, 0, "the two sizes of a record differ");
      record(chunk_at, chunk, at, size, names);
      at += size;
    }
    if (at < std::min(end, chunk.size()) && !stopped_) {
      reading_.lose(chunk_at + at, 0, "no record where one should be");
    }
  }

  // Behind the stated end of a chunk: the next record, not yet counted in, or what an older round left there.
  [[nodiscard]] bool follows(std::string_view chunk, std::size_t at, std::size_t size) const {
    return size >= kRecordHead + 4 && size <= chunk.size() - at && little32(chunk, at + size - 4) == size &&
           previous_ && little64(chunk, at + 8) == *previous_ + 1;
  }

  void check_sums(std::size_t chunk_at, std::string_view chunk, std::size_t end) {
    if (dirty_ || end < kChunkHead || end > chunk.size()) return;
    const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(chunk.data() + kChunkHead),
                             static_cast<uInt>(end - kChunkHead));
    const std::uint32_t stated = little32(chunk, 52);
    const bool none = (little32(chunk, 120) & kNoChecksums) != 0;
    if (!none && sum != stated)
      reading_.lose(chunk_at, 0, "the checksum of the chunk's records does not hold");
  }

  void count_number(std::uint64_t number) {
    if (previous_ && number > *previous_ + 1) missing_ += number - *previous_ - 1;
    previous_ = number;
  }

  void record(std::size_t chunk_at, std::string_view chunk, std::size_t at, std::size_t size, XmlNames& names,
              int inside = 0) {
    ++reading_.summary().lines;
    const std::uint64_t number = little64(chunk, at + 8);
    count_number(number);
    LogRecord made = reading_.begin({{}, chunk_at + at, size, number, false});
    made.message = {};
    made.origin = {"windows", "", "", ""};
    WindowsEventFields fields{reading_.event};
    XmlWalk walk{chunk, names, fields};
    if (!walk.fragment(at + kRecordHead, at + size - 4)) {
      reading_.lose(chunk_at + walk.stopped_at(), 0,
                    "record " + std::to_string(number) + ": its XML ends here");
    }
    fields.finish();
    take_time(made, little64(chunk, at + 16));
    if (const auto computer = reading_.event.text("Computer"); !computer.empty()) made.host = computer;
    made.program = reading_.event.text("Provider_Name");
    if (!reading_.give(made)) stopped_ = true;
    look_inside(chunk_at, chunk, at, size, walk.stopped_at(), names, inside);
  }

  // A record made longer so that it swallows the next ones hides them from the event viewer.
  void look_inside(std::size_t chunk_at, std::string_view chunk, std::size_t at, std::size_t size,
                   std::size_t from, XmlNames& names, int inside) {
    const std::size_t end = at + size;
    if (stopped_ || inside >= kMostInside || from < at || from >= end || end - from < kRecordHead) return;
    const std::size_t inner = chunk.substr(0, end).find(kRecordMark, from);
    if (inner == std::string_view::npos || end - inner < kRecordHead + 4) return;
    const std::size_t inner_size = little32(chunk, inner + 4);
    if (inner_size < kRecordHead + 4 || inner_size > end - inner) return;
    reading_.lose(chunk_at + inner, 0, "a record is hidden inside another");
    record(chunk_at, chunk, inner, inner_size, names, inside + 1);
  }

  void take_time(LogRecord& record, std::uint64_t written) {
    // When it happened; when it was written into the log is the next best.
    if (const auto stamp = iso_stamp(reading_.event.text("TimeCreated_SystemTime"))) {
      reading_.set_time(record, *stamp);
      if (record.basis != TimeBasis::none) return;
    }
    const WindowsTime time = windows_time(written);
    Reading::set_epoch(record, time.seconds, time.nanoseconds);
  }

  Reading& reading_;
  std::string_view content_;
  std::optional<std::uint64_t> previous_;
  std::uint64_t missing_ = 0;
  bool dirty_ = false, stopped_ = false;
};

}  // namespace

void read_windows_events(Reading& reading) { WindowsLog{reading}.read(); }

}  // namespace firsthour::triage::logs
