// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/pcapng_writer.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kPiece = 16 * 1024;  // stays in the nearer cache

constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A, kInterfaceDescription = 1, kEnhancedPacket = 6,
                        kInterfaceStatistics = 5;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;

enum Option : std::uint16_t {
  kEndOfOptions = 0,
  kSystem = 3,
  kApplication = 4,
  kName = 2,
  kTimeResolution = 9,
  kFilter = 11,
  kStartTime = 2,
  kEndTime = 3,
  kDroppedByInterface = 5,
  kFilterAccepted = 6,
  kDroppedBySystem = 7,
  kDelivered = 8,
};

// The value of an option is at most 65,535 bytes long; a longer text is cut.
std::string_view option_text(std::string_view text) { return text.substr(0, 0xFFFF); }

std::string_view raw(const std::uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

// Two 32-bit words, the high one first in either byte order.
std::string time_words(Instant time) {
  const auto stamp = static_cast<std::uint64_t>(std::max<std::int64_t>(time.nanoseconds, 0));
  const std::uint32_t words[2]{static_cast<std::uint32_t>(stamp >> 32), static_cast<std::uint32_t>(stamp)};
  return {reinterpret_cast<const char*>(words), sizeof words};
}

}  // namespace

void PcapngWriter::put(const void* bytes, std::size_t size) {
  pending_.append(static_cast<const char*>(bytes), size);
}

void PcapngWriter::pad() {
  while (pending_.size() % 4 != 0) pending_ += '\0';
}

void PcapngWriter::put_option(std::uint16_t code, std::string_view value) {
  put(code);
  put(static_cast<std::uint16_t>(value.size()));
  put(value.data(), value.size());
  pad();
}

void PcapngWriter::put_time(Instant time) {
  const auto words = time_words(time);
  put(words.data(), words.size());
}

std::size_t PcapngWriter::begin_block(std::uint32_t type) {
  const auto start = pending_.size();
  put(type);
  put(std::uint32_t{0});  // the length, once it is known
  return start;
}

Result<> PcapngWriter::end_block(std::size_t start) {
  const auto length = static_cast<std::uint32_t>(pending_.size() - start + sizeof(std::uint32_t));
  put(length);
  std::memcpy(pending_.data() + start + sizeof(std::uint32_t), &length, sizeof length);
  if (pending_.size() >= kPiece) return flush();
  return {};
}

Result<> PcapngWriter::flush() {
  if (pending_.empty()) return {};
  auto written = out_.write(as_bytes(pending_));
  pending_.clear();
  return written;
}

Result<> PcapngWriter::begin(std::string_view system, std::string_view application) {
  const auto start = begin_block(kSectionHeader);
  put(kByteOrderMagic);
  put(std::uint16_t{1});
  put(std::uint16_t{0});
  put(std::int64_t{-1});  // the length of the section: not known while it is written
  put_option(kSystem, option_text(system));
  put_option(kApplication, option_text(application));
  put_option(kEndOfOptions, {});
  return end_block(start);
}

Result<std::uint32_t> PcapngWriter::add(const CaptureInterface& interface) {
  const auto start = begin_block(kInterfaceDescription);
  put(interface.link_type);
  put(std::uint16_t{0});
  put(interface.snap_length);
  put_option(kName, option_text(interface.name));
  put_option(kTimeResolution, "\x09");  // units of 10^-9 s
  // The first byte says that the filter is text.
  if (!interface.filter.empty()) put_option(kFilter, option_text(std::string{'\0'} + interface.filter));
  put_option(kEndOfOptions, {});
  if (auto ended = end_block(start); !ended) return tl::unexpected{ended.error()};
  return interfaces_++;
}

Result<> PcapngWriter::add(const CapturePacket& packet) {
  const auto start = begin_block(kEnhancedPacket);
  const auto captured = static_cast<std::uint32_t>(packet.data.size());
  put(packet.interface);
  put_time(packet.time);
  put(captured);
  put(std::max(packet.original_length, captured));
  put(packet.data.data(), packet.data.size());
  pad();
  return end_block(start);
}

Result<> PcapngWriter::add(std::uint32_t interface, const CaptureCounters& counters) {
  const auto start = begin_block(kInterfaceStatistics);
  put(interface);
  put_time(counters.end);
  put_option(kStartTime, time_words(counters.start));
  put_option(kEndTime, time_words(counters.end));
  if (counters.dropped_by_interface) put_option(kDroppedByInterface, raw(*counters.dropped_by_interface));
  put_option(kFilterAccepted, raw(counters.received));
  put_option(kDroppedBySystem, raw(counters.dropped_by_kernel));
  put_option(kDelivered, raw(counters.delivered));
  put_option(kEndOfOptions, {});
  return end_block(start);
}

}  // namespace firsthour::collectors
