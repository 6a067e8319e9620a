// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/quic.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/packet_cipher.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {

constexpr std::uint32_t kVersion1 = 1, kVersion2 = 0x6b3343cf, kMobileDraft27 = 0xfaceb002;
constexpr std::size_t kLongestId = 20, kMostCrypto = 64 * 1024, kSample = 16;
constexpr unsigned kMostTried = 64;  // Initial packets that are opened; a handshake has a few

struct Salt {
  std::uint32_t first, last;
  std::string_view hex;
};
// RFC 9001 section 5.2, RFC 9369 section 3.3.1, and the drafts of the former.
constexpr std::array<Salt, 5> kSalts{{
    {kVersion1, kVersion1, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a"},
    {kVersion2, kVersion2, "0dede3def700a6db819381be6e269dcbf9bd2ed9"},
    {0xff000021, 0xff000022, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a"},
    {0xff00001d, 0xff000020, "afbfec289993d24c9e9786f19c6111e04390a899"},
    {0xff000017, 0xff00001c, "c3eef712c72ebb5a11a7d2432bb46365bef9f502"},
}};

std::string_view salt_of(std::uint32_t version) {
  if (version == kMobileDraft27) return kSalts.back().hex;
  for (const Salt& s : kSalts)
    if (version >= s.first && version <= s.last) return s.hex;
  return {};
}

std::string from_hex_text(std::string_view hex) {
  std::string out;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return out;
}

// RFC 9000 section 16.
std::uint64_t number_of(Cursor& c) {
  const std::uint8_t first = c.u8();
  std::uint64_t value = first & 0x3f;
  for (unsigned more = (1u << (first >> 6)) - 1; more > 0; --more) value = value << 8 | c.u8();
  return value;
}

// RFC 9000 appendix A.3.
std::uint64_t whole_number(std::optional<std::uint64_t> largest, std::uint64_t cut, unsigned bits) {
  if (!largest) return cut;
  const std::uint64_t expected = *largest + 1, window = std::uint64_t{1} << bits, half = window / 2;
  const std::uint64_t candidate = (expected & ~(window - 1)) | cut;
  if (candidate + half <= expected) return candidate + window;
  if (candidate > expected + half && candidate >= window) return candidate - window;
  return candidate;
}

}  // namespace

bool begins_quic(Bytes datagram) {
  if (datagram.size() < 7 || (byte_at(datagram, 0) & 0xc0) != 0xc0) return false;
  return !salt_of(be32(datagram, 1)).empty() && byte_at(datagram, 5) <= kLongestId;
}

QuicKeys quic_initial_keys(std::uint32_t version, std::string_view id, bool of_client) {
  const std::string_view salt = salt_of(version);
  if (salt.empty()) return {};
  const std::string secret =
      hkdf_expand_label(hkdf_extract(from_hex_text(salt), id), of_client ? "client in" : "server in", 32);
  const std::string prefix = version == kVersion2 ? "quicv2 " : "quic ";
  return {hkdf_expand_label(secret, prefix + "key", 16), hkdf_expand_label(secret, prefix + "iv", 12),
          hkdf_expand_label(secret, prefix + "hp", 16)};
}

QuicHello::QuicHello(const Place& place)
    : DatagramHello{place},
      sides_{Side{{}, {}, Assembled{kMostCrypto}, 0}, Side{{}, {}, Assembled{kMostCrypto}, 0}} {
  place.flow.service = "quic";
  handshake_.over = TlsHandshake::Over::quic;
}

std::optional<QuicHello::Packet> QuicHello::next_packet(Bytes datagram) {
  if (!begins_quic(datagram)) return std::nullopt;
  Packet p;
  Cursor c{datagram};
  const unsigned kind = c.u8() >> 4 & 3;
  p.version = c.u32();
  p.id = text_of(c.take(c.u8()));
  (void)c.take(c.u8());
  // Version 2 numbers its kinds anew.
  p.initial = kind == (p.version == kVersion2 ? 1 : 0);
  const bool retry = kind == (p.version == kVersion2 ? 0 : 3);
  if (retry) return std::nullopt;  // has no length: nothing follows
  if (p.initial) (void)c.take(static_cast<std::size_t>(std::min<std::uint64_t>(number_of(c), SIZE_MAX)));
  const std::uint64_t length = number_of(c);
  p.number = c.at();
  if (!c.ok() || length > c.left()) return std::nullopt;
  p.all = datagram.first(p.number + static_cast<std::size_t>(length));
  return p;
}

std::optional<std::string> QuicHello::open(const Packet& p, Side& side) {
  if (side.keys.key.empty() || p.all.size() < p.number + 4 + kSample) return std::nullopt;
  const auto mask = aes_block(side.keys.header, p.all.subspan(p.number + 4, kSample));
  const unsigned first = byte_at(p.all, 0) ^ (std::to_integer<unsigned>(mask[0]) & 0x0f);
  const unsigned size = (first & 3) + 1;
  std::string header{text_of(p.all.first(p.number + size))};
  header[0] = static_cast<char>(first);
  std::uint64_t cut = 0;
  for (unsigned i = 0; i < size; ++i) {
    const unsigned byte = byte_at(p.all, p.number + i) ^ std::to_integer<unsigned>(mask[1 + i]);
    header[p.number + i] = static_cast<char>(byte);
    cut = cut << 8 | byte;
  }
  const std::uint64_t number = whole_number(side.largest, cut, size * 8);
  std::string nonce = side.keys.iv;
  for (unsigned i = 0; i < 8; ++i)
    nonce[11 - i] = static_cast<char>(static_cast<unsigned char>(nonce[11 - i]) ^ (number >> (8 * i) & 0xff));
  auto text = aes_gcm_open(side.keys.key, nonce, as_bytes(header), p.all.subspan(header.size()));
  if (text) side.largest = std::max(side.largest.value_or(0), number);
  return text;
}

void QuicHello::set_keys(const Packet& p) {
  for (const bool client : {false, true}) {
    sides_[client].keys = quic_initial_keys(p.version, p.id, client);
    sides_[client].largest.reset();
  }
}

void QuicHello::initial(bool from_client, const Packet& p, Moment moment) {
  if (++tried_ > kMostTried) return;
  if (keyed_) {
    const bool client = from_client != turned_;
    if (const auto text = open(p, sides_[client])) return frames(client, as_bytes(*text), moment);
    if (!client || handshake_.has_client) return;
  }
  // The client's first packet, or its first one after the server asked it to come again.
  const std::array<QuicKeys, 2> before{sides_[0].keys, sides_[1].keys};
  set_keys(p);
  if (const auto text = open(p, sides_[1])) {
    turned_ = !from_client;
    keyed_ = true;
    handshake_.quic_version = p.version;
    return frames(true, as_bytes(*text), moment);
  }
  for (const bool client : {false, true}) sides_[client].keys = before[client];
}

void QuicHello::take(bool from_client, Bytes datagram, Moment moment) {
  while (!told_) {
    const auto packet = next_packet(datagram);
    if (!packet) return;
    if (packet->initial) initial(from_client, *packet, moment);
    datagram = datagram.subspan(packet->all.size());
  }
}

void QuicHello::frames(bool from_client, Bytes payload, Moment moment) {
  enum Frame : std::uint64_t { kPadding = 0, kPing = 1, kAcked = 2, kAckedCounts = 3, kCrypto = 6 };
  Cursor c{payload};
  while (!c.empty() && c.ok()) {
    const std::uint64_t type = number_of(c);
    if (type == kPadding || type == kPing) continue;
    if (type == kCrypto) {
      const std::uint64_t place = number_of(c), length = number_of(c);
      if (length > c.left()) break;
      sides_[from_client].crypto.put(place, c.take(static_cast<std::size_t>(length)));
    } else if (type == kAcked || type == kAckedCounts) {
      (void)number_of(c);
      (void)number_of(c);
      std::uint64_t ranges = number_of(c);
      (void)number_of(c);
      for (; ranges > 0 && c.ok(); --ranges) {
        (void)number_of(c);
        (void)number_of(c);
      }
      for (int i = 0; type == kAckedCounts && i < 3; ++i) (void)number_of(c);
    } else {
      break;
    }
  }
  messages(from_client, moment);
}

void QuicHello::messages(bool from_client, Moment moment) {
  Side& side = sides_[from_client];
  const Bytes all = as_bytes(side.crypto.beginning());
  for (;;) {
    Cursor c{all.subspan(side.read)};
    const unsigned type = c.u8();
    const std::size_t length = c.u24();
    if (!c.ok() || length > c.left()) break;
    side.read += 4 + length;
    message(from_client, type, c.take(length), moment);
  }
  if (handshake_.has_client && handshake_.has_server) tell();
}

}  // namespace firsthour::triage::network
