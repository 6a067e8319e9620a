// SPDX-License-Identifier: Apache-2.0
// The command line of the collectors (DESIGN.md §5): one set of options for all programs.
#pragma once

#include "casefile/digest.h"
#include "casefile/result.h"
#include "collectors/artifacts/plan.h"
#include "collectors/care/care.h"
#include "collectors/collector.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// How traffic is captured (traffic/ring_capture.h); 0 and empty: not given.
struct CaptureWishes {
  std::string ring;                // a folder for a ring of files; empty: one file in the collection
  std::string filter, permission;  // the latter: who permits it, and how
  bool promiscuous = false;
  std::uint64_t snap_length = 0, buffer = 0;
  std::uint64_t file_size = 0, total = 0, files = 0, packets = 0;
  std::chrono::seconds file_time{0};
  std::vector<Algorithm> digests;  // beside SHA-256
};

struct Options {
  std::vector<std::string> kinds;  // "host", "files", "memory", "traffic"; empty = the program's usual ones
  std::string out;                 // "-" or a path; empty = beside the program
  std::optional<Profile> profile;
  std::uint64_t split = 0;
  std::string answers, root = "/", allow_local, plan;
  bool allow_local_given = false;
  std::vector<std::string> encrypt_to;  // recipients, or files of them
  std::string code;                     // that the receiver of tls:// shows
  std::string plain;                    // why the collection is not encrypted though it could be
  bool plain_given = false;
  std::vector<std::string> only;        // names of collectors or of whole kinds
  std::vector<std::string> interfaces;  // of traffic
  std::chrono::seconds seconds{0};      // of traffic; 0 = not given
  CaptureWishes capture;
  std::optional<std::uint64_t> budget;
  std::chrono::seconds deadline{0};      // 0 = none
  std::optional<unsigned> cpu_share;     // percent of one core; 0 = no ceiling
  std::optional<std::uint64_t> io_rate;  // bytes a second; 0 = no ceiling
  Wishes wishes;
  bool list = false, help = false, version = false;
};

// Errc::usage says what is wrong with the words.
[[nodiscard]] Result<Options> parse_options(int argc, const char* const* argv);
[[nodiscard]] std::string options_help();

// "90", "90s", "15m", "2h".
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace firsthour::collectors
