// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/entry_code.h"

#include <cstring>

namespace firsthour::triage {
namespace {

void put(std::string& to, std::uint64_t value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put(std::string& to, std::string_view text) {
  put(to, std::uint64_t{text.size()});
  to += text;
}

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_{bytes} {}

  void number(std::uint64_t& into) {
    if (rest_.size() < sizeof into) {
      good_ = false;
      return;
    }
    std::memcpy(&into, rest_.data(), sizeof into);
    rest_.remove_prefix(sizeof into);
  }
  void text(std::string& into) {
    std::uint64_t size = 0;
    number(size);
    if (size > rest_.size()) good_ = false;
    if (!good_) return;
    into = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  [[nodiscard]] bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

void encode_entry(const TimelineEntry& entry, std::string& to) {
  put(to, static_cast<std::uint64_t>(entry.time.nanoseconds));
  for (const std::string* text : {&entry.basis, &entry.description, &entry.source, &entry.kind, &entry.host,
                                  &entry.user, &entry.message, &entry.item, &entry.path}) {
    put(to, std::string_view{*text});
  }
  for (const std::uint64_t value : {entry.offset, entry.length, entry.line}) put(to, value);
  put(to, std::uint64_t{entry.tags.size()});
  for (const std::string& tag : entry.tags) put(to, std::string_view{tag});
  put(to, std::uint64_t{entry.file.has_value()});
  if (!entry.file) return;
  put(to, std::string_view{entry.file->mode});
  put(to, std::string_view{entry.file->sha256});
  for (const std::uint64_t value : {entry.file->inode, entry.file->uid, entry.file->gid, entry.file->size})
    put(to, value);
  for (const auto& time : entry.file->times) {
    put(to, std::uint64_t{time.has_value()});
    put(to, static_cast<std::uint64_t>(time ? time->nanoseconds : 0));
  }
}

std::optional<TimelineEntry> decode_entry(std::string_view bytes) {
  Decoder decoder{bytes};
  TimelineEntry entry;
  std::uint64_t value = 0, count = 0;
  decoder.number(value);
  entry.time.nanoseconds = static_cast<std::int64_t>(value);
  for (std::string* text : {&entry.basis, &entry.description, &entry.source, &entry.kind, &entry.host,
                            &entry.user, &entry.message, &entry.item, &entry.path}) {
    decoder.text(*text);
  }
  for (std::uint64_t* number : {&entry.offset, &entry.length, &entry.line}) decoder.number(*number);
  decoder.number(count);
  for (std::uint64_t i = 0; i < count && decoder.good(); ++i) decoder.text(entry.tags.emplace_back());
  decoder.number(value);
  if (value != 0 && decoder.good()) {
    TimelineEntry::File& file = entry.file.emplace();
    decoder.text(file.mode);
    decoder.text(file.sha256);
    for (std::uint64_t* number : {&file.inode, &file.uid, &file.gid, &file.size}) decoder.number(*number);
    for (auto& time : file.times) {
      std::uint64_t present = 0;
      decoder.number(present);
      decoder.number(value);
      if (present != 0) time = Instant{static_cast<std::int64_t>(value)};
    }
  }
  return decoder.good() ? std::optional{std::move(entry)} : std::nullopt;
}

}  // namespace firsthour::triage
