// SPDX-License-Identifier: Apache-2.0
// What protocols said, as values, and who is told. Text is the bytes of the wire. References are valid for
// the call.
#pragma once

#include "triage/network/flow/flow.h"
#include "triage/network/kept_content.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage::network {

struct DnsAnswer {
  std::string name, type, text;  // names escaped as in master files; text as the type has it
  std::uint32_t ttl = 0;
};

struct DnsMessage {
  Moment moment;
  bool response = false, over_tcp = false, truncated = false, authoritative = false;
  bool malformed = false;  // what could be read is there
  std::uint16_t id = 0, client_port = 0;
  std::uint8_t opcode = 0, rcode = 0;
  std::string question, type;  // of the first question
  std::uint16_t questions = 0;
  std::vector<DnsAnswer> answers;
  std::uint32_t size = 0;
};

struct HttpBody {
  std::uint64_t length = 0;   // bytes that came, without chunk sizes
  std::uint64_t missing = 0;  // that are known not to have been captured
  bool complete = false;      // came to its end without a hole
  std::string sha256;         // of the bytes as they came; of what was captured when not complete
  std::string encoding;       // "gzip", "deflate" when it was decoded
  std::uint64_t decoded_length = 0;
  std::string decoded_sha256;
  std::string head;  // the first bytes, decoded
  std::string tail;  // the last 64, decoded
  bool cut = false;  // head is not all
  Content content;   // all that came, decoded; null when it is not kept (Observer::content_room)
};

struct HttpMessage {
  Moment first, last;
  std::string method, target, version, reason;  // method and target of requests
  unsigned status = 0;                          // of answers
  std::vector<std::pair<std::string, std::string>> headers;
  HttpBody body;
  // The first header of that name, "" when there is none. The name in lower case.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool has_header(std::string_view name) const;
};

// HTTP or RTSP.
struct HttpExchange {
  bool rtsp = false;
  std::optional<HttpMessage> request, response;
};

struct TlsCertificate {
  std::string subject, issuer, serial, not_before, not_after, sha256;
  std::vector<std::string> names;  // alternative ones
  bool self_signed = false, readable = false;
};

struct TlsHandshake {
  enum class Over : std::uint8_t { tcp, quic, dtls };
  Over over = Over::tcp;
  std::uint32_t quic_version = 0;
  Moment client, server;
  bool turned = false;  // the flow's server is the client of the handshake
  bool has_client = false, has_server = false, resumed = false, established = false;
  std::uint16_t client_version = 0, version = 0, cipher = 0;
  std::string server_name, alpn;  // alpn: the server's choice, else the client's first
  std::string ja3_text, ja3, ja3s_text, ja3s, ja4;
  std::vector<TlsCertificate> certificates;
};

enum class LoginOutcome { unknown, accepted, refused };
[[nodiscard]] std::string_view name_of(LoginOutcome outcome);

struct Login {
  std::string_view protocol;  // "ftp", "http", "rtsp", "telnet", …
  std::string_view scheme;    // "clear", "basic", "digest", …
  std::string user, password, target, reply;
  bool password_seen = false;     // in clear text
  bool without_password = false;  // the server asked for none
  LoginOutcome outcome = LoginOutcome::unknown;
  Moment asked, answered;
  // Whether this password makes what was seen; empty when that cannot be tested.
  std::function<bool(std::string_view)> fits;
};

struct SeenFile {
  std::string_view protocol;
  std::string name, type;
  bool to_server = false, complete = false;
  std::uint64_t length = 0;
  std::string sha256;
  Moment first, last;
  Content content;  // as of HttpBody
};

// A banner, a cookie, a name: small facts of protocols that are not taken apart further.
struct Note {
  std::string_view protocol, what;  // "ssh" "banner"
  std::string text;
  bool from_client = false;
  Moment moment;
};

struct MessengerMessage {
  Moment moment;
  std::string_view family;  // "feiq", "neiwangtong", "ipmsg"
  bool certain = false, over_tcp = false;
  std::string version, user, host, mac, nick, group, text, user_id;
  std::uint32_t command = 0;  // all 32 bits
  struct Offer {
    std::string name;
    std::uint64_t size = 0;
  };
  std::vector<Offer> offers;
  bool utf8 = false;
};

// What a device said of itself when it was looked for.
struct DeviceAnswer {
  std::string_view protocol;  // "sadp", "dahua-discovery", "onvif-discovery"
  std::string text;
  bool question = false;
  Moment moment;
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Asked once, before the first packet. Where bodies and files are kept for this observer; null: it needs
  // none.
  [[nodiscard]] virtual std::shared_ptr<ContentRoom> content_room() { return {}; }
  // Whether it is to be told of the bytes of all TCP connections, which costs putting them all together.
  [[nodiscard]] virtual bool wants_streams() const { return false; }
  virtual void packet(const Flow&, const Decoded&, bool /*from_client*/, Moment) {}
  virtual void flow(const Flow&) {}  // it ended
  virtual void dns(const Flow&, const DnsMessage&) {}
  virtual void http(const Flow&, const HttpExchange&) {}
  virtual void tls(const Flow&, const TlsHandshake&) {}
  virtual void login(const Flow&, const Login&) {}
  virtual void file(const Flow&, const SeenFile&) {}
  virtual void note(const Flow&, const Note&) {}
  virtual void messenger(const Flow&, const MessengerMessage&) {}
  virtual void device(const Flow&, const DeviceAnswer&) {}
  // The first bytes of a stream that no dissector knows.
  virtual void unknown_stream(const Flow&, bool /*from_client*/, Bytes, Moment) {}
  // Every byte of a connection, in order and once, and holes where bytes are not in the capture.
  virtual void stream(const Flow&, bool /*from_client*/, Bytes, Moment) {}
  virtual void stream_gap(const Flow&, bool /*from_client*/, std::uint64_t /*bytes*/) {}
};

}  // namespace firsthour::triage::network
