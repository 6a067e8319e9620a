// SPDX-License-Identifier: Apache-2.0
#include "triage/network/conversation.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/banners.h"
#include "triage/network/dissect/dns.h"
#include "triage/network/dissect/ftp.h"
#include "triage/network/dissect/http.h"
#include "triage/network/dissect/http2.h"
#include "triage/network/dissect/mail.h"
#include "triage/network/dissect/messenger.h"
#include "triage/network/dissect/openvpn.h"
#include "triage/network/dissect/ssh.h"
#include "triage/network/dissect/telnet.h"
#include "triage/network/dissect/text.h"
#include "triage/network/dissect/tls.h"
#include "triage/network/dissect/transfers.h"
#include "triage/network/dissect/video.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostHeld = 8192;
constexpr unsigned kMostLate = 4;

bool is_tls(std::string_view b) { return b.size() >= 3 && b[0] == 0x16 && b[1] == 3 && b[2] <= 4; }
bool is_smb(std::string_view b) {
  return b.size() >= 8 && b[0] == 0 && b.substr(5, 3) == "SMB" && (b[4] == '\xff' || b[4] == '\xfe');
}
// A session over NetBIOS, which carries SMB.
bool is_netbios_session(std::string_view b) {
  return b.size() >= 72 && b[0] == '\x81' && b[4] == 32 && b[38] == 32;
}
bool is_rdp(std::string_view b) {
  return b.size() >= 7 && b[0] == 3 && b[1] == 0 && b[5] == '\xe0' &&
         static_cast<std::uint8_t>(b[4]) + 5u <= b.size() + 4;
}
bool is_dhip(std::string_view b) {
  return b.size() >= 8 && b.substr(0, 8) == std::string_view{"\x20\0\0\0DHIP", 8};
}
bool is_telnet(std::string_view b) {
  return b.size() >= 3 && b[0] == '\xff' && static_cast<std::uint8_t>(b[1]) >= 251 && b[1] != '\xff';
}

bool has_word(std::string_view text, std::string_view word) {
  return lower(text).find(word) != std::string::npos;
}

}  // namespace

bool TcpConversation::begins_late(const Decoded& packet) const {
  const std::string_view b = text_of(packet.payload);
  if (finished_ || late_ >= kMostLate || b.size() < 16) return false;
  if (is_tls(b) && (b[5] == 1 || b[5] == 2)) return true;  // a hello of either side
  return begins_request(b) && b.substr(0, 2048).find(" HTTP/1.") != std::string_view::npos;
}

void TcpConversation::take(bool from_client, const Decoded& packet, Moment moment) {
  if (given_up_ && begins_late(packet)) {
    ++late_;
    given_up_ = false;
    held_bytes_ = 0;
    if (!watched_) streams_ = std::make_unique<Reassembly>(memory_);
  }
  if (given_up_ && !watched_) return;
  streams_->take(from_client, packet, moment, *this);
}

void TcpConversation::data(bool from_client, Bytes bytes, Moment moment) {
  if (watched_) place_.out.stream(place_.flow, from_client, bytes, moment);
  if (!given_up_) dissect(from_client, bytes, moment);
}

void TcpConversation::dissect(bool from_client, Bytes bytes, Moment moment) {
  if (dissector_) return feed(from_client, bytes, moment);
  const std::size_t n = std::min(bytes.size(), kMostHeld - std::min(kMostHeld, held_bytes_));
  held_.push_back({from_client, std::string{text_of(bytes)}, moment});
  held_bytes_ += bytes.size();
  recognise(n < bytes.size() || held_.size() > 16);
}

void TcpConversation::gap(bool from_client, std::uint64_t bytes, Moment moment) {
  if (watched_) place_.out.stream_gap(place_.flow, from_client, bytes);
  if (dissector_) dissector_->gap(from_client, bytes, moment);
}

void TcpConversation::feed(bool from_client, Bytes bytes, Moment moment) {
  dissector_->data(from_client, bytes, moment);
  if (dissector_->done()) {
    dissector_->end();
    dissector_.reset();
    given_up_ = finished_ = true;
  } else if (dissector_->handed_over()) {
    const std::size_t untaken = dissector_->untaken();
    dissector_->end();
    dissector_.reset();
    if (untaken > 0) dissect(from_client, bytes.last(untaken), moment);
  }
}

std::unique_ptr<Dissector> TcpConversation::dissector_for(bool& wait) {
  std::string_view client, server;
  for (const Held& h : held_) {
    std::string_view& side = h.from_client ? client : server;
    if (side.empty()) side = h.bytes;
  }
  const std::uint16_t port = place_.flow.server.port;
  if (place_.transfers.look(place_.flow.server))
    return std::make_unique<TransferDissector>(place_, place_.flow.server);
  for (const std::string_view b : {client, server}) {
    if (is_tls(b)) return std::make_unique<TlsDissector>(place_);
    if (is_smb(b) || is_netbios_session(b)) return std::make_unique<SmbDissector>(place_);
    if (is_dhip(b)) return std::make_unique<DhipDissector>(place_);
    if (b.starts_with("SSH-")) return std::make_unique<SshDissector>(place_);
    if (is_telnet(b) && (port == 23 || port == 2323 || b.data() == server.data()))
      return std::make_unique<TelnetDissector>(place_);
    if (begins_answer(b)) return std::make_unique<HttpDissector>(place_, b.starts_with("RTSP"));
  }
  if (client.size() > 2 && client.size() >= 2u + be16(as_bytes(client), 0) &&
      begins_openvpn(as_bytes(client.substr(2, be16(as_bytes(client), 0)))))
    return std::make_unique<OpenVpnStream>(place_);
  if (client.starts_with(kHttp2Preface.substr(0, 18))) return begin_http2(place_);
  if (begins_request(client)) {
    const std::string_view line = client.substr(0, client.find('\n'));
    return std::make_unique<HttpDissector>(place_, line.find("RTSP/1.") != std::string_view::npos);
  }
  if (is_rdp(client)) return std::make_unique<RdpDissector>(place_);
  if (port == 53 && (!client.empty() || !server.empty())) return std::make_unique<DnsStream>(place_);
  if (client.size() >= 32 && static_cast<std::uint8_t>(client[0]) == 0xa0 &&
      (port == 37777 || client.substr(24, 4) == std::string_view{"\5\2\1\1", 4}))
    return std::make_unique<DvripDissector>(place_);
  if (server.starts_with("+OK")) return std::make_unique<MailDissector>(place_, MailDissector::Kind::pop3);
  if (server.starts_with("* OK") || server.starts_with("* PREAUTH"))
    return std::make_unique<MailDissector>(place_, MailDissector::Kind::imap);
  if (server.starts_with("220") || server.starts_with("120")) {
    const std::string said = upper(client.substr(0, 5));
    if (said == "EHLO " || said == "HELO ")
      return std::make_unique<MailDissector>(place_, MailDissector::Kind::smtp);
    if (!client.empty() || port == 21 || has_word(server.substr(0, 512), "ftp"))
      return std::make_unique<FtpDissector>(place_);
    if (port == 25 || port == 587 || has_word(server.substr(0, 512), "smtp"))
      return std::make_unique<MailDissector>(place_, MailDissector::Kind::smtp);
    wait = true;
  }
  // A capture that has the client's side alone.
  if (begins_with_word(client, "USER ") && port == 21) return std::make_unique<FtpDissector>(place_);
  if (begins_with_word(client, "EHLO "))
    return std::make_unique<MailDissector>(place_, MailDissector::Kind::smtp);
  // Too little to tell.
  if (client.size() < 8 && server.size() < 8) wait = true;
  return nullptr;
}

void TcpConversation::recognise(bool last_chance) {
  bool wait = false;
  dissector_ = dissector_for(wait);
  if (dissector_) return release();
  if (wait && !last_chance) return;
  for (const Held& h : held_) {
    if (h.from_client) {
      const bool usual = place_.flow.server.port == 2425 || place_.flow.client.port == 2425;
      if (auto m = parse_messenger(as_bytes(h.bytes), usual)) {
        place_.flow.service = m->family;
        m->over_tcp = true;
        m->moment = h.moment;
        place_.out.messenger(place_.flow, *m);
      }
    }
    place_.out.unknown_stream(place_.flow, h.from_client, as_bytes(h.bytes), h.moment);
  }
  // The other side's first bytes may still tell.
  const bool both = std::any_of(held_.begin(), held_.end(), [](const Held& h) { return h.from_client; }) &&
                    std::any_of(held_.begin(), held_.end(), [](const Held& h) { return !h.from_client; });
  if (!both && !last_chance) return;
  given_up_ = true;
  held_.clear();
}

void TcpConversation::release() {
  std::vector<Held> held = std::move(held_);
  held_.clear();
  held_bytes_ = 0;
  for (const Held& h : held) {
    if (dissector_)
      feed(h.from_client, as_bytes(h.bytes), h.moment);
    else if (!given_up_)
      dissect(h.from_client, as_bytes(h.bytes), h.moment);
  }
}

void TcpConversation::end() {
  if (!given_up_ || watched_) streams_->finish(*this);
  if (!given_up_ && !dissector_ && !held_.empty()) recognise(true);
  if (dissector_) dissector_->end();
  dissector_.reset();
}

}  // namespace firsthour::triage::network
