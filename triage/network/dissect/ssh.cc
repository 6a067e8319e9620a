// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/ssh.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kLongestBanner = 512, kLongestPacket = 35'000;
constexpr std::size_t kMostBefore = 8192;  // bytes of other lines before the banner
constexpr std::uint8_t kKeyExchangeOffer = 20;
}  // namespace

std::optional<std::string> hassh(Bytes payload, bool of_client) {
  enum List : std::size_t {
    kExchange,
    kHostKeys,
    kCipherUp,
    kCipherDown,
    kMacUp,
    kMacDown,
    kPackUp,
    kPackDown,
    kLists
  };
  Cursor c{payload};
  if (c.u8() != kKeyExchangeOffer) return std::nullopt;
  (void)c.take(16);
  std::array<std::string_view, kLists> lists;
  for (std::string_view& list : lists) list = text_of(c.take(c.u32()));
  if (!c.ok()) return std::nullopt;
  // Each side by what it would write with.
  const std::size_t down = of_client ? 0 : 1;
  Hasher hasher{Algorithm::md5};
  hasher.update(lists[kExchange]);
  for (const List list : {kCipherUp, kMacUp, kPackUp}) {
    hasher.update(std::string_view{";"});
    hasher.update(lists[list + down]);
  }
  return hasher.finish_hex();
}

void SshDissector::data(bool from_client, Bytes bytes, Moment moment) {
  Side& side = sides_[from_client];
  if (side.over) return;
  side.waiting.append(text_of(bytes).substr(0, 2 * kLongestPacket));
  if (!side.banner && !banner(from_client, side, moment)) return;
  side.over = side.over || offer(from_client, side, moment) || side.waiting.size() > 2 * kLongestPacket;
  if (side.over) side.waiting.clear();
}

void SshDissector::gap(bool from_client, std::uint64_t, Moment) { sides_[from_client].over = true; }

bool SshDissector::banner(bool from_client, Side& side, Moment moment) {
  // A server may write other lines before its banner.
  const std::string_view all = side.waiting;
  std::size_t at = 0;
  while (!side.banner && !side.over) {
    const std::size_t end = all.find('\n', at);
    if (end == std::string_view::npos && all.size() - at < kLongestBanner) break;
    const std::string first{trimmed(all.substr(at, std::min(end - at, kLongestBanner)))};
    side.banner = first.starts_with("SSH-");
    if (side.banner) place_.out.note(place_.flow, {"ssh", "banner", first, from_client, moment});
    side.over = end == std::string_view::npos;
    at = side.over ? all.size() : end + 1;
    side.before += side.banner ? 0 : first.size() + 1;
    side.over |= side.before > kMostBefore;
  }
  side.waiting.erase(0, at);
  return side.banner || side.over;
}

bool SshDissector::offer(bool from_client, Side& side, Moment moment) {
  Cursor c{as_bytes(side.waiting)};
  const std::size_t length = c.u32();
  if (!c.ok()) return false;
  if (length < 2 || length > kLongestPacket) return true;
  if (c.left() < length) return false;
  const std::size_t padding = c.u8();
  if (padding + 1 > length) return true;
  if (const auto text = hassh(c.take(length - 1 - padding), from_client))
    place_.out.note(place_.flow, {"ssh", from_client ? "hassh" : "hasshServer", *text, from_client, moment});
  return true;
}

}  // namespace firsthour::triage::network
