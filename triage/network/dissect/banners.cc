// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/banners.h"

#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kLongestBanner = 512, kKeptOfMessage = 4096;
constexpr unsigned kMostNotes = 200;

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

}  // namespace

void SshDissector::data(bool from_client, Bytes bytes, Moment moment) {
  if (told_[from_client]) return;
  std::string& line = line_[from_client];
  line.append(text_of(bytes).substr(0, kLongestBanner));
  for (;;) {
    const std::size_t end = line.find('\n');
    if (end == std::string::npos && line.size() < kLongestBanner) return;
    const std::string_view first = trimmed(std::string_view{line}.substr(0, end));
    // A server may write other lines before its banner.
    if (!first.starts_with("SSH-") && end != std::string::npos) {
      line.erase(0, end + 1);
      continue;
    }
    told_[from_client] = true;
    if (first.starts_with("SSH-"))
      place_.out.note(place_.flow, {"ssh", "banner", std::string{first}, from_client, moment});
    return;
  }
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
    message(from_client, as_bytes(waiting).subspan(4), moment);
    skip_[from_client] = length - std::min(length, kKeptOfMessage);
    waiting.clear();
  }
}

void SmbDissector::gap(bool, std::uint64_t, Moment) { over_ = true; }

void SmbDissector::message(bool from_client, Bytes body, Moment moment) {
  if (body.size() < 16 || ++notes_ > kMostNotes) {
    over_ |= notes_ > kMostNotes;
    return;
  }
  const std::uint32_t magic = be32(body, 0);
  if (magic == 0xff534d42) {  // SMB1
    if (byte_at(body, 4) == 0x72 && from_client)
      place_.out.note(place_.flow, {"smb", "version", "1", true, moment});
  } else if (magic == 0xfe534d42 && body.size() >= 64) {  // SMB2 and 3
    const std::uint16_t command = le16(body, 12);
    if (command == 0 && !from_client && body.size() >= 70)
      place_.out.note(place_.flow,
                      {"smb", "dialect", "0x" + to_hex(Bytes{body}.subspan(68, 2)), false, moment});
    // Tree connect: \\server\share; create: a file's name.
    const bool tree = command == 3, create = command == 5;
    if (from_client && (tree || create)) {
      const std::size_t place = tree ? 64 + 4 : 64 + 44;
      if (body.size() < place + 4) return;
      const std::size_t offset = le16(body, place), size = le16(body, place + 2);
      if (offset >= 64 && size > 0 && offset <= body.size() && size <= body.size() - offset)
        place_.out.note(place_.flow, {"smb", tree ? "share" : "file", from_utf16(body.subspan(offset, size)),
                                      true, moment});
    }
  } else {
    over_ = magic != 0xfd534d42;  // encrypted ones say nothing
    return;
  }
  ntlm(from_client, body, moment);
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
  place_.out.note(place_.flow,
                  {"smb", "user", field(28) + "\\" + field(36) + " @ " + field(44), true, moment});
}

}  // namespace firsthour::triage::network
