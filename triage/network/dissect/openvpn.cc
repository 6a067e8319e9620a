// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/openvpn.h"

#include "casefile/encoding.h"

#include <optional>

namespace firsthour::triage::network {

namespace {

enum Operation : std::uint8_t { kControl = 4, kResetClient2 = 7 };
constexpr std::size_t kSession = 8, kReplay = 8, kPlainReset = 1 + kSession + 1 + 4;
constexpr std::size_t kMostLater = 16, kMostAcknowledged = 8, kLongest = 4096;
constexpr std::array<std::size_t, 6> kDigests{16, 20, 28, 32, 48, 64};

// The length of the digest of tls-auth with its replay protection, 0 without; absent when this opens nothing.
std::optional<std::size_t> digest_of_reset(Bytes b) {
  if (b.size() < kPlainReset || byte_at(b, 0) != kResetClient2 << 3) return std::nullopt;
  // No acknowledgement, and the number 0.
  if (text_of(b.last(5)) != std::string_view{"\0\0\0\0\0", 5}) return std::nullopt;
  if (b.size() == kPlainReset) return 0;
  for (const std::size_t digest : kDigests)
    if (b.size() == kPlainReset + digest + kReplay) return digest + kReplay;
  return std::nullopt;
}

}  // namespace

bool begins_openvpn(Bytes packet) { return digest_of_reset(packet).has_value(); }

OpenVpnControl::OpenVpnControl(const Place& place) : tls_{place} { place.flow.service = "openvpn"; }

void OpenVpnControl::take(bool from_client, Bytes packet, Moment moment) {
  if (const auto digest = opened_ ? std::nullopt : digest_of_reset(packet)) {
    digest_ = *digest;
    opened_ = true;
    return;
  }
  Cursor c{packet};
  if (c.u8() >> 3 != kControl || tls_.done()) return;
  (void)c.take(kSession + digest_);
  const std::size_t acknowledged = c.u8();
  if (acknowledged > kMostAcknowledged) return;
  if (acknowledged > 0) (void)c.take(acknowledged * 4 + kSession);
  const std::uint32_t number = c.u32();
  Side& side = sides_[from_client];
  if (!c.ok() || number < side.next || side.later.size() >= kMostLater || c.left() > kLongest) return;
  side.later.try_emplace(number, text_of(c.rest()));
  while (!side.later.empty() && side.later.begin()->first == side.next) {
    tls_.data(from_client, as_bytes(side.later.begin()->second), moment);
    side.later.erase(side.later.begin());
    ++side.next;
  }
}

void OpenVpnStream::data(bool from_client, Bytes bytes, Moment moment) {
  if (lost_[from_client]) return;
  std::string& waiting = waiting_[from_client];
  waiting.append(text_of(bytes));  // at most 64 KiB and one segment
  std::size_t at = 0;
  while (waiting.size() - at >= 2) {
    const std::size_t length = be16(as_bytes(waiting), at);
    if (waiting.size() - at - 2 < length) break;
    control_.take(from_client, as_bytes(waiting).subspan(at + 2, length), moment);
    at += 2 + length;
  }
  waiting.erase(0, at);
}

}  // namespace firsthour::triage::network
