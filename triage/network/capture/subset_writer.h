// SPDX-License-Identifier: Apache-2.0
// Packets of captures, as one pcapng file with their own stamps and lengths. Interfaces of all files are kept
// apart.
#pragma once

#include "casefile/bytes.h"
#include "triage/network/capture/capture_reader.h"

namespace firsthour::triage::network {

class SubsetWriter {
 public:
  explicit SubsetWriter(ByteSink& to) : to_{to} {}
  [[nodiscard]] Result<> begin();
  // Another file: its interfaces have numbers of their own.
  void next_file() { numbers_.clear(); }
  [[nodiscard]] Result<> put(const Packet& packet, const std::vector<CaptureInterface>& interfaces);
  [[nodiscard]] Result<> commit();
  [[nodiscard]] std::uint64_t packets() const { return packets_; }

 private:
  [[nodiscard]] Result<> block(std::uint32_t type, std::string_view body);
  ByteSink& to_;
  std::string pending_;
  std::vector<std::uint32_t> numbers_;  // of the file's interfaces in ours; UINT32_MAX: not written yet
  std::uint32_t interfaces_ = 0;
  std::uint64_t packets_ = 0;
};

}  // namespace firsthour::triage::network
