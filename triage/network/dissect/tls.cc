// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/tls.h"

#include "casefile/encoding.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kLargestRecord = 16'384 + 2'048, kMostMessages = 256 * 1024, kMostCertificates = 16;
enum Record : std::uint8_t { kChangeCipher = 20, kAlert = 21, kHandshake = 22, kData = 23 };
enum Message : std::uint8_t { kClientHello = 1, kServerHello = 2, kCertificate = 11, kServerDone = 14 };
}  // namespace

void TlsDissector::data(bool from_client, Bytes bytes, Moment moment) {
  Side& side = sides_[from_client];
  if (side.over || told_) return;
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
    message(from_client, type, c.take(length), moment);
  }
  side.messages.erase(0, at);
}

void TlsDissector::message(bool from_client, unsigned type, Bytes body, Moment moment) {
  // A second ClientHello answers a request for another group: the first is the fingerprint.
  if (from_client && type == kClientHello && !handshake_.has_client) {
    handshake_.client = moment;
    (void)parse_client_hello(body, handshake_);
  } else if (!from_client && type == kServerHello) {
    handshake_.server = moment;
    (void)parse_server_hello(body, handshake_);
  } else if (!from_client && type == kCertificate && handshake_.version < 0x0304) {
    certificates(body);
  }
}

void TlsDissector::certificates(Bytes body) {
  Cursor c{body};
  Cursor list{c.take(c.u24())};
  while (!list.empty() && list.ok() && handshake_.certificates.size() < kMostCertificates) {
    const Bytes der = list.take(list.u24());
    if (!der.empty()) handshake_.certificates.push_back(parse_certificate(der));
  }
}

void TlsDissector::gap(bool from_client, std::uint64_t, Moment) {
  sides_[from_client].over = true;
  if (sides_[0].over && sides_[1].over) tell();
}

void TlsDissector::tell() {
  if (told_) return;
  told_ = true;
  if (handshake_.has_client || handshake_.has_server) place_.out.tls(place_.flow, handshake_);
}

void TlsDissector::end() { tell(); }

}  // namespace firsthour::triage::network
