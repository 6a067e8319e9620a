// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/dtls.h"

#include "casefile/encoding.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kRecordHead = 13, kLargestMessage = 64 * 1024, kMostMessages = 32;
enum Record : std::uint8_t { kChangeCipher = 20, kHandshake = 22, kData = 23 };

// 1.0, 1.2 and 1.3, and what OpenSSL wrote before there was a standard.
bool known_version(std::uint16_t v) { return v == 0xfeff || v == 0xfefd || v == 0xfefc || v == 0x0100; }

}  // namespace

bool begins_dtls(Bytes b) {
  constexpr std::size_t kMessageHead = 12;
  if (b.size() < kRecordHead + kMessageHead || byte_at(b, 0) != kHandshake || !known_version(be16(b, 1)))
    return false;
  const std::size_t length = be16(b, 11);
  return be16(b, 3) == 0 && length >= kMessageHead && length <= b.size() - kRecordHead &&
         byte_at(b, kRecordHead) <= 20;
}

DtlsHello::DtlsHello(const Place& place) : DatagramHello{place} {
  place.flow.service = "dtls";
  handshake_.over = TlsHandshake::Over::dtls;
}

void DtlsHello::take(bool from_client, Bytes datagram, Moment moment) {
  Cursor c{datagram};
  while (!told_ && !over_[from_client] && c.left() >= kRecordHead) {
    const unsigned type = c.u8();
    const std::uint16_t version = c.u16(), epoch = c.u16();
    (void)c.take(6);
    const Bytes record = c.take(c.u16());
    if (!known_version(version)) break;  // the short form of 1.3 is encrypted
    if (epoch != 0 || type == kChangeCipher || type == kData) {
      over_[from_client] = true;
      handshake_.established |= epoch != 0 && type == kData;
    } else if (type == kHandshake) {
      fragments(from_client, record, moment);
    }
  }
  if (over_[0] && over_[1]) tell();
}

void DtlsHello::fragments(bool from_client, Bytes record, Moment moment) {
  Cursor c{record};
  while (c.left() >= 12) {
    const unsigned type = c.u8();
    const std::size_t length = c.u24();
    const unsigned number = c.u16();
    const std::size_t place = c.u24();
    const Bytes part = c.take(c.u24());
    auto& all = messages_[from_client];
    if (!c.ok() || length > kLargestMessage || place > length || part.size() > length - place ||
        (all.size() >= kMostMessages && !all.contains(number)))
      return;
    Message& m = all.try_emplace(number, Message{type, length, Assembled{length}}).first->second;
    if (m.whole || m.type != type || m.length != length) continue;
    m.body.put(place, part);
    if (m.body.beginning().size() < length) continue;
    m.whole = true;
    message(from_client, type, as_bytes(m.body.beginning()), moment);
  }
}

}  // namespace firsthour::triage::network
