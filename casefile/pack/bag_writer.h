// SPDX-License-Identifier: Apache-2.0
// Files of a bag, one after another, into a tar stream; keeps the manifests. Knows no items. Not thread-safe.
// After the first failure every call repeats it: what follows a hole in a tar stream cannot be read.
#pragma once

#include "casefile/bytes.h"
#include "casefile/pack/frame_writer.h"
#include "casefile/pack/manifest.h"
#include "casefile/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::pack {

class BagWriter {
 public:
  // `modified`: seconds since 1970, of every entry.
  BagWriter(ByteSink& out, bool compress, std::string folder, std::uint64_t modified);

  [[nodiscard]] Result<> tag_file(std::string_view name, std::string_view text);
  // A payload file whose bytes are there.
  [[nodiscard]] Result<> payload_file(PayloadName name, std::string_view bytes);
  // A payload file in pieces: begin, `size` bytes by write(), end.
  [[nodiscard]] Result<> begin(PayloadName name, std::uint64_t size);
  [[nodiscard]] Result<> write(std::span<const std::byte> bytes);
  [[nodiscard]] Result<> end();
  // Hands everything so far to the sink.
  [[nodiscard]] Result<> end_frame();
  // Both manifests and the end mark.
  [[nodiscard]] Result<> finish();

  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const Result<>& state() const { return state_; }

 private:
  [[nodiscard]] Result<> put(std::string_view bytes);
  [[nodiscard]] Result<> put_file(std::string_view name, std::string_view bytes);
  [[nodiscard]] Result<> put_manifest();

  FrameWriter out_;
  std::string folder_;
  std::uint64_t modified_;
  Manifest manifest_;
  TagFiles tags_;
  PayloadName open_name_;
  std::uint64_t open_size_ = 0;
  Hasher open_digest_{Algorithm::sha256};
  Result<> state_;
};

}  // namespace firsthour::pack
