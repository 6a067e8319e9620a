// SPDX-License-Identifier: Apache-2.0
// The classic format: microseconds, nanoseconds, and the "modified" one with eight further bytes a record.
#pragma once

#include "triage/network/capture/capture_reader.h"
#include "triage/network/capture/gzip_source.h"
#include "triage/network/capture/window.h"

namespace firsthour::triage::network {

struct PcapForm {
  bool big_endian = false, nanoseconds = false, modified = false;
};
// What the first four bytes say.
[[nodiscard]] std::optional<PcapForm> pcap_form(Bytes head);

class PcapReader final : public CaptureReader {
 public:
  // `sources` are kept; `begin` is one of them, or outlives the reader.
  [[nodiscard]] static Result<std::unique_ptr<CaptureReader>> open(SourceList sources, ByteSource& begin,
                                                                   PcapForm form);
  [[nodiscard]] Result<bool> next(Packet& packet) override;

 private:
  PcapReader(SourceList sources, ByteSource& begin, PcapForm form)
      : sources_{std::move(sources)}, window_{begin}, form_{form} {}
  struct Head {
    std::uint32_t seconds, fraction, captured, original;
  };
  [[nodiscard]] std::uint32_t field(Bytes b, std::size_t at) const;
  [[nodiscard]] Head head(Bytes b, std::size_t at) const;
  [[nodiscard]] std::size_t head_size() const { return form_.modified ? 24 : 16; }
  [[nodiscard]] bool plausible(const Head& head) const;
  // Passes over damage to a record that fits and is followed by one that does; false when there is none.
  [[nodiscard]] Result<bool> find_next_record();
  SourceList sources_;
  Window window_;
  PcapForm form_;
  std::uint32_t last_second_ = 0;
};

}  // namespace firsthour::triage::network
