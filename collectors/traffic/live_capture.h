// SPDX-License-Identifier: Apache-2.0
// Packets of one interface, through libpcap. Private to this folder.
#pragma once

#include "casefile/freed.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <pcap/pcap.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace firsthour::collectors {

struct LiveOptions {
  std::uint32_t snap_length = 262144;
  std::uint32_t buffer_bytes = 64 << 20;
  std::string filter;
  bool promiscuous = false;
};

// `received` is the kernel's count: on the loopback each packet passes twice, out and in, and is handed on
// once.
struct LiveCounters {
  std::uint64_t received = 0, dropped_by_kernel = 0, dropped_by_interface = 0;
};

// A packet, valid during the call.
using TakePacket =
    std::function<void(Instant time, std::span<const std::byte> data, std::uint32_t original_length)>;

class LiveCapture {
 public:
  // REQUIRES: the interface exists and the kernel has AF_PACKET already, so that nothing is loaded for it;
  // the filter has passed check_numeric_filter. `denied` without CAP_NET_RAW, `usage` for a filter that does
  // not compile, `not_found` when the interface has gone.
  [[nodiscard]] static Result<LiveCapture> open(const std::string& interface, const LiveOptions& options);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint16_t link_type() const { return link_type_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }  // readable when packets wait
  // Takes what waits, without waiting. `not_found` when the interface has gone, `io` for other failures.
  [[nodiscard]] Result<> take(const TakePacket& each);
  // From here on nothing more comes: what the kernel took before can still be taken.
  void shut();
  // Bytes of the kernel's buffer for this interface as they were obtained: it gives less where memory is
  // short.
  [[nodiscard]] std::uint64_t buffer_bytes() const { return buffer_bytes_; }
  [[nodiscard]] bool nanoseconds() const;
  // Reads the kernel's counters. They are 32 bits wide: to be called every few seconds, so that no turn is
  // missed.
  void count();
  [[nodiscard]] const LiveCounters& counters() const { return counters_; }

 private:
  using Handle = std::unique_ptr<pcap_t, Freed<pcap_close>>;
  LiveCapture(std::string name, Handle handle);

  std::string name_;
  Handle handle_;
  std::uint16_t link_type_ = 0;
  std::uint64_t buffer_bytes_ = 0;
  int descriptor_ = -1;
  pcap_stat last_{};
  LiveCounters counters_;
};

}  // namespace firsthour::collectors
