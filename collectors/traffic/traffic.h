// SPDX-License-Identifier: Apache-2.0
// Captures packets of one or several interfaces into one pcapng item of the collection. Passive: no
// promiscuous mode unless asked for, no module loaded, no name looked up.
#pragma once

#include "collectors/collector.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct TrafficOptions {
  // By name, as in /sys/class/net. Empty: those that stand for hardware and are up, else all that are up but
  // the loopback; at most eight, and the outcome names the others.
  std::vector<std::string> interfaces;
  std::chrono::seconds seconds{30};
  std::uint32_t snap_length = 262144;  // bytes kept of each packet
  std::string filter;                  // pcap-filter(7), numbers only (numeric_filter.h); empty: everything
  bool promiscuous = false;
  std::uint32_t buffer_bytes = 64U << 20;  // the kernel's ring of each interface
  std::uint64_t most_bytes = 4ULL << 30;   // of the file; the capture ends there
};

// Runs until the seconds are over, the context asks to stop or `most_bytes` are written. Blocks: the caller
// gives it a thread, and a Context that no other thread uses. Adds one item of kind "capture", whose
// attributes hold the counters of each interface ("capture.dropped_by_kernel.eth0").
//
// The outcome: `denied` without CAP_NET_RAW; `failed` when no interface could be opened; `partial` when some
// could not, one vanished, the size was reached or the run was stopped; `gap` when packets were dropped.
SourceOutcome collect_traffic(Context& context, const TrafficOptions& options);

}  // namespace firsthour::collectors
