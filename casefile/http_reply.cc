// SPDX-License-Identifier: Apache-2.0
#include "casefile/http_reply.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace firsthour {
namespace {

constexpr std::string_view kScheme = "http://", kEndOfLine = "\r\n", kEndOfHead = "\r\n\r\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value of a header field; nullopt when it is not there or there twice.
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
  std::optional<std::string_view> found;
  for (auto at = head.find(kEndOfLine); at != std::string_view::npos; at = head.find(kEndOfLine)) {
    head.remove_prefix(at + kEndOfLine.size());
    const auto line = head.substr(0, head.find(kEndOfLine));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !same_word(line.substr(0, colon), name)) continue;
    if (found) return std::nullopt;
    found = trimmed(line.substr(colon + 1));
  }
  return found;
}

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::string> joined_chunks(std::string_view body) {
  std::string whole;
  for (;;) {
    const auto end = body.find(kEndOfLine);
    const auto line = body.substr(0, std::min(end, body.find(';')));  // without extensions
    const auto length = end == std::string_view::npos ? std::nullopt : number(trimmed(line), 16);
    if (!length) return fail(Errc::malformed, "the server's reply is cut or garbled");
    body.remove_prefix(end + kEndOfLine.size());
    if (*length == 0) return whole;
    if (body.size() < kEndOfLine.size() || *length > body.size() - kEndOfLine.size() ||
        body.substr(*length, kEndOfLine.size()) != kEndOfLine)
      return fail(Errc::malformed, "the server's reply is cut or garbled");
    whole += body.substr(0, *length);
    body.remove_prefix(*length + kEndOfLine.size());
  }
}

bool is_port(std::string_view text) {
  const auto value = number(text, 10);
  return value && *value >= 1 && *value <= 65'535;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<HttpUrl> parse_http_url(std::string_view text) {
  if (text.starts_with("https://"))
    return fail(Errc::unsupported, "https is not spoken here; a time stamp needs no secrecy");
  const auto refuse = [] { return fail(Errc::usage, "an address is http://HOST[:PORT]/PATH"); };
  if (!text.starts_with(kScheme) || !is_plain(text)) return refuse();
  text.remove_prefix(kScheme.size());
  const auto slash = text.find('/');
  std::string_view place = text.substr(0, slash);
  HttpUrl url{{}, "80", slash == std::string_view::npos ? "/" : std::string{text.substr(slash)}};
  // An IPv6 address stands in brackets and has colons of its own.
  const auto bracket = place.starts_with('[') ? place.find(']') : std::string_view::npos;
  const auto colon = place.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    url.port = place.substr(colon + 1);
    place = place.substr(0, colon);
  }
  if (bracket != std::string_view::npos && bracket + 1 == place.size()) place = place.substr(1, bracket - 1);
  url.host = place;
  if (url.host.empty() || !is_port(url.port) || place.find_first_of("@[]?#") != std::string_view::npos)
    return refuse();
  return url;
}

bool reply_is_whole(std::string_view reply) {
  const auto end = reply.find(kEndOfHead);
  if (end == std::string_view::npos) return false;
  const auto length = field(reply.substr(0, end), "content-length");
  const auto bytes = length ? number(*length, 10) : std::nullopt;
  return bytes && reply.size() - end - kEndOfHead.size() >= *bytes;
}

Result<std::string> body_of_reply(std::string_view reply, std::string_view media_type) {
  const auto end = reply.find(kEndOfHead);
  if (end == std::string_view::npos || !reply.starts_with("HTTP/1."))
    return fail(Errc::malformed, "the server's reply is not HTTP, or cut");
  const auto head = reply.substr(0, end);
  std::string_view body = reply.substr(end + kEndOfHead.size());
  const auto status = head.substr(0, head.find(kEndOfLine));
  const auto code = status.find(' ');
  if (code == std::string_view::npos || status.substr(code + 1, 3) != "200") {
    const auto elsewhere = field(head, "location");
    return fail(Errc::io, "the server said \"" + display_utf8(status) + "\"" +
                              (elsewhere ? ", and to ask at " + display_utf8(*elsewhere) : ""));
  }
  const auto type = field(head, "content-type");
  if (!type || !same_word(trimmed(type->substr(0, type->find(';'))), media_type))
    return fail(Errc::malformed, "the server did not answer with " + std::string{media_type});
  if (const auto coding = field(head, "transfer-encoding")) {
    if (!same_word(*coding, "chunked"))
      return fail(Errc::unsupported, "transfer coding " + display_utf8(*coding));
    return joined_chunks(body);
  }
  if (const auto length = field(head, "content-length")) {
    const auto bytes = number(*length, 10);
    if (!bytes || body.size() < *bytes) return fail(Errc::malformed, "the server's reply is cut");
    body = body.substr(0, *bytes);
  }
  return std::string{body};
}

}  // namespace firsthour
