// SPDX-License-Identifier: Apache-2.0
// Journal files of systemd, by its published description of the format: all objects are walked in the order
// in which they were written, so that a file that was never closed (state online) or whose hash tables and
// entry arrays are damaged or made wrong gives every entry that is still there.
//
// Why not libsystemd: it opens files by descriptor and maps them, trusts their chains of offsets (a loop in
// them is a loop for the reader), and is not in the field build. The tests compare with journalctl.
// Seals (forward secure sealing) are not verified.
#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/logs/auth_message.h"
#include "triage/logs/journal_payload.h"
#include "triage/logs/little_endian.h"
#include "triage/logs/readers.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

enum : std::uint8_t { kDataObject = 1, kEntryObject = 3, kLastObject = 7 };
enum : std::uint32_t { kKnownFlags = 31, kCompact = 16 };
constexpr std::size_t kSmallestHead = 208, kObjectHead = 16, kEntryHead = 64;
constexpr std::size_t kMostItems = 1024;  // fields of an entry
constexpr std::size_t kFieldLimit = 1U << 20;
constexpr std::size_t kEntryLimit = 16U << 20;                 // bytes expanded for one entry
constexpr std::uint64_t kWholeLimit = std::uint64_t{4} << 30;  // bytes expanded for one file

struct Object {
  std::uint8_t type = 0, flags = 0;
  std::uint64_t size = 0;
};

class Journal {
 public:
  explicit Journal(Reading& reading) : reading_{reading}, content_{as_text(reading.content())} {}

  void read() {
    if (content_.size() < kSmallestHead) return reading_.lose(0, 0, "cut off inside the file's head");
    const std::uint32_t flags = little32(content_, 12);
    if ((flags & ~kKnownFlags) != 0) reading_.lose(12, 0, "features that are not known here");
    compact_ = (flags & kCompact) != 0;
    const std::uint64_t head = little64(content_, 88);
    const std::uint64_t tail = little64(content_, 136);
    std::uint64_t at =
        head >= kSmallestHead && head % 8 == 0 && head < content_.size() ? head : kSmallestHead;
    while (!stopped_ && content_.size() - at >= kObjectHead) {
      const auto object = object_at(at);
      if (!object) {
        // Behind the last object space is reserved: zeros.
        const std::size_t used = content_.find_first_not_of('\0', at);
        if (used == std::string_view::npos) break;
        at = look_for_entry(at);
        continue;
      }
      if (object->type == kEntryObject) entry(at, *object);
      at = next_of(at, *object);
    }
    if (tail >= content_.size()) reading_.lose(content_.size(), 0, "cut off before the last object");
  }

 private:
  [[nodiscard]] std::optional<Object> object_at(std::uint64_t at) const {
    if (at % 8 != 0 || at >= content_.size() || content_.size() - at < kObjectHead) return std::nullopt;
    const Object object{static_cast<std::uint8_t>(content_[at]), static_cast<std::uint8_t>(content_[at + 1]),
                        little64(content_, at + 8)};
    const bool sane = object.type >= 1 && object.type <= kLastObject && object.size >= kObjectHead &&
                      object.size <= content_.size() - at;
    return sane ? std::optional{object} : std::nullopt;
  }

  [[nodiscard]] std::uint64_t next_of(std::uint64_t at, const Object& object) const {
    return std::min<std::uint64_t>(content_.size(), at + (object.size + 7) / 8 * 8);
  }

  // After damage: the next place that has all the marks of an entry.
  std::uint64_t look_for_entry(std::uint64_t from) {
    std::uint64_t at = from + 8;
    for (; at < content_.size() && content_.size() - at >= kEntryHead; at += 8) {
      if (content_[at] != kEntryObject || little(content_, at + 1, 7) != 0) continue;
      const auto object = object_at(at);
      constexpr std::uint64_t kYear1995 = 788'918'400'000'000, kYear2100 = 4'102'444'800'000'000;
      const std::uint64_t realtime = little64(content_, at + 24);
      if (object && object->size > kEntryHead && (object->size - kEntryHead) % (compact_ ? 4 : 16) == 0 &&
          realtime > kYear1995 && realtime < kYear2100) {
        break;
      }
    }
    at = content_.size() - at >= kEntryHead && at < content_.size() ? at : content_.size();
    reading_.lose(from, 0, std::to_string(at - from) + " bytes that are no objects");
    return at;
  }

  void entry(std::uint64_t at, const Object& object) {
    if (object.size < kEntryHead) return reading_.lose(at, 0, "an entry of an impossible size");
    ++reading_.summary().lines;
    LogRecord record = reading_.begin({{}, at, object.size, little64(content_, at + 16), false});
    record.message = {};
    record.origin = {"linux", "", "syslog", ""};
    const std::uint64_t realtime = little64(content_, at + 24);
    if (realtime < std::uint64_t{1} << 62) {
      Reading::set_epoch(record, static_cast<std::int64_t>(realtime / 1'000'000),
                         static_cast<std::int64_t>(realtime % 1'000'000) * 1000);
    }
    const std::size_t item = compact_ ? 4 : 16;
    std::size_t count = (object.size - kEntryHead) / item;
    if (count > kMostItems) {
      reading_.lose(at, 0,
                    "an entry of " + std::to_string(count) + " fields: the first " +
                        std::to_string(kMostItems) + " are read");
      count = kMostItems;
    }
    std::size_t room = kEntryLimit;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = at + kEntryHead + i * item;
      const std::uint64_t offset = compact_ ? little32(content_, place) : little64(content_, place);
      field(at, offset, room);
    }
    give(record);
  }

  void field(std::uint64_t entry_at, std::uint64_t offset, std::size_t& room) {
    const auto object = object_at(offset);
    const std::size_t head = compact_ ? 72 : 64;
    if (!object || object->type != kDataObject || object->size < head) {
      return reading_.lose(entry_at, 0, "a field that is not there: offset " + std::to_string(offset));
    }
    std::string_view payload = content_.substr(offset + head, object->size - head);
    if (const std::uint8_t how = object->flags & 7; how != 0) {
      const std::size_t limit =
          static_cast<std::size_t>(std::min<std::uint64_t>(room, kWholeLimit - expanded_));
      auto made = how == 1 || how == 2 || how == 4
                      ? expanded_payload(payload, static_cast<JournalCompression>(how), limit)
                      : Result<std::string>{fail(Errc::malformed, "two compressions at once")};
      if (!made) return reading_.lose(offset, 0, "a compressed field: " + made.error().what);
      room -= made->size();
      expanded_ += made->size();
      payload = reading_.event.own(std::move(*made));
    }
    if (payload.size() > kFieldLimit) {
      reading_.lose(offset, 0,
                    "a field of " + std::to_string(payload.size()) + " bytes: the first MiB is read");
      payload = payload.substr(0, kFieldLimit);
    }
    const std::size_t equals = payload.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return reading_.lose(offset, 0, "a field without a name");
    reading_.event.add(payload.substr(0, equals), {sigma::Scalar::Kind::text, payload.substr(equals + 1)});
  }

  void give(LogRecord& record) {
    const sigma::Event& event = reading_.event;
    if (const auto host = event.text("_HOSTNAME"); !host.empty()) record.host = host;
    record.program = event.text("SYSLOG_IDENTIFIER");
    if (record.program.empty()) record.program = event.text("_COMM");
    record.message = event.text("MESSAGE");
    std::string_view pid = event.text("_PID");
    if (pid.empty()) pid = event.text("SYSLOG_PID");
    record.pid = number_from<std::int64_t>(pid);
    add_auth_fields(reading_, record);
    reading_.field("message", record.message);
    reading_.field("hostname", record.host);
    reading_.field("program", record.program);
    if (!reading_.give(record)) stopped_ = true;
  }

  Reading& reading_;
  std::string_view content_;
  std::uint64_t expanded_ = 0;
  bool compact_ = false, stopped_ = false;
};

}  // namespace

void read_journal(Reading& reading) { Journal{reading}.read(); }

}  // namespace firsthour::triage::logs
