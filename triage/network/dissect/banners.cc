// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/banners.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/netbios.h"
#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLongestBanner = 512, kKeptOfMessage = 4096, kSmb2Head = 64;
constexpr std::uint32_t kSmb1 = 0xff534d42, kSmb2 = 0xfe534d42, kSmb3Encrypted = 0xfd534d42,
                        kSmb3Compressed = 0xfc534d42;
constexpr char kSessionRequest = '\x81';
constexpr unsigned kMostNotes = 2'000;  // of one connection

// UTF-16, little-endian, as UTF-8; what is no character becomes U+FFFD.
std::string from_utf16(Bytes b) {
  std::string out;
  for (std::size_t at = 0; at + 2 <= b.size(); at += 2) {
    std::uint32_t c = le16(b, at);
    if (c >= 0xd800 && c < 0xdc00 && at + 4 <= b.size() && (le16(b, at + 2) & 0xfc00) == 0xdc00) {
      c = 0x10000 + ((c & 0x3ff) << 10 | (le16(b, at + 2) & 0x3ffu));
      at += 2;
    } else if (c >= 0xd800 && c < 0xe000) {
      c = 0xfffd;
    }
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xc0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xe0 | c >> 12);
      out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
      out += static_cast<char>(0xf0 | c >> 18);
      out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
      out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (c & 0x3f));
    }
  }
  return out;
}

// [MS-SMB2] 2.2.4.
std::string dialect_name(std::uint16_t dialect) {
  switch (dialect) {
    case 0x0202:
      return "2.0.2";
    case 0x0210:
      return "2.1";
    case 0x0300:
      return "3.0";
    case 0x0302:
      return "3.0.2";
    case 0x0311:
      return "3.1.1";
    case 0x02ff:
      return "2.???";  // the choice is made later
    default:
      return std::to_string(dialect);
  }
}

}  // namespace

bool begins_smb(std::string_view b) {
  return b.size() >= 8 && b[0] == 0 && b.substr(5, 3) == "SMB" && (b[4] == '\xff' || b[4] == '\xfe');
}

void RdpDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (!from_client) {
    answered_ = true;
    return;
  }
  if (asked_) return;
  request_.append(text_of(bytes).substr(0, kLongestBanner));
  if (request_.size() < 4 ||
      request_.size() < std::min<std::size_t>(be16(as_bytes(request_), 2), kLongestBanner))
    return;
  asked_ = true;
  const auto cookie = between(request_, "Cookie: ", "\r\n");
  place_.out.note(place_.flow,
                  {"rdp", "cookie", cookie ? std::string{*cookie} : std::string{}, true, moment});
}

void SmbDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (lost_[from_client] && !begins_smb(text_of(bytes))) return;
  lost_[from_client] = false;
  std::string& waiting = waiting_[from_client];
  while (!bytes.empty() && !over_) {
    const std::size_t over =
        static_cast<std::size_t>(std::min<std::uint64_t>(skip_[from_client], bytes.size()));
    skip_[from_client] -= over;
    bytes = bytes.subspan(over);
    if (bytes.empty()) return;
    // Frames of up to 16 MiB: the beginning of one is enough.
    const std::size_t have = waiting.size();
    std::size_t want = 4;
    if (have >= 4) want = 4 + std::min<std::size_t>(be32(as_bytes(waiting), 0) & 0xffffff, kKeptOfMessage);
    const std::size_t n = std::min(want - std::min(want, have), bytes.size());
    waiting.append(text_of(bytes.first(n)));
    bytes = bytes.subspan(n);
    if (waiting.size() < 4) return;
    const std::size_t length = be32(as_bytes(waiting), 0) & 0xffffff;
    if (waiting.size() < 4 + std::min(length, kKeptOfMessage)) continue;
    const Bytes body = as_bytes(waiting).subspan(4);
    // A keep-alive and the answers of a NetBIOS session say nothing.
    if (waiting[0] == 0)
      message(from_client, body, moment);
    else if (waiting[0] == kSessionRequest)
      session(body, moment);
    skip_[from_client] = length - std::min(length, kKeptOfMessage);
    waiting.clear();
  }
}

// Where the next message begins a segment says that begins with one.
void SmbDissector::gap(bool from_client, std::uint64_t, Moment) {
  waiting_[from_client].clear();
  skip_[from_client] = 0;
  lost_[from_client] = true;
}

void SmbDissector::note(std::string_view what, std::string text, bool from_client, Moment moment) {
  if (++notes_ > kMostNotes) {
    over_ = true;
    what = "limit";
    text = "names beyond " + std::to_string(kMostNotes) + " are not told";
  }
  place_.out.note(place_.flow, {"smb", what, std::move(text), from_client, moment});
}

void SmbDissector::session(Bytes body, Moment moment) {
  // Each name has its length in front and an empty label behind it.
  Cursor c{body};
  const std::string called{text_of(c.take(c.u8()))};
  (void)c.u8();
  const std::string calling{text_of(c.take(c.u8()))};
  const auto to = netbios_name(called), from = netbios_name(calling);
  if (to && from) note("netbios-session", *from + " to " + *to, true, moment);
}

void SmbDissector::message(bool from_client, Bytes body, Moment moment) {
  if (body.size() < 16) return;
  const std::uint32_t magic = be32(body, 0);
  if (magic == kSmb1) {
    // A client that offers the second version as well speaks the first only to be understood.
    const bool negotiates = byte_at(body, 4) == 0x72 && from_client;
    if (negotiates && text_of(body).find("SMB 2.") == std::string_view::npos)
      note("version", "1", true, moment);
  } else if (magic == kSmb2 && body.size() >= kSmb2Head) {
    // Several commands may follow one another in one message.
    for (Bytes rest = body; rest.size() >= kSmb2Head && be32(rest, 0) == kSmb2;) {
      const std::size_t next = le32(rest, 20);
      const bool last = next < kSmb2Head || next > rest.size();
      command(from_client, last ? rest : rest.first(next), moment);
      if (last) break;
      rest = rest.subspan(next);
    }
  } else {
    if (magic == kSmb3Encrypted && !encrypted_) {
      encrypted_ = true;
      note("encrypted", "SMB 3", from_client, moment);
    }
    over_ |= magic != kSmb3Encrypted && magic != kSmb3Compressed;
    return;
  }
  ntlm(from_client, body, moment);
}

// [MS-SMB2] 2.2.4, 2.2.9 and 2.2.13: the dialect that the server chose, \\server\share, a file's name.
void SmbDissector::command(bool from_client, Bytes body, Moment moment) {
  const std::uint16_t command = le16(body, 12);
  const bool tree = command == 3, create = command == 5;
  if (command == 0 && !from_client && body.size() >= 70)
    note("dialect", dialect_name(le16(body, 68)), false, moment);
  if (!from_client || (!tree && !create)) return;
  const std::size_t place = kSmb2Head + (tree ? 4 : 44);
  if (body.size() < place + 4) return;
  const std::size_t offset = le16(body, place), size = le16(body, place + 2);
  if (offset >= kSmb2Head && size > 0 && offset <= body.size() && size <= body.size() - offset)
    note(tree ? "share" : "file", from_utf16(body.subspan(offset, size)), true, moment);
}

// NTLMSSP's third message names domain, user and workstation [MS-NLMP 2.2.1.3].
void SmbDissector::ntlm(bool from_client, Bytes body, Moment moment) {
  const std::size_t at = text_of(body).find(std::string_view{"NTLMSSP\0\3\0\0\0", 12});
  if (at == std::string_view::npos || !from_client || body.size() - at < 64) return;
  const Bytes m = body.subspan(at);
  const auto field = [&](std::size_t place) {
    const std::size_t size = le16(m, place), offset = le32(m, place + 4);
    return offset <= m.size() && size <= m.size() - offset ? from_utf16(m.subspan(offset, size))
                                                           : std::string{};
  };
  note("user", field(28) + "\\" + field(36) + " @ " + field(44), true, moment);
}

}  // namespace firsthour::triage::network
