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
constexpr unsigned kMostChanges = 8;  // of protocol, in one connection

bool is_tls(std::string_view b) {
  return b.size() >= 3 && b[0] == 0x16 && b[1] == 3 && static_cast<std::uint8_t>(b[2]) <= 4;
}
// A session over NetBIOS, which carries SMB.
bool is_netbios_session(std::string_view b) {
  return b.size() >= 72 && b[0] == '\x81' && b[4] == 32 && b[38] == 32;
}
// A connection request of ISO transport is of RDP when it says so (MS-RDPBCGR 2.2.1.1) or goes to its port;
// others (S7, MMS) begin like it.
bool is_rdp(std::string_view b, std::uint16_t port) {
  if (b.size() < 11 || b[0] != 3 || b[1] != 0 || b[5] != '\xe0') return false;
  const std::string_view said = b.substr(11);
  const bool negotiates = said.size() >= 8 && said[said.size() - 8] == 1 && said[said.size() - 6] == 8;
  return port == 3389 || said.starts_with("Cookie: ") || negotiates;
}
bool is_dhip(std::string_view b) {
  return b.size() >= 8 && b.substr(0, 8) == std::string_view{"\x20\0\0\0DHIP", 8};
}
bool is_telnet(std::string_view b) {
  return b.size() >= 3 && b[0] == '\xff' && static_cast<std::uint8_t>(b[1]) >= 251 && b[1] != '\xff';
}

// What no promise of FTP takes away: a hello of TLS, SMB, a whole request line of HTTP.
bool begins_with_known(std::string_view client) {
  return is_tls(client) || begins_smb(client) || client.starts_with(kHttp2Preface.substr(0, 18)) ||
         (begins_request(client) &&
          client.substr(0, client.find('\n')).find(" HTTP/1.") != std::string_view::npos);
}

bool has_word(std::string_view text, std::string_view word) {
  return lower(text).find(word) != std::string::npos;
}

}  // namespace

bool TcpConversation::begins_late(const Decoded& packet) const {
  const std::string_view b = text_of(packet.payload);
  if (finished_ || changes_ >= kMostChanges || b.size() < 16) return false;
  if (is_tls(b) && (b[5] == 1 || b[5] == 2)) return true;  // a hello of either side
  return begins_request(b) && b.substr(0, 2048).find(" HTTP/1.") != std::string_view::npos;
}

TcpConversation::TcpConversation(const Place& place, StreamMemory& memory)
    : place_{place},
      memory_{memory},
      streams_{std::make_unique<Reassembly>(memory, static_cast<StreamListener&>(*this))},
      watched_{place.out.wants_streams()} {}

void TcpConversation::take(bool from_client, const Decoded& packet, Moment moment) {
  if (given_up_ && begins_late(packet)) {
    ++changes_;
    given_up_ = false;
    held_bytes_ = told_ = 0;
    if (!watched_) streams_ = std::make_unique<Reassembly>(memory_, static_cast<StreamListener&>(*this));
  }
  if (given_up_ && !watched_) return;
  streams_->take(from_client, packet, moment);
}

void TcpConversation::data(bool from_client, Bytes bytes, Moment moment) {
  if (watched_) place_.out.stream(place_.flow, from_client, bytes, moment);
  if (given_up_) return;
  place_.missing = {streams_->missing(false), streams_->missing(true)};
  dissect(from_client, bytes, moment);
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
  if (!dissector_) return;
  dissector_->gap(from_client, bytes, moment);
  look_after_dissector();
}

void TcpConversation::feed(bool from_client, Bytes bytes, Moment moment) {
  dissector_->data(from_client, bytes, moment);
  look_after_dissector();
}

void TcpConversation::look_after_dissector() {
  const bool done = dissector_->done();
  if (!done && !dissector_->handed_over()) return;
  const std::vector<StreamPart> untaken = dissector_->untaken();
  dissector_->end();
  dissector_.reset();
  if (!done && ++changes_ > kMostChanges) ++memory_.counts.changed_too_often;
  if (done || changes_ > kMostChanges) {
    given_up_ = finished_ = true;
    return;
  }
  for (const StreamPart& part : untaken) {
    if (!given_up_) dissect(part.from_client, as_bytes(part.bytes), part.moment);
  }
}

std::unique_ptr<Dissector> TcpConversation::dissector_for(bool& wait) {
  std::string_view client, server;
  for (const StreamPart& h : held_) {
    std::string_view& side = h.from_client ? client : server;
    if (side.empty()) side = h.bytes;
  }
  const std::uint16_t port = place_.flow.server.port;
  if (!begins_with_known(client)) {
    if (auto promise = place_.transfers.claim(place_.flow))
      return std::make_unique<TransferDissector>(place_, std::move(promise));
  }
  for (const std::string_view b : {client, server}) {
    if (is_tls(b)) return std::make_unique<TlsDissector>(place_);
    if (begins_smb(b) || is_netbios_session(b)) return std::make_unique<SmbDissector>(place_);
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
  if (is_rdp(client, port)) return std::make_unique<RdpDissector>(place_);
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
  for (; told_ < held_.size(); ++told_) tell_unknown(held_[told_]);
  // The other side's first bytes may still tell.
  const bool both =
      std::any_of(held_.begin(), held_.end(), [](const StreamPart& h) { return h.from_client; }) &&
      std::any_of(held_.begin(), held_.end(), [](const StreamPart& h) { return !h.from_client; });
  if (!both && !last_chance) return;
  given_up_ = true;
  held_.clear();
  told_ = 0;
}

void TcpConversation::tell_unknown(const StreamPart& part) {
  if (part.from_client) {
    const bool usual = place_.flow.server.port == 2425 || place_.flow.client.port == 2425;
    if (auto m = parse_messenger(as_bytes(part.bytes), usual)) {
      place_.flow.service = m->family;
      m->over_tcp = true;
      m->moment = part.moment;
      place_.out.messenger(place_.flow, *m);
    }
  }
  place_.out.unknown_stream(place_.flow, part.from_client, as_bytes(part.bytes), part.moment);
}

void TcpConversation::release() {
  const std::vector<StreamPart> held = std::exchange(held_, {});
  held_bytes_ = told_ = 0;
  for (const StreamPart& h : held) {
    if (dissector_)
      feed(h.from_client, as_bytes(h.bytes), h.moment);
    else if (!given_up_)
      dissect(h.from_client, as_bytes(h.bytes), h.moment);
  }
}

void TcpConversation::end() {
  if (!given_up_ || watched_) streams_->finish();
  if (!given_up_ && !dissector_ && !held_.empty()) recognise(true);
  if (dissector_) dissector_->end();
  dissector_.reset();
}

}  // namespace firsthour::triage::network
