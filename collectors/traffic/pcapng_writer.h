// SPDX-License-Identifier: Apache-2.0
// Writes one section of pcapng (draft-ietf-opsawg-pcapng): header, a description of each interface, packets
// with nanosecond stamps, and at the end the counters of each interface. In the byte order of this machine,
// which the section header names.
//
// Why not libpcap's dump: it writes the older format, with microseconds or one interface only, no drop
// counters, and loses write errors.
#pragma once

#include "casefile/bytes.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct CaptureInterface {
  std::string name;               // UTF-8
  std::uint16_t link_type = 1;    // LINKTYPE_*
  std::uint32_t snap_length = 0;  // 0: no limit
  std::string filter;             // empty: none
};

struct CapturePacket {
  std::uint32_t interface = 0;
  Instant time;  // not before 1970
  std::span<const std::byte> data;
  std::uint32_t original_length = 0;
};

struct CaptureCounters {
  Instant start, end;
  std::uint64_t received = 0;  // passed the filter, later drops included
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t delivered = 0;                        // written into this file
  std::optional<std::uint64_t> dropped_by_interface;  // known in promiscuous mode only
};

class PcapngWriter {
 public:
  // `out` must outlive the writer. Packets are gathered and written in pieces of 64 KiB
  // or a little more, each of whole blocks.
  explicit PcapngWriter(ByteSink& out) : out_{out} {}

  // First of all, once. `system` is the kernel, `application` this program; both UTF-8.
  [[nodiscard]] Result<> begin(std::string_view system, std::string_view application);
  // Numbers count from 0 in the order of the calls. REQUIRES: before the first packet of that interface.
  [[nodiscard]] Result<std::uint32_t> add(const CaptureInterface& interface);
  [[nodiscard]] Result<> add(const CapturePacket& packet);
  [[nodiscard]] Result<> add(std::uint32_t interface, const CaptureCounters& counters);
  // Hands on what is still gathered. May be called again and again.
  [[nodiscard]] Result<> flush();

 private:
  [[nodiscard]] Result<> end_block(std::size_t start);
  [[nodiscard]] std::size_t begin_block(std::uint32_t type);
  void put(const void* bytes, std::size_t size);
  template <class T>
  void put(T value) {
    put(&value, sizeof value);
  }
  void pad();
  void put_option(std::uint16_t code, std::string_view value);
  void put_time(Instant time);

  ByteSink& out_;
  std::string pending_;
  std::uint32_t interfaces_ = 0;
};

}  // namespace firsthour::collectors
