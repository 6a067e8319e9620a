// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/pcapng_reader.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {

enum Block : std::uint32_t {
  kInterface = 1,
  kObsoletePacket = 2,
  kSimplePacket = 3,
  kNames = 4,
  kStatistics = 5,
  kEnhancedPacket = 6,
  kJournal = 9,
  kSecrets = 10,
  kCustom = 0xbad,
  kCustomNoCopy = 0x40000bad,
};
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kLargestBlock = kLargestPacket + 65'536;  // a packet and its options
// A section header may be repeated; a file of nothing but interface blocks must not fill the memory.
constexpr std::size_t kMostInterfaces = 65'536;
constexpr std::size_t kLongestText = 1024;                // of an interface: name, filter and the like
constexpr std::size_t kMostTexts = std::size_t{4} << 20;  // of all interfaces together

bool known(std::uint32_t type) {
  return (type >= kInterface && type <= kSecrets) || type == kCustom || type == kCustomNoCopy;
}

}  // namespace

Result<std::unique_ptr<CaptureReader>> PcapngReader::open(SourceList sources, ByteSource& begin) {
  auto reader = std::unique_ptr<PcapngReader>{new PcapngReader{std::move(sources), begin}};
  auto bytes = reader->window_.peek(12);
  if (!bytes) return tl::unexpected{bytes.error()};
  if (bytes->size() < 12 || (be32(*bytes, 8) != kByteOrder && le32(*bytes, 8) != kByteOrder))
    return fail(Errc::malformed, "no capture: the first section header has no byte order at offset 8");
  return std::unique_ptr<CaptureReader>{std::move(reader)};
}

std::uint64_t PcapngReader::u64(Bytes b, std::size_t at) const {
  const std::uint64_t first = u32(b, at), second = u32(b, at + 4);
  return big_ ? first << 32 | second : second << 32 | first;
}

template <class Visit>
void PcapngReader::each_option(Bytes options, Visit visit) const {
  while (options.size() >= 4) {
    const std::uint16_t code = u16(options, 0), length = u16(options, 2);
    if (code == 0 || length > options.size() - 4) return;
    visit(code, options.subspan(4, length));
    const std::size_t padded = std::size_t{4} + (length + 3u) / 4 * 4;
    if (padded > options.size()) return;
    options = options.subspan(padded);
  }
}

Result<std::uint32_t> PcapngReader::block_length(std::string& why) {
  auto bytes = window_.peek(12);
  if (!bytes) return tl::unexpected{bytes.error()};
  if (bytes->size() < 12) {
    why = "the last block's header is cut";
    return 0u;
  }
  bool big = big_;
  if (be32(*bytes, 0) == kPcapngMagic) {
    if (be32(*bytes, 8) != kByteOrder && le32(*bytes, 8) != kByteOrder) {
      why = "a section header without a byte order";
      return 0u;
    }
    big = be32(*bytes, 8) == kByteOrder;
  }
  const std::uint32_t length = big ? be32(*bytes, 4) : le32(*bytes, 4);
  if (length < 12 || length % 4 != 0 || length > kLargestBlock) {
    why = "a block with the length " + std::to_string(length);
    return 0u;
  }
  auto whole = window_.peek(length);
  if (!whole) return tl::unexpected{whole.error()};
  if (whole->size() < length) {
    why = "a block of " + std::to_string(length) + " bytes is cut after " + std::to_string(whole->size());
    return 0u;
  }
  if ((big ? be32(*whole, length - 4) : le32(*whole, length - 4)) != length) {
    why = "a block whose two lengths differ";
    return 0u;
  }
  return length;
}

bool PcapngReader::is_block(Bytes bytes, std::size_t at) const {
  bool big = big_;
  if (be32(bytes, at) == kPcapngMagic) {
    if (be32(bytes, at + 8) != kByteOrder && le32(bytes, at + 8) != kByteOrder) return false;
    big = be32(bytes, at + 8) == kByteOrder;
  } else if (!known(u32(bytes, at))) {
    return false;
  }
  const std::uint32_t length = big ? be32(bytes, at + 4) : le32(bytes, at + 4);
  if (length < 12 || length % 4 != 0 || length > bytes.size() - at) return false;
  return (big ? be32(bytes, at + length - 4) : le32(bytes, at + length - 4)) == length;
}

Result<bool> PcapngReader::find_next_block(const std::string& why) {
  constexpr std::size_t kStep = 64 * 1024;
  const std::uint64_t start = window_.offset();
  for (std::size_t first = 1;; first = 0) {
    auto bytes = window_.peek(kStep + kLargestBlock / 16);
    if (!bytes) return tl::unexpected{bytes.error()};
    const std::size_t tries = bytes->size() < 12 ? 0 : std::min(bytes->size() - 11, kStep);
    for (std::size_t at = first; at < tries; ++at) {
      if (!is_block(*bytes, at)) continue;
      window_.skip(at);
      lose(start, window_.offset() - start, why);
      return true;
    }
    if (tries < kStep) {
      window_.skip(bytes->size());
      lose(start, window_.offset() - start, why);
      return false;
    }
    window_.skip(tries);
  }
}

Result<bool> PcapngReader::next(Packet& packet) {
  for (;;) {
    auto any = window_.peek(1);
    if (!any) return tl::unexpected{any.error()};
    if (any->empty()) return false;
    std::string why;
    auto length = block_length(why);
    if (!length) return tl::unexpected{length.error()};
    if (*length == 0) {
      auto found = find_next_block(why);
      if (!found || !*found) return found;
      continue;
    }
    const std::uint64_t offset = window_.offset();
    auto block = window_.peek(*length);
    if (!block) return tl::unexpected{block.error()};
    window_.skip(*length);
    ++counts_.blocks;
    if (take_block(*block, offset, packet)) return true;
  }
}

bool PcapngReader::take_block(Bytes block, std::uint64_t offset, Packet& packet) {
  const Bytes body = block.subspan(8, block.size() - 12);
  if (be32(block, 0) == kPcapngMagic) {
    big_ = be32(block, 8) == kByteOrder;
    section_first_ = interfaces_.size();
    ++counts_.sections;
    return false;
  }
  switch (u32(block, 0)) {
    case kEnhancedPacket:
      return take_enhanced(body, offset, packet);
    case kSimplePacket:
      return take_simple(body, offset, packet);
    case kObsoletePacket:
      return take_obsolete(body, offset, packet);
    case kInterface:
      take_interface(body, offset);
      return false;
    case kStatistics:
      take_statistics(body);
      return false;
    case kNames:
      ++counts_.names;
      return false;
    case kSecrets:
      ++counts_.secrets;
      return false;
    default:
      ++counts_.unknown_blocks;
      return false;
  }
}

void PcapngReader::take_interface(Bytes body, std::uint64_t offset) {
  if (body.size() < 8) return lose(offset, body.size() + 12, "an interface block that is too short");
  if (interfaces_.size() >= kMostInterfaces)
    return lose(offset, body.size() + 12, "more interfaces than are kept");
  CaptureInterface added;
  added.link_type = u16(body, 0);
  added.snap_length = u32(body, 4);
  each_option(body.subspan(8), [&](std::uint16_t code, Bytes value) {
    const bool is_text = code == 2 || code == 3 || code == 11 || code == 12;
    const std::string text{is_text ? text_of(value).substr(0, std::min(kLongestText, kMostTexts - texts_))
                                   : ""};
    texts_ += text.size();
    counts_.texts_cut += is_text && text.size() < value.size();
    if (code == 2) added.name = text;
    if (code == 3) added.description = text;
    if (code == 9 && value.size() == 1) added.time_resolution = byte_at(value, 0);
    if (code == 11 && text.size() > 1 && text[0] == 0) added.filter = text.substr(1);
    if (code == 12) added.os = text;
    if (code == 14 && value.size() == 8) added.time_offset = static_cast<std::int64_t>(u64(value, 0));
  });
  interfaces_.push_back(std::move(added));
}

void PcapngReader::take_statistics(Bytes body) {
  ++counts_.statistics;
  if (body.size() < 12 || u32(body, 0) >= interfaces_.size() - section_first_) return;
  CaptureInterface& of = interfaces_[section_first_ + u32(body, 0)];
  each_option(body.subspan(12), [&](std::uint16_t code, Bytes value) {
    if (value.size() != 8) return;
    if (code == 4) of.received = u64(value, 0);
    if (code == 5) of.dropped_by_interface = u64(value, 0);
    if (code == 6) of.accepted = u64(value, 0);
    if (code == 7) of.dropped_by_os = u64(value, 0);
  });
}

bool PcapngReader::give(Packet& packet, std::uint32_t interface, Bytes rest, std::uint32_t captured,
                        std::uint32_t original, std::uint64_t offset) {
  if (interface >= interfaces_.size() - section_first_) {
    lose(offset, rest.size(),
         "a packet of interface " + std::to_string(interface) + ", which is not described");
    return false;
  }
  if (captured > rest.size()) {
    lose(offset, captured - rest.size(), "a packet that says it is longer than its block");
    captured = static_cast<std::uint32_t>(rest.size());
  }
  packet.interface = static_cast<std::uint32_t>(section_first_ + interface);
  packet.link_type = interfaces_[packet.interface].link_type;
  hand_out(packet, rest.first(captured), original, offset);
  return true;
}

bool PcapngReader::take_enhanced(Bytes body, std::uint64_t offset, Packet& packet) {
  if (body.size() < 20) {
    lose(offset, body.size() + 12, "a packet block that is too short");
    return false;
  }
  const std::uint32_t id = u32(body, 0), captured = u32(body, 12);
  packet.has_time = true;
  if (id < interfaces_.size() - section_first_) {
    const CaptureInterface& of = interfaces_[section_first_ + id];
    packet.time =
        pcapng_time(std::uint64_t{u32(body, 4)} << 32 | u32(body, 8), of.time_resolution, of.time_offset);
  }
  const std::size_t options = std::size_t{20} + (std::size_t{captured} + 3) / 4 * 4;
  if (options < body.size()) {
    each_option(body.subspan(options), [&](std::uint16_t code, Bytes value) {
      if (code == 4 && value.size() == 8) counts_.noted_drops += u64(value, 0);
    });
  }
  return give(packet, id, body.subspan(20), captured, u32(body, 16), offset);
}

bool PcapngReader::take_obsolete(Bytes body, std::uint64_t offset, Packet& packet) {
  if (body.size() < 20) {
    lose(offset, body.size() + 12, "a packet block that is too short");
    return false;
  }
  const std::uint16_t id = u16(body, 0), drops = u16(body, 2);
  if (drops != 0xffff) counts_.noted_drops += drops;
  packet.has_time = true;
  if (id < interfaces_.size() - section_first_) {
    const CaptureInterface& of = interfaces_[section_first_ + id];
    packet.time =
        pcapng_time(std::uint64_t{u32(body, 4)} << 32 | u32(body, 8), of.time_resolution, of.time_offset);
  }
  return give(packet, id, body.subspan(20), u32(body, 12), u32(body, 16), offset);
}

bool PcapngReader::take_simple(Bytes body, std::uint64_t offset, Packet& packet) {
  if (body.size() < 4) {
    lose(offset, body.size() + 12, "a packet block that is too short");
    return false;
  }
  const std::uint32_t original = u32(body, 0);
  packet.has_time = false;
  packet.time = 0;
  std::uint32_t captured = std::min<std::uint32_t>(original, static_cast<std::uint32_t>(body.size() - 4));
  if (interfaces_.size() > section_first_ && interfaces_[section_first_].snap_length > 0)
    captured = std::min(captured, interfaces_[section_first_].snap_length);
  return give(packet, 0, body.subspan(4), captured, original, offset);
}

}  // namespace firsthour::triage::network
