// SPDX-License-Identifier: Apache-2.0
// Reads packets from pcap (all magics, both byte orders) and pcapng (several sections and interfaces), also
// gzip-compressed, in bounded memory. Any bytes give packets, losses with their place, or `malformed` from
// open(); what is damaged costs what is damaged: the reader finds the next record that fits and says what it
// passed over.
#pragma once

#include "casefile/bytes.h"
#include "triage/network/capture/packet.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::triage::network {

// Packets and blocks of more than this are damage: no capture tool writes them.
inline constexpr std::uint32_t kLargestPacket = 16u << 20;

struct CaptureInterface {
  std::uint16_t link_type = 0;
  std::uint32_t snap_length = 0;              // 0: no limit
  std::uint8_t time_resolution = 6;           // as if_tsresol has it
  std::int64_t time_offset = 0;               // seconds
  std::string name, description, filter, os;  // bytes of the file
  std::optional<std::uint64_t> received, dropped_by_interface, accepted, dropped_by_os;  // newest statistics
  std::uint64_t packets = 0;
};

struct CaptureLoss {
  std::uint64_t offset = 0, bytes = 0;
  std::string what;
};

struct CaptureCounts {
  std::uint64_t packets = 0, bytes = 0;    // captured bytes of packets
  std::uint64_t cut = 0;                   // packets of which only a part was captured
  std::uint64_t longer_than_original = 0;  // captured length over the original one, taken as both
  std::uint64_t without_time = 0;
  std::uint64_t back_in_time = 0;  // stamped before the packet in front
  std::uint64_t sections = 0, blocks = 0, names = 0, statistics = 0, secrets = 0, unknown_blocks = 0;
  std::uint64_t texts_cut = 0;               // of interfaces: names, filters and the like over a KiB
  std::uint64_t noted_drops = 0;             // that packets themselves speak of (epb_dropcount)
  std::uint64_t losses = 0, lost_bytes = 0;  // also those beyond the list
};

class CaptureReader {
 public:
  // `from` must outlive the reader. `malformed` when it is no capture.
  [[nodiscard]] static Result<std::unique_ptr<CaptureReader>> open(ByteSource& from);
  virtual ~CaptureReader() = default;
  // The next packet; false at the end. Fails only when the source does.
  [[nodiscard]] virtual Result<bool> next(Packet& packet) = 0;
  [[nodiscard]] std::string_view format() const { return format_; }  // "pcap", "pcapng"
  [[nodiscard]] const std::vector<CaptureInterface>& interfaces() const { return interfaces_; }
  // At the end: the reader has none then.
  [[nodiscard]] std::vector<CaptureInterface> take_interfaces() { return std::move(interfaces_); }
  [[nodiscard]] std::vector<CaptureLoss> take_losses() { return std::move(losses_); }
  [[nodiscard]] const CaptureCounts& counts() const { return counts_; }
  // The first thousand; counts().losses has how many there were.
  [[nodiscard]] const std::vector<CaptureLoss>& losses() const { return losses_; }

 protected:
  void lose(std::uint64_t offset, std::uint64_t bytes, std::string what);
  // Fills in what all formats have in common and counts.
  void hand_out(Packet& packet, Bytes data, std::uint32_t original, std::uint64_t offset);
  std::string_view format_;
  std::vector<CaptureInterface> interfaces_;
  CaptureCounts counts_;
  std::vector<CaptureLoss> losses_;

 private:
  std::int64_t newest_ = INT64_MIN;
};

}  // namespace firsthour::triage::network
