// SPDX-License-Identifier: Apache-2.0
// A compressed capture, as its own bytes. Damage is the end of it: what came before is given out.
#pragma once

#include "casefile/bytes.h"
#include "triage/network/inflate.h"

#include <memory>
#include <vector>

namespace firsthour::triage::network {

// Sources that stand on one another; the last is read.
using SourceList = std::vector<std::unique_ptr<ByteSource>>;

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(SourceList from) : from_{std::move(from)}, in_(64 * 1024) {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;

 private:
  SourceList from_;
  Inflater inflater_;
  std::vector<std::byte> in_, out_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace firsthour::triage::network
