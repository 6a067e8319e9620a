// SPDX-License-Identifier: Apache-2.0
// IEEE 802.11 data frames, with or without a radiotap header (https://www.radiotap.org). Frames that are
// protected are counted: their contents need a key.
#include "triage/network/packet/decoder.h"

#include <optional>
#include <utility>

namespace firsthour::triage::network {

namespace {

enum FrameControl : std::uint8_t {
  kToDs = 0x01,
  kFromDs = 0x02,
  kProtected = 0x40,
  kOrder = 0x80,
};
constexpr std::size_t kShortestHead = 24, kAddress = 6;
constexpr unsigned kMostPresentWords = 16;

// Whether the header behind radiotap is padded to words; absent when radiotap does not hold together.
std::optional<bool> padded(Bytes tap) {
  std::size_t at = 4;
  const std::uint32_t present = le32(tap, 4);
  for (unsigned words = 0;; ++words) {
    if (at + 4 > tap.size() || words == kMostPresentWords) return std::nullopt;
    const bool more = le32(tap, at) >> 31;
    at += 4;
    if (!more) break;
  }
  if (!(present & 2)) return false;            // no flags
  if (present & 1) at = (at + 7) / 8 * 8 + 8;  // a time stamp before them, aligned
  if (at >= tap.size()) return std::nullopt;
  return (byte_at(tap, at) & 0x20) != 0;
}

}  // namespace

bool Decoder::radiotap(Bytes b, Decoded& into) {
  if (b.size() < 8) return headers_cut();
  const std::size_t length = le16(b, 2);
  if (length < 8) return damaged();
  if (length > b.size()) return headers_cut();
  const auto pad = padded(b.first(length));
  return pad ? wireless(b.subspan(length), *pad, into) : damaged();
}

bool Decoder::wireless(Bytes b, bool pad, Decoded& into) {
  if (b.size() < 2) return headers_cut();
  const unsigned kind = byte_at(b, 0), flags = byte_at(b, 1);
  const bool data = (kind & 0x0f) == 0x08, empty = kind & 0x40, quality = kind & 0x80;
  if (!data || empty) return false;
  const bool relayed = (flags & kToDs) && (flags & kFromDs);
  const std::size_t addresses = kShortestHead + (relayed ? kAddress : 0);
  std::size_t head = addresses + (quality ? 2 : 0) + (quality && (flags & kOrder) ? 4 : 0);
  if (b.size() < head) return headers_cut();
  if (flags & kProtected) {
    ++counts_.wireless_protected;
    return false;
  }
  if (le16(b, 22) & 0x0f) return false;  // a later fragment has no header
  // The sender's address moves with the direction.
  const std::size_t sender = !(flags & kFromDs) ? 10 : relayed ? 24 : 16;
  into.has_mac = true;
  std::memcpy(into.source_mac.data(), b.data() + sender, kAddress);
  const bool several = quality && (byte_at(b, addresses) & 0x80);
  if (pad) head = (head + 3) / 4 * 4;
  if (b.size() < head) return headers_cut();
  if (!several) return llc(b.subspan(head), into);
  aggregate_ = b.subspan(head);
  return aggregated(into);
}

// Each packet of several in one frame has two addresses and its length before it, and is filled up to words.
bool Decoder::aggregated(Decoded& into) {
  constexpr std::size_t kHead = 2 * kAddress + 2;
  const Bytes b = std::exchange(aggregate_, {});
  if (b.size() < kHead) return headers_cut();
  const std::size_t length = be16(b, kHead - 2);
  if (length == 0) return damaged();
  const std::size_t behind = (kHead + length + 3) / 4 * 4;
  if (behind < b.size()) aggregate_ = b.subspan(behind);
  into.has_mac = true;
  std::memcpy(into.source_mac.data(), b.data() + kAddress, kAddress);
  return llc(b.subspan(kHead, std::min(length, b.size() - kHead)), into);
}

bool Decoder::llc(Bytes b, Decoded& into) {
  if (b.size() < 8) return headers_cut();
  if (be16(b, 0) != 0xaaaa || byte_at(b, 2) != 3) return false;
  const std::uint32_t owner = be32(b, 2) & 0xffffff;
  if (owner != 0 && owner != 0xf8) return false;  // not an EtherType
  return by_type(be16(b, 6), b.subspan(8), into);
}

}  // namespace firsthour::triage::network
