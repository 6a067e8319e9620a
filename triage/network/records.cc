// SPDX-License-Identifier: Apache-2.0
#include "triage/network/records.h"

#include "casefile/encoding.h"
#include "casefile/json_writer.h"
#include "casefile/mask_secrets.h"
#include "triage/network/dissect/text.h"
#include "triage/network/dissect/tls.h"
#include "triage/network/elapsed.h"

namespace firsthour::triage::network {

namespace {

constexpr std::string_view kMasked = "****";

std::string_view transport_name(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return "tcp";
    case kUdp:
      return "udp";
    case kIcmp:
      return "icmp";
    case kIcmp6:
      return "ipv6-icmp";
    case kSctp:
      return "sctp";
    case kGre:
      return "gre";
    default:
      return {};
  }
}

std::string mac_text(const std::array<std::byte, 6>& mac) {
  const std::string hex = upper(to_hex(mac));
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) out += (i ? "-" : "") + hex.substr(i, 2);
  return out;
}

// The beginning that all records of a flow share.
RecordWriter record(const char* type, const Flow& flow, Moment moment) {
  RecordWriter r{type};
  r.put("@timestamp", Instant{moment.time});
  r.put("firsthour.packet", moment.packet);
  r.put("firsthour.flow", flow.number);
  r.put("source.ip", flow.client.address.text());
  r.put("source.port", flow.client.port);
  r.put("destination.ip", flow.server.address.text());
  r.put("destination.port", flow.server.port);
  if (const auto name = transport_name(flow.protocol); !name.empty()) r.put("network.transport", name);
  return r;
}

std::string quic_version_name(std::uint32_t version) {
  if (version == 1) return "1";
  if (version == 0x6b3343cf) return "2";
  if (version >> 8 == 0xff0000) return "draft-" + std::to_string(version & 0xff);
  return "0x" +
         to_hex(as_bytes(std::string{static_cast<char>(version >> 24), static_cast<char>(version >> 16),
                                     static_cast<char>(version >> 8), static_cast<char>(version)}));
}

void put_text(RecordWriter& r, std::string_view key, std::string_view value) {
  if (!value.empty()) r.put_bytes(key, value);
}

void put_body(RecordWriter& r, const std::string& side, const HttpBody& body) {
  if (body.length == 0 && body.missing == 0) return;
  r.put(side + ".body.bytes", body.length);
  r.put(side + ".body.complete", body.complete);
  if (body.missing > 0) r.put(side + ".body.missing", body.missing);
  put_text(r, side + ".body.hash.sha256", body.sha256);
  if (!body.decoded_sha256.empty()) {
    r.put(side + ".body.encoding", body.encoding);
    r.put(side + ".body.decoded_bytes", body.decoded_length);
    r.put(side + ".body.decoded_hash.sha256", body.decoded_sha256);
  }
}

}  // namespace

std::string masked_target(std::string_view target) {
  // Masked as text with a query, so that parameters are seen as NAME=VALUE.
  std::string out;
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('&'), target.size());
    const std::size_t query = target.substr(0, end).find('?');
    if (query != std::string_view::npos) {
      out += mask_secrets(target.substr(0, query)) + "?" +
             mask_secrets(target.substr(query + 1, end - query - 1));
    } else {
      out += mask_secrets(target.substr(0, end));
    }
    if (end < target.size()) out += '&';
    target.remove_prefix(std::min(end + 1, target.size()));
  }
  // Hikvision's "?auth=" holds user and password in base64.
  if (const std::size_t at = out.find("auth=");
      at != std::string::npos && (at == 0 || out[at - 1] == '?' || out[at - 1] == '&')) {
    const std::size_t end = std::min(out.find('&', at), out.size());
    out.replace(at + 5, end - at - 5, kMasked);
  }
  return out;
}

std::string flow_reference(const Flow& flow) {
  RecordWriter r = record("network.flow", flow, flow.first);
  r.put("network.community_id", community_id(flow));
  std::string line = std::move(r).line();
  line.pop_back();
  return line;
}

void Records::flow(const Flow& flow) {
  RecordWriter r = record("network.flow", flow, flow.first);
  r.put("network.community_id", community_id(flow));
  r.put("network.iana_number", flow.protocol);
  if (!flow.service.empty()) r.put("network.protocol", flow.service);
  r.put("event.start", Instant{flow.first.time});
  r.put("event.end", Instant{flow.last.time});
  r.put("event.duration", elapsed(flow.first.time, flow.last.time));
  r.put("source.packets", flow.from_client.packets);
  r.put("source.bytes", flow.from_client.ip_bytes);
  r.put("source.payload_bytes", flow.from_client.payload_bytes);
  r.put("destination.packets", flow.from_server.packets);
  r.put("destination.bytes", flow.from_server.ip_bytes);
  r.put("destination.payload_bytes", flow.from_server.payload_bytes);
  if (flow.has_mac) r.put("source.mac", mac_text(flow.client_mac));
  if (flow.vlan) r.put("network.vlan.id", flow.vlan);
  if (flow.tunnels) r.put("firsthour.tunnels", flow.tunnels);
  if (flow.protocol == kTcp) {
    r.put("firsthour.tcp.state", flow.tcp_state());
    r.put("firsthour.tcp.history", flow.history.text());
  }
  if (flow.bad_checksums) r.put("firsthour.bad_checksums", flow.bad_checksums);
  r.put("firsthour.last_packet", flow.last.packet);
  sink_(std::move(r).line());
}

void Records::dns(const Flow& flow, const DnsMessage& m) {
  RecordWriter r = record("network.dns", flow, m.moment);
  if (flow.service != "dns") put_text(r, "network.protocol", flow.service);
  r.put("dns.type", m.response ? "answer" : "query");
  r.put("dns.id", m.id);
  r.put("dns.op_code", m.opcode);
  put_text(r, "dns.question.name", m.question);
  put_text(r, "dns.question.type", m.type);
  if (m.response) {
    r.put("dns.response_code", m.rcode);
    std::vector<std::string> names, texts;
    for (const DnsAnswer& a : m.answers) {
      names.push_back(a.name + " " + a.type);
      texts.push_back(a.text);
    }
    if (!names.empty()) r.put_list("dns.answers.name", names);
    if (!texts.empty()) r.put_list("dns.answers.data", texts);
  }
  if (m.truncated) r.put("firsthour.dns.truncated", true);
  if (m.malformed) r.put("firsthour.dns.malformed", true);
  sink_(std::move(r).line());
}

void Records::http(const Flow& flow, const HttpExchange& e) {
  const Moment moment = e.request ? e.request->first : e.response ? e.response->first : Moment{};
  RecordWriter r = record(e.rtsp ? "network.rtsp" : "network.http", flow, moment);
  if (e.request) {
    const HttpMessage& q = *e.request;
    put_text(r, "http.request.method", q.method);
    put_text(r, "url.original", options_.show_passwords ? q.target : masked_target(q.target));
    put_text(r, "url.domain", q.header("host"));
    put_text(r, "http.version", q.version);
    put_text(r, "user_agent.original", q.header("user-agent"));
    put_text(r, "http.request.referrer", q.header("referer"));
    put_text(r, "http.request.mime_type", q.header("content-type"));
    put_body(r, "http.request", q.body);
  }
  if (e.response) {
    const HttpMessage& a = *e.response;
    r.put("http.response.status_code", a.status);
    put_text(r, "http.response.mime_type", a.header("content-type"));
    put_text(r, "http.response.server", a.header("server"));
    put_text(r, "http.response.location", a.header("location"));
    put_body(r, "http.response", a.body);
    r.put("firsthour.response_packet", a.first.packet);
  }
  sink_(std::move(r).line());
}

void Records::tls(const Flow& flow, const TlsHandshake& h) {
  const bool quic = h.over == TlsHandshake::Over::quic;
  RecordWriter r = record(quic ? "network.quic" : "network.tls", flow, h.has_client ? h.client : h.server);
  if (quic && h.quic_version) r.put("network.quic.version", quic_version_name(h.quic_version));
  if (h.over == TlsHandshake::Over::dtls) r.put("tls.version_protocol", "dtls");
  put_text(r, "tls.client.server_name", h.server_name);
  if (h.has_server) r.put("tls.version", tls_version_name(h.version));
  if (h.has_server) r.put("tls.cipher", h.cipher);
  put_text(r, "tls.next_protocol", h.alpn);
  put_text(r, "tls.client.ja3", h.ja3);
  put_text(r, "tls.client.ja4", h.ja4);
  put_text(r, "tls.server.ja3s", h.ja3s);
  r.put("tls.established", h.established);
  if (!h.certificates.empty()) {
    const TlsCertificate& c = h.certificates[0];
    put_text(r, "tls.server.subject", c.subject);
    put_text(r, "tls.server.issuer", c.issuer);
    put_text(r, "tls.server.not_before", c.not_before);
    put_text(r, "tls.server.not_after", c.not_after);
    put_text(r, "tls.server.x509.serial_number", c.serial);
    r.put("tls.server.hash.sha256", c.sha256);
    if (!c.names.empty()) r.put_list("tls.server.x509.alternative_names", c.names);
    if (!c.readable) r.put("firsthour.certificate.readable", false);
    std::vector<std::string> chain;
    for (const TlsCertificate& one : h.certificates) chain.push_back(one.sha256);
    r.put_list("tls.server.certificate_chain.hash.sha256", chain);
  }
  sink_(std::move(r).line());
}

void Records::login(const Flow& flow, const Login& l) {
  RecordWriter r = record("network.login", flow, l.asked);
  r.put("network.protocol", l.protocol);
  r.put("firsthour.login.scheme", l.scheme);
  put_text(r, "user.name", l.user);
  if (l.password_seen)
    r.put_bytes("firsthour.login.password", options_.show_passwords ? l.password : std::string{kMasked});
  if (l.without_password) r.put("firsthour.login.without_password", true);
  r.put("event.outcome", name_of(l.outcome));
  put_text(r, "url.original", options_.show_passwords ? l.target : masked_target(l.target));
  put_text(r, "firsthour.login.reply", l.reply);
  if (l.answered.packet) r.put("firsthour.response_packet", l.answered.packet);
  sink_(std::move(r).line());
}

void Records::file(const Flow& flow, const SeenFile& f) {
  RecordWriter r = record("network.file", flow, f.first);
  r.put("network.protocol", f.protocol);
  put_text(r, "file.name", f.name);
  put_text(r, "file.mime_type", f.type);
  r.put("file.size", f.length);
  put_text(r, "file.hash.sha256", f.sha256);
  r.put("network.direction", f.to_server ? "to-server" : "to-client");
  r.put("firsthour.complete", f.complete);
  r.put("firsthour.last_packet", f.last.packet);
  sink_(std::move(r).line());
}

void Records::note(const Flow& flow, const Note& n) {
  RecordWriter r = record("network.note", flow, n.moment);
  r.put("network.protocol", n.protocol);
  r.put("firsthour.note", n.what);
  r.put("firsthour.from", n.from_client ? "client" : "server");
  r.put_bytes("message", n.text);
  sink_(std::move(r).line());
}

void Records::messenger(const Flow& flow, const MessengerMessage& m) {
  RecordWriter r = record("network.messenger", flow, m.moment);
  r.put("network.protocol", m.family);
  r.put("firsthour.messenger.certain", m.certain);
  put_text(r, "firsthour.messenger.version", m.version);
  put_text(r, "user.name", m.user);
  put_text(r, "host.name", m.host);
  put_text(r, "host.mac", m.mac);
  put_text(r, "user.full_name", m.nick);
  put_text(r, "user.group.name", m.group);
  put_text(r, "user.id", m.user_id);
  r.put("firsthour.messenger.command", m.command & 0xff);
  r.put("firsthour.messenger.options", m.command >> 8);
  put_text(r, "message", m.text);
  std::vector<std::string> names;
  std::vector<std::uint64_t> sizes;
  for (const auto& offer : m.offers) {
    names.push_back(offer.name);
    sizes.push_back(offer.size);
  }
  if (!names.empty()) {
    r.put_list("file.name", names);
    r.put_list("file.size", sizes);
  }
  sink_(std::move(r).line());
}

void Records::device(const Flow& flow, const DeviceAnswer& d) {
  RecordWriter r = record("network.device", flow, d.moment);
  r.put("network.protocol", d.protocol);
  r.put("firsthour.device.question", d.question);
  put_text(r, "message", d.text);
  sink_(std::move(r).line());
}

}  // namespace firsthour::triage::network
