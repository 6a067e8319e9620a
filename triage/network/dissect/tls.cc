// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/tls.h"

#include "casefile/encoding.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kLargestRecord = 16'384 + 2'048, kMostMessages = 256 * 1024, kMostCertificates = 16;
enum Record : std::uint8_t { kChangeCipher = 20, kAlert = 21, kHandshake = 22, kData = 23 };
enum Message : std::uint8_t { kClientHello = 1, kServerHello = 2, kCertificate = 11, kServerDone = 14 };

void take_certificates(Bytes body, TlsHandshake& into) {
  Cursor c{body};
  Cursor list{c.take(c.u24())};
  while (!list.empty() && list.ok() && into.certificates.size() < kMostCertificates) {
    const Bytes der = list.take(list.u24());
    if (!der.empty()) into.certificates.push_back(parse_certificate(der));
  }
}

}  // namespace

void take_handshake(bool from_flows_client, unsigned type, Bytes body, Moment moment, TlsHandshake& into) {
  if (type == kClientHello && !into.has_server) into.turned = !from_flows_client;
  if (type == kServerHello && !into.has_client) into.turned = from_flows_client;
  const bool from_client = from_flows_client != into.turned;
  // Up to TLS 1.2 certificates are in the clear; DTLS counts its versions downwards.
  const bool clear = into.over == TlsHandshake::Over::dtls || into.version < 0x0304;
  // A second ClientHello answers a request for another group: the first is the fingerprint.
  if (from_client && type == kClientHello && !into.has_client) {
    into.client = moment;
    (void)parse_client_hello(body, into);
  } else if (!from_client && type == kServerHello) {
    into.server = moment;
    (void)parse_server_hello(body, into);
  } else if (!from_client && type == kCertificate && clear) {
    take_certificates(body, into);
  }
}

void TlsDissector::data(bool from_client, Bytes bytes, Moment moment) {
  Side& side = sides_[from_client];
  if (side.over || told_) return;
  last_ = moment;
  side.records.append(text_of(bytes));
  records(from_client, side, moment);
  if (sides_[0].over && sides_[1].over) tell();
}

void TlsDissector::records(bool from_client, Side& side, Moment moment) {
  std::size_t at = 0;
  while (!side.over && side.records.size() - at >= 5) {
    const Bytes head = as_bytes(side.records).subspan(at);
    const unsigned type = byte_at(head, 0);
    const std::size_t length = be16(head, 3);
    if (type < kChangeCipher || type > kData || byte_at(head, 1) != 3 || length > kLargestRecord) {
      side.over = true;
      break;
    }
    if (head.size() < 5 + length) break;
    at += 5 + length;
    if (type == kHandshake) {
      side.messages.append(text_of(head.subspan(5, length)));
      messages(from_client, side, moment);
      if (side.messages.size() > kMostMessages) side.over = true;
    } else if (type == kChangeCipher || type == kData) {
      handshake_.established |= type == kData;
      side.over = true;
    }
  }
  if (side.over)
    side.records.clear();
  else
    side.records.erase(0, at);
}

void TlsDissector::messages(bool from_client, Side& side, Moment moment) {
  std::size_t at = 0;
  while (side.messages.size() - at >= 4) {
    Cursor c{as_bytes(side.messages).subspan(at)};
    const unsigned type = c.u8();
    const std::size_t length = c.u24();
    if (length > kMostMessages) {
      side.over = true;
      return;
    }
    if (c.left() < length) break;
    at += 4 + length;
    take_handshake(from_client, type, c.take(length), moment, handshake_);
  }
  side.messages.erase(0, at);
}

void TlsDissector::rest(bool from_client, Moment moment) {
  Side& side = sides_[from_client];
  if (side.over || side.records.size() < 6 || side.records[0] != kHandshake) return;
  side.messages.append(side.records, 5);
  messages(from_client, side, moment);
}

void TlsDissector::gap(bool from_client, std::uint64_t, Moment moment) {
  rest(from_client, moment);
  sides_[from_client].over = true;
  if (sides_[0].over && sides_[1].over) tell();
}

void TlsDissector::tell() {
  if (told_) return;
  told_ = true;
  if (handshake_.has_client || handshake_.has_server) place_.out.tls(place_.flow, handshake_);
}

void TlsDissector::end() {
  for (const bool from_client : {true, false}) rest(from_client, last_);
  tell();
}

}  // namespace firsthour::triage::network
