// SPDX-License-Identifier: Apache-2.0
// The files of a capture in a folder, and their manifest (casefile/capture_manifest.h). Each is digested
// while it is written; once it is closed, its line is durable before the next file has a packet. Used by one
// thread.
#pragma once

#include "casefile/capture_manifest.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"
#include "casefile/result.h"
#include "collectors/traffic/ring_file.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct RingLimits {
  std::size_t files = 0;                // kept; the oldest beyond is deleted. 0: all
  std::vector<Algorithm> digests = {};  // beside SHA-256
};

class RingFiles {
 public:
  // `folder` is held open; nothing else of the host is touched. A file that is there already is an error.
  static Result<RingFiles> begin(const Descriptor& folder, RingLimits limits, Json facts);

  // The next file; `start` goes into its name.
  [[nodiscard]] Result<> open_next(Instant start);
  // `whole` bytes of the piece end with a block, the rest goes on in the next. After a failure the file ends
  // with the last block that is whole. no_space for a full medium; `hurry` as in RingFile.
  [[nodiscard]] Result<> write(std::span<const std::byte> piece, std::size_t whole, bool hurry);
  // Closes it; `file` brings packets, stamps, counters and why, and gets the rest. Deletes the oldest where
  // there are too many.
  [[nodiscard]] Result<> close_file(CapturedFile file);
  [[nodiscard]] Result<> end(std::string_view because, Instant at, std::uint64_t not_written,
                             const std::vector<InterfaceCount>& totals);
  // Gives back what was held so that a full medium can be told of: once, before what is left to say.
  void release_reserve();

  // Of the manifest as far as it was written.
  [[nodiscard]] std::string manifest_sha256() const { return manifest_hasher_.clone().finish_hex(); }
  [[nodiscard]] const std::vector<CapturedFile>& closed() const { return closed_; }

 private:
  RingFiles(int folder, RingLimits limits) : folder_{folder}, limits_{std::move(limits)} {}
  Result<> append_line(const std::string& line);
  Result<> hold_reserve();
  Result<> delete_oldest();

  int folder_;
  RingLimits limits_;
  Descriptor manifest_;
  RingFile file_;
  CaptureManifestWriter lines_;
  Hasher manifest_hasher_{Algorithm::sha256};
  std::vector<Hasher> hashers_;   // SHA-256, then the further ones
  std::uint64_t digested_ = 0;    // of the file: whole blocks
  std::vector<std::byte> begun_;  // the block behind those, as far as it is in the file
  std::vector<CapturedFile> closed_;
  std::size_t oldest_ = 0;  // of closed_, the first that is still there
  bool reserved_ = false;
};

}  // namespace firsthour::collectors
