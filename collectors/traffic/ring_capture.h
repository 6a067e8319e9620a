// SPDX-License-Identifier: Apache-2.0
// A capture that is sealed while it is written: packets of one or several interfaces into a ring of pcapng
// files in a folder, each digested on its way to the disk, with a manifest whose lines are chained
// (FORMAT.md, "Captures in rings"). Nothing is lost silently: what the kernel dropped, what the medium had no
// room for and what came while the capture ended is counted, in the manifest and in each file.
#pragma once

#include "casefile/capture_manifest.h"
#include "casefile/digest.h"
#include "casefile/json_fwd.h"
#include "collectors/host.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct RingOptions {
  std::string folder;                   // made when missing; must be empty
  std::vector<std::string> interfaces;  // as in TrafficOptions
  std::string filter;                   // pcap-filter(7), numbers only
  std::uint32_t snap_length = 262144;
  std::uint32_t buffer_bytes = 64U << 20;  // of the kernel, for each interface
  bool promiscuous = false;
  std::uint64_t file_bytes = 256ULL << 20;  // a file ends at this size …
  std::chrono::seconds file_seconds{0};     // … or after this time; 0: only by size
  std::size_t files = 0;                    // kept; 0: all
  std::vector<Algorithm> digests;           // beside SHA-256
  // What ends the capture; 0: it goes on until it is told to stop.
  std::chrono::seconds seconds{0};
  std::uint64_t bytes = 0, packets = 0;
};

// Said once a second, and at the end.
struct RingState {
  std::uint64_t packets = 0, bytes = 0, lost = 0, files = 0;
  std::uint64_t packets_a_second = 0, bytes_a_second = 0;
  std::uint64_t room = 0;  // on the medium
};

struct RingHooks {
  std::function<void()> shut_in;  // privileges are given up, no thread was made yet
  std::function<void(const std::string& what)> warn;
  std::function<void(const RingState& state)> state;
  std::function<void(const CapturedFile& file)> closed;
};

struct RingResult {
  std::string because;  // as in the manifest
  std::vector<CapturedFile> files;
  std::vector<InterfaceCount> totals;
  std::uint64_t not_written = 0;
  std::string manifest_sha256;
  std::vector<std::string> confined;  // "capabilities" "landlock" "seccomp"
};

// Blocks until the end, or until `stop`. `facts` go into the manifest's first line. Gives up all privileges
// of the process on the way, for good. `denied` without CAP_NET_RAW, `usage` for a filter that does not
// compile (with the place) or a folder that is not empty, `not_found` for an interface that is not there.
// What fails later ends the capture and stands in the result.
[[nodiscard]] Result<RingResult> capture_ring(const Host& host, const RingOptions& options, Json facts,
                                              const RingHooks& hooks, const std::atomic<bool>& stop);

}  // namespace firsthour::collectors
