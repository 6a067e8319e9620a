// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/pcap_reader.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::uint32_t kUsualLargest = 262'144;  // libpcap's own limit for what it writes
constexpr std::uint32_t kYear = 31'557'600;
}  // namespace

std::optional<PcapForm> pcap_form(Bytes head) {
  for (const bool big : {false, true}) {
    switch (big ? be32(head, 0) : le32(head, 0)) {
      case 0xa1b2c3d4:
        return PcapForm{big, false, false};
      case 0xa1b23c4d:
        return PcapForm{big, true, false};
      case 0xa1b2cd34:
        return PcapForm{big, false, true};
      default:
        break;
    }
  }
  return std::nullopt;
}

std::uint32_t PcapReader::field(Bytes b, std::size_t at) const {
  return form_.big_endian ? be32(b, at) : le32(b, at);
}

PcapReader::Head PcapReader::head(Bytes b, std::size_t at) const {
  return {field(b, at), field(b, at + 4), field(b, at + 8), field(b, at + 12)};
}

Result<std::unique_ptr<CaptureReader>> PcapReader::open(SourceList sources, ByteSource& begin,
                                                        PcapForm form) {
  auto reader = std::unique_ptr<PcapReader>{new PcapReader{std::move(sources), begin, form}};
  auto bytes = reader->window_.peek(24);
  if (!bytes) return tl::unexpected{bytes.error()};
  if (bytes->size() < 24)
    return fail(Errc::malformed, "the capture's header is cut at offset " + std::to_string(bytes->size()));
  CaptureInterface all;
  all.snap_length = reader->field(*bytes, 16);
  // The upper half has flags of the frame check sequence.
  all.link_type = static_cast<std::uint16_t>(reader->field(*bytes, 20) & 0xffff);
  all.time_resolution = form.nanoseconds ? 9 : 6;
  reader->interfaces_.push_back(std::move(all));
  reader->window_.skip(24);
  reader->format_ = "pcap";
  reader->counts_.sections = 1;
  return std::unique_ptr<CaptureReader>{std::move(reader)};
}

bool PcapReader::plausible(const Head& head) const {
  const std::uint32_t most = std::max(kUsualLargest, std::min(interfaces_[0].snap_length, kLargestPacket));
  if (head.captured > most || head.original > most * 4 || head.original == 0) return false;
  if (head.captured > head.original) return false;
  if (head.fraction >= (form_.nanoseconds ? 1'000'000'000u : 1'000'000u)) return false;
  return last_second_ == 0 || (head.seconds > last_second_ - std::min(last_second_, kYear) &&
                               head.seconds - std::min(head.seconds, last_second_) < kYear);
}

Result<bool> PcapReader::find_next_record() {
  const std::uint64_t start = window_.offset();
  const std::size_t need = head_size();
  for (;;) {
    auto bytes = window_.peek(need + kUsualLargest + need);
    if (!bytes) return tl::unexpected{bytes.error()};
    const std::size_t tries =
        bytes->size() < need ? 0 : std::min<std::size_t>(bytes->size() - need, 64 * 1024);
    for (std::size_t at = 1; at <= tries; ++at) {
      const Head here = head(*bytes, at);
      if (!plausible(here)) continue;
      const std::size_t behind = at + need + here.captured;
      if (behind != bytes->size() && (behind + need > bytes->size() || !plausible(head(*bytes, behind))))
        continue;
      window_.skip(at);
      lose(start, window_.offset() - start, "damaged; gone on with the next record that fits");
      return true;
    }
    if (tries < 64 * 1024) {
      window_.skip(bytes->size());
      lose(start, window_.offset() - start, "damaged; no further record fits");
      return false;
    }
    window_.skip(tries);
  }
}

Result<bool> PcapReader::next(Packet& packet) {
  for (;;) {
    auto bytes = window_.peek(head_size());
    if (!bytes) return tl::unexpected{bytes.error()};
    if (bytes->empty()) return false;
    const std::uint64_t offset = window_.offset();
    if (bytes->size() < head_size()) {
      lose(offset, bytes->size(), "the last record's header is cut");
      window_.skip(bytes->size());
      return false;
    }
    const Head here = head(*bytes, 0);
    if (here.captured > std::max(kUsualLargest, std::min(interfaces_[0].snap_length, kLargestPacket))) {
      auto found = find_next_record();
      if (!found || !*found) return found;
      continue;
    }
    const std::size_t whole = head_size() + here.captured;
    bytes = window_.peek(whole);
    if (!bytes) return tl::unexpected{bytes.error()};
    if (bytes->size() < whole) {
      lose(offset, bytes->size(),
           "the last record is cut: it has " + std::to_string(bytes->size() - head_size()) + " of " +
               std::to_string(here.captured) + " bytes");
      window_.skip(bytes->size());
      return false;
    }
    window_.skip(whole);
    last_second_ = here.seconds;
    packet.interface = 0;
    packet.link_type = interfaces_[0].link_type;
    packet.has_time = true;
    // Unsigned: stamps up to 2106.
    packet.time = std::int64_t{here.seconds} * 1'000'000'000 +
                  std::int64_t{here.fraction} * (form_.nanoseconds ? 1 : 1000);
    hand_out(packet, bytes->subspan(head_size()), here.original, offset);
    return true;
  }
}

}  // namespace firsthour::triage::network
