// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory_buffer.h"

#include "collectors/host/directory_record.h"

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostFaults = 16, kMostNames = 16;

// Whole records that begin anywhere on an eight-byte boundary of the slack. What was moved there may begin in
// the middle of one, so a place without a record is passed over.
std::vector<std::string> names_in(std::span<const std::byte> slack) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < slack.size() && names.size() < kMostNames;) {
    const auto record = first_directory_record(slack.subspan(at));
    const bool whole = record && record->inode != 0 && !record->name.empty() && record->type <= 14 &&
                       record->name.find('/') == std::string_view::npos &&
                       record->length >= directory_record_length(record->name.size());
    if (whole) names.emplace_back(record->name);
    at += whole ? directory_record_length(record->name.size()) : 8;
  }
  return names;
}

// Rounded up to eight: the bytes that pad a record keep the pattern.
std::size_t written(std::span<const std::byte> slack, std::byte pattern) {
  std::size_t end = slack.size();
  while (end > 0 && slack[end - 1] == pattern) --end;
  return std::min((end + 7) & ~std::size_t{7}, slack.size());
}

// Quick for the usual case: 60 KiB behind every short listing.
bool untouched(std::span<const std::byte> slack, std::byte pattern) {
  return slack.empty() ||
         (slack[0] == pattern && std::memcmp(slack.data(), slack.data() + 1, slack.size() - 1) == 0);
}

}  // namespace

std::string_view name_of(BufferFaultKind kind) {
  return kind == BufferFaultKind::record_length ? "record-length" : "bytes-after-end";
}

std::vector<BufferFault> check_directory_buffer(std::span<const std::byte> buffer, std::size_t filled,
                                                std::byte pattern) {
  std::vector<BufferFault> faults;
  filled = std::min(filled, buffer.size());
  for (std::size_t at = 0; at < filled && faults.size() < kMostFaults;) {
    const auto record = first_directory_record(buffer.subspan(at, filled - at));
    if (!record) break;  // the reader of the records says so
    const std::size_t needed = directory_record_length(record->name.size());
    if (record->length != needed) {
      const std::size_t begin = std::min(needed, record->length);
      const auto slack = buffer.subspan(at + begin, record->length - begin);
      faults.push_back({BufferFaultKind::record_length, at + begin, slack.size(), names_in(slack)});
    }
    at += record->length;
  }
  const auto slack = buffer.subspan(filled);
  if (!untouched(slack, pattern)) {
    const std::size_t bytes = written(slack, pattern);
    faults.push_back({BufferFaultKind::bytes_after_end, filled, bytes, names_in(slack.first(bytes))});
  }
  return faults;
}

}  // namespace firsthour::collectors
