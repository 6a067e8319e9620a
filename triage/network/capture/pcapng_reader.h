// SPDX-License-Identifier: Apache-2.0
// pcapng after draft-ietf-opsawg-pcapng: sections of either byte order, interfaces with their own link type,
// snap length, resolution and offset; enhanced, simple and obsolete packet blocks; statistics; names and
// secrets are counted, all else is passed over by its length.
#pragma once

#include "triage/network/capture/capture_reader.h"
#include "triage/network/capture/gzip_source.h"
#include "triage/network/capture/window.h"

namespace firsthour::triage::network {

inline constexpr std::uint32_t kPcapngMagic = 0x0a0d0d0a;  // reads the same in both byte orders

class PcapngReader final : public CaptureReader {
 public:
  [[nodiscard]] static Result<std::unique_ptr<CaptureReader>> open(SourceList sources, ByteSource& begin);
  [[nodiscard]] Result<bool> next(Packet& packet) override;

 private:
  PcapngReader(SourceList sources, ByteSource& begin) : sources_{std::move(sources)}, window_{begin} {
    format_ = "pcapng";
  }
  [[nodiscard]] std::uint16_t u16(Bytes b, std::size_t at) const { return big_ ? be16(b, at) : le16(b, at); }
  [[nodiscard]] std::uint32_t u32(Bytes b, std::size_t at) const { return big_ ? be32(b, at) : le32(b, at); }
  [[nodiscard]] std::uint64_t u64(Bytes b, std::size_t at) const;
  // The length of the block at the window's start, 0 when it does not hold together, with the reason in
  // `why`.
  [[nodiscard]] Result<std::uint32_t> block_length(std::string& why);
  [[nodiscard]] Result<bool> find_next_block(const std::string& why);
  [[nodiscard]] bool is_block(Bytes bytes, std::size_t at) const;
  // True when the block is a packet.
  [[nodiscard]] bool take_block(Bytes block, std::uint64_t offset, Packet& packet);
  void take_interface(Bytes body, std::uint64_t offset);
  void take_statistics(Bytes body);
  [[nodiscard]] bool take_enhanced(Bytes body, std::uint64_t offset, Packet& packet);
  [[nodiscard]] bool take_obsolete(Bytes body, std::uint64_t offset, Packet& packet);
  [[nodiscard]] bool take_simple(Bytes body, std::uint64_t offset, Packet& packet);
  [[nodiscard]] bool give(Packet& packet, std::uint32_t interface, Bytes rest, std::uint32_t captured,
                          std::uint32_t original, std::uint64_t offset);
  template <class Visit>
  void each_option(Bytes options, Visit visit) const;
  SourceList sources_;
  Window window_;
  bool big_ = false;
  std::size_t section_first_ = 0;  // of interfaces_
  std::size_t texts_ = 0;          // bytes of their names and filters
};

// Nanoseconds since 1970 of a stamp in units of `resolution` (if_tsresol), `offset` seconds later; held at
// the ends of what fits.
[[nodiscard]] std::int64_t pcapng_time(std::uint64_t stamp, std::uint8_t resolution, std::int64_t offset);

}  // namespace firsthour::triage::network
