// SPDX-License-Identifier: Apache-2.0
// version:packet:user:host:command:extra. Facts: the protocol's own text (draft 10), and public descriptions
// of FeiQ and 内网通.
#include "triage/network/dissect/messenger.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/network/dissect/text.h"

#include <iconv.h>

#include <array>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostOffers = 50, kMostText = 8192;
enum Option : std::uint32_t { kFileAttached = 0x200000, kEncrypted = 0x400000, kUtf8 = 0x800000 };
enum Command : std::uint32_t { kEntry = 1, kExit = 2, kAnswer = 3, kAbsence = 4, kSend = 0x20 };

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool known_command(std::uint32_t command) {
  switch (command & 0xff) {
    case 0x00:
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x10:
    case 0x11:
    case 0x12:
    case 0x13:
    case 0x18:
    case 0x20:
    case 0x21:
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x40:
    case 0x41:
    case 0x50:
    case 0x51:
    case 0x60:
    case 0x61:
    case 0x62:
    case 0x72:
    case 0x73:
    case 0x77:
    case 0x78:
    case 0x79:
    case 0x7a:
    case 0xc0:
    case 0xc1:
    case 0xd1:
      return true;
    default:
      return false;
  }
}

// 1_lbt<n>_<avatar>#<level>#<MAC>#…
std::string mac_of(std::string_view version) {
  std::size_t from = version.find('#');
  if (from != std::string_view::npos) from = version.find('#', from + 1);
  if (from == std::string_view::npos) return {};
  const std::string_view mac = version.substr(from + 1, 12);
  if (mac.size() != 12 || mac.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
    return {};
  return lower(mac);
}

bool is_feiq(std::string_view version) {
  if (!version.starts_with("1_lbt")) return false;
  const std::size_t digits = version.find_first_not_of("0123456789", 5);
  return digits != 5 && digits != std::string_view::npos && version[digits] == '_';
}

// id:name:size:mtime:attributes:…, apart by 0x07; a colon in a name is doubled.
void take_offers(std::string_view text, MessengerMessage& m) {
  while (!text.empty() && m.offers.size() < kMostOffers) {
    const std::size_t end = std::min(text.find('\x07'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t colon = one.find(':');
    if (colon == std::string_view::npos) continue;
    one.remove_prefix(colon + 1);
    MessengerMessage::Offer offer;
    std::size_t at = 0;
    for (; at < one.size(); ++at) {
      if (one[at] != ':')
        offer.name += one[at];
      else if (at + 1 < one.size() && one[at + 1] == ':')
        offer.name += one[at++];
      else
        break;
    }
    if (at >= one.size() || offer.name.empty()) continue;
    const std::string_view behind = one.substr(at + 1);
    offer.size = number_from<std::uint64_t>(behind.substr(0, behind.find(':')), 16).value_or(0);
    m.offers.push_back(std::move(offer));
  }
}

void take_extra(std::string_view extra, MessengerMessage& m) {
  m.utf8 = m.command & kUtf8;
  const auto readable = [&](std::string_view bytes) {
    return m.utf8 || is_utf8(bytes) ? std::string{bytes} : from_gbk(bytes);
  };
  const std::size_t zero = std::min(extra.find('\0'), extra.size());
  const std::string_view first = extra.substr(0, std::min(zero, kMostText));
  const std::string_view second = extra.substr(std::min(zero + 1, extra.size()));
  const std::uint32_t command = m.command & 0xff;
  m.user = readable(m.user);
  m.host = readable(m.host);
  if (command == kEntry || command == kAnswer || command == kAbsence || command == kExit) {
    m.nick = readable(first);
    m.group = readable(second.substr(0, second.find('\0')));
  } else if (command == kSend) {
    if (!(m.command & kEncrypted)) m.text = readable(first);
    if (m.command & kFileAttached) take_offers(second.substr(0, second.find('\0')), m);
    for (auto& offer : m.offers) offer.name = readable(offer.name);
  }
}

}  // namespace

std::string from_gbk(std::string_view bytes) {
  const iconv_t door = iconv_open("UTF-8", "GBK");
  // NOLINTNEXTLINE: iconv's own way to say that it has no such table
  if (door == reinterpret_cast<iconv_t>(-1)) return std::string{bytes};
  std::string in{bytes}, out(bytes.size() * 3 + 4, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t left = in.size(), room = out.size();
  const bool good = iconv(door, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
  iconv_close(door);
  if (!good) return std::string{bytes};
  out.resize(out.size() - room);
  return out;
}

std::optional<MessengerMessage> parse_messenger(Bytes bytes, bool usual_port) {
  std::string_view text = text_of(bytes);
  if (text.size() < 6 || text[0] != '1') return std::nullopt;
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon > 256) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const auto command = number_from<std::uint32_t>(parts[4]);
  if (!command) return std::nullopt;
  MessengerMessage m;
  if (is_feiq(parts[0])) {
    m.family = "feiq";
    m.certain = true;
    m.mac = mac_of(parts[0]);
  } else if (parts[0].starts_with("1@shiyeline")) {
    m.family = "neiwangtong";
    m.certain = true;
  } else if (parts[0] == "1" && all_digits(parts[1]) && known_command(*command)) {
    m.family = "ipmsg";
    m.certain = usual_port;
  } else {
    return std::nullopt;
  }
  m.version = parts[0];
  m.user = parts[2];
  m.host = parts[3];
  m.command = *command;
  take_extra(text, m);
  return m;
}

std::optional<MessengerMessage> parse_shiyeline(Bytes bytes) {
  // 00 00 01 30, a command, 5f c1 d8 ec at 12, "#3#4#4" at 24, 32 hex digits at 30: together no accident.
  if (bytes.size() < 62 || be32(bytes, 0) != 0x130 || be32(bytes, 12) != 0x5fc1d8ec) return std::nullopt;
  const std::string_view id = text_of(bytes).substr(30, 32);
  if (id.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return std::nullopt;
  MessengerMessage m;
  m.family = "neiwangtong";
  m.certain = true;
  m.version = "9011";
  m.user_id = lower(id);
  return m;
}

}  // namespace firsthour::triage::network
