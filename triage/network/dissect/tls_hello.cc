// SPDX-License-Identifier: Apache-2.0
// RFC 8446 section 4.1; JA3 after https://github.com/salesforce/ja3, JA4 after
// https://github.com/FoxIO-LLC/ja4 (the part under BSD-3-Clause).
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/network/dissect/tls.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {

enum Extension : std::uint16_t {
  kServerName = 0,
  kGroups = 10,
  kPointFormats = 11,
  kSignatures = 13,
  kAlpn = 16,
  kVersions = 43
};

using Numbers = std::vector<std::uint16_t>;

// RFC 8701: values that are there to be ignored.
bool grease(std::uint16_t v) { return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff); }

Numbers numbers(Bytes bytes) {
  Numbers out;
  // An odd byte at the end is left out: it must not shift what follows.
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    if (const std::uint16_t v = be16(bytes, at); !grease(v)) out.push_back(v);
  }
  return out;
}

std::string joined(const Numbers& all) {
  std::string out;
  for (const std::uint16_t v : all) out += (out.empty() ? "" : "-") + std::to_string(v);
  return out;
}

std::string hex_list(const Numbers& all) {
  std::string out;
  for (const std::uint16_t v : all) {
    const std::array<std::byte, 2> bytes{static_cast<std::byte>(v >> 8), static_cast<std::byte>(v & 0xff)};
    out += (out.empty() ? "" : ",") + to_hex(bytes);
  }
  return out;
}

std::string md5(const std::string& text) {
  Hasher hasher{Algorithm::md5};
  hasher.update(text);
  return hasher.finish_hex();
}

std::string short_sha(const std::string& text) {
  return text.empty() ? "000000000000" : sha256(text).hex().substr(0, 12);
}

std::string two_digits(std::size_t n) {
  n = std::min<std::size_t>(n, 99);
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

std::string ja4_version(std::uint16_t version) {
  switch (version) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfefc:
      return "d3";
    case 0xfefd:
      return "d2";
    case 0xfeff:
      return "d1";
    default:
      return "00";
  }
}

bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string ja4_alpn(std::string_view alpn) {
  if (alpn.empty()) return "00";
  if (alphanumeric(alpn.front()) && alphanumeric(alpn.back())) return {alpn.front(), alpn.back()};
  const std::string hex = to_hex(as_bytes(alpn));
  return {hex.front(), hex.back()};
}

// What a hello's extensions say.
struct Hello {
  Numbers ciphers, extensions, groups, formats, signatures, versions;
  std::string alpn;
  bool has_name = false;
};

void take_extension(std::uint16_t type, Bytes body, Hello& hello, TlsHandshake& into) {
  Cursor c{body};
  switch (type) {
    case kServerName: {
      hello.has_name = true;
      Cursor list{c.take(c.u16())};
      while (!list.empty() && list.ok()) {
        const bool host = list.u8() == 0;
        const Bytes name = list.take(list.u16());
        if (host && into.server_name.empty()) into.server_name = text_of(name);
      }
      break;
    }
    case kGroups:
      hello.groups = numbers(c.take(c.u16()));
      break;
    case kPointFormats:
      for (const std::byte b : c.take(c.u8())) hello.formats.push_back(std::to_integer<std::uint16_t>(b));
      break;
    case kSignatures:
      hello.signatures = numbers(c.take(c.u16()));
      break;
    case kAlpn: {
      Cursor list{c.take(c.u16())};
      hello.alpn = text_of(list.take(list.u8()));
      break;
    }
    case kVersions:
      // A server names one, a client a list.
      if (body.size() == 2)
        hello.versions = numbers(body);
      else
        hello.versions = numbers(c.take(c.u8()));
      break;
    default:
      break;
  }
}

void take_extensions(Cursor& c, Hello& hello, TlsHandshake& into) {
  if (c.empty()) return;
  Cursor list{c.take(c.u16())};
  while (!list.empty() && list.ok() && hello.extensions.size() < 1000) {
    const std::uint16_t type = list.u16();
    const Bytes body = list.take(list.u16());
    if (grease(type)) continue;
    hello.extensions.push_back(type);
    take_extension(type, body, hello, into);
  }
}

std::string ja4(const Hello& hello, std::uint16_t version, TlsHandshake::Over over) {
  constexpr std::array<char, 3> kOver{'t', 'q', 'd'};
  Numbers ciphers = hello.ciphers, extensions = hello.extensions;
  std::sort(ciphers.begin(), ciphers.end());
  std::erase_if(extensions, [](std::uint16_t v) { return v == kServerName || v == kAlpn; });
  std::sort(extensions.begin(), extensions.end());
  std::string listed = hex_list(extensions);
  if (!hello.signatures.empty()) listed += "_" + hex_list(hello.signatures);
  return kOver[static_cast<std::size_t>(over)] + ja4_version(version) + (hello.has_name ? "d" : "i") +
         two_digits(hello.ciphers.size()) + two_digits(hello.extensions.size()) + ja4_alpn(hello.alpn) + "_" +
         short_sha(hex_list(ciphers)) + "_" + (extensions.empty() ? "000000000000" : short_sha(listed));
}

}  // namespace

bool parse_client_hello(Bytes body, TlsHandshake& into) {
  Cursor c{body};
  Hello hello;
  into.client_version = c.u16();
  (void)c.take(32);
  (void)c.take(c.u8());
  const bool dtls = into.over == TlsHandshake::Over::dtls;
  if (dtls) (void)c.take(c.u8());  // the cookie
  hello.ciphers = numbers(c.take(c.u16()));
  (void)c.take(c.u8());
  if (!c.ok()) return false;
  into.has_client = true;
  take_extensions(c, hello, into);
  into.alpn = hello.alpn;
  into.ja3_text = std::to_string(into.client_version) + "," + joined(hello.ciphers) + "," +
                  joined(hello.extensions) + "," + joined(hello.groups) + "," + joined(hello.formats);
  into.ja3 = md5(into.ja3_text);
  std::uint16_t version = into.client_version;
  if (!hello.versions.empty()) {
    const auto [least, most] = std::minmax_element(hello.versions.begin(), hello.versions.end());
    version = dtls ? *least : *most;
  }
  into.ja4 = ja4(hello, version, into.over);
  return c.ok();
}

bool parse_server_hello(Bytes body, TlsHandshake& into) {
  Cursor c{body};
  Hello hello;
  const std::uint16_t legacy = c.u16();
  (void)c.take(32);
  // Drafts of TLS 1.3 up to the 21st had neither session nor compression here.
  const bool draft = legacy >= 0x7f00 && legacy <= 0x7f15;
  if (!draft) (void)c.take(c.u8());
  into.cipher = c.u16();
  if (!draft) (void)c.u8();
  if (!c.ok()) return false;
  into.has_server = true;
  TlsHandshake unused;
  take_extensions(c, hello, unused);
  if (!hello.alpn.empty()) into.alpn = hello.alpn;
  into.version = hello.versions.empty() ? legacy : hello.versions[0];
  into.ja3s_text =
      std::to_string(legacy) + "," + std::to_string(into.cipher) + "," + joined(hello.extensions);
  into.ja3s = md5(into.ja3s_text);
  return c.ok();
}

std::string tls_version_name(std::uint16_t version) {
  switch (version) {
    case 0x0304:
    case 0xfefc:
      return "1.3";
    case 0x0303:
    case 0xfefd:
      return "1.2";
    case 0x0302:
      return "1.1";
    case 0x0301:
    case 0xfeff:
      return "1.0";
    case 0x0300:
      return "ssl3.0";
    default:
      return "0x" + hex_list({version});
  }
}

}  // namespace firsthour::triage::network
