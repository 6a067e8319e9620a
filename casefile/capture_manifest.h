// SPDX-License-Identifier: Apache-2.0
// The manifest of a capture that is written as a ring of files (FORMAT.md, "Captures in rings"): JSON Lines
// in canonical form, each line with the SHA-256 of the one before, and each file's line with the SHA-256 of
// the file before. What was killed ends behind a whole line; what was altered does not hold.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

inline constexpr std::string_view kCaptureManifestName = "manifest.jsonl";

// What one interface gave, in one file or in all.
struct InterfaceCount {
  std::string name;
  std::uint64_t written = 0;                          // packets in the file
  std::uint64_t received = 0;                         // passed the filter, later drops included
  std::uint64_t dropped_by_kernel = 0;                // the ring buffer was full
  std::optional<std::uint64_t> dropped_by_interface;  // as the driver counts, where it does
};

// A file that was closed.
struct CapturedFile {
  std::uint64_t number = 0;  // from 1
  std::string name;          // in the manifest's folder
  std::uint64_t bytes = 0, packets = 0;
  std::optional<Instant> first, last;  // stamps of the earliest and the latest packet
  std::string because;                 // "size" "time" "end"
  std::string sha256, previous_sha256;
  std::map<std::string, std::string> digests;  // further ones, name to hex
  std::vector<InterfaceCount> interfaces;
  bool deleted = false;  // since, by the ring
};

// Makes the lines, each with its newline.
class CaptureManifestWriter {
 public:
  // `facts` of the run: what it captures, how, on what, by which program.
  [[nodiscard]] std::string opening(Json facts);
  // Sets `previous_sha256`.
  [[nodiscard]] std::string closed(CapturedFile& file);
  [[nodiscard]] std::string deleted(const CapturedFile& file);
  // `because`: "seconds" "size" "packets" "signal" "interfaces" "disk-full" "failed".
  [[nodiscard]] std::string ending(std::string_view because, Instant at, std::uint64_t not_written,
                                   const std::vector<InterfaceCount>& totals);

 private:
  [[nodiscard]] std::string sealed(Json line);
  std::string previous_line_, previous_file_;
};

struct CaptureManifest {
  std::string opening;              // the first line's JSON text
  std::vector<CapturedFile> files;  // in order
  std::string ended;                // why it ended; "" when it did not: killed, or still running
  std::uint64_t not_written = 0;    // packets that were taken from the kernel and could not be written
  std::vector<InterfaceCount> totals;
  std::size_t torn = 0;               // bytes behind the last whole line
  std::vector<std::string> problems;  // what does not hold: "line 3: …"
};

// Why it ended, for people; a word that is not known as it is.
[[nodiscard]] std::string end_in_words(std::string_view because, bool chinese);

// Total over hostile bytes. `malformed` when the first line is no opening of a capture.
[[nodiscard]] Result<CaptureManifest> read_capture_manifest(std::string_view text);

}  // namespace firsthour
