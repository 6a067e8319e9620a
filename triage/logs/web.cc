// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/readers.h"
#include "triage/logs/web_fields.h"
#include "triage/logs/web_line.h"
#include "triage/logs/words.h"

#include <algorithm>

namespace firsthour::triage::logs {
namespace {

// A text in quotes at the start of `rest`; a backslash covers the next character.
std::optional<std::string_view> quoted(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::nullopt;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      const std::string_view taken = rest.substr(1, i - 1);
      rest.remove_prefix(i + 1);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      return taken;
    }
  }
  return std::nullopt;
}

std::string_view not_dash(std::string_view text) { return text == "-" ? std::string_view{} : text; }

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool undo_once(std::string& text) {
  bool changed = false;
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i, ++to) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (escape) {
      text[to] = static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
      changed = true;
    } else {
      text[to] = text[i];
    }
  }
  text.resize(to);
  return changed;
}

bool take_head(std::string_view head, WebLine& into) {
  // "[VHOST[:PORT] ]CLIENT IDENT USER"; the user may hold blanks, so that the rest is his.
  std::string_view rest = head;
  const std::string_view first = next_word(rest);
  std::string_view second_rest = rest;
  const std::string_view second = next_word(second_rest);
  const bool has_host = second.find_first_of(".:") != std::string_view::npos && second != "-";
  into.client = has_host ? second : first;
  into.virtual_host = has_host ? first : std::string_view{};
  if (has_host) rest = second_rest;
  (void)next_word(rest);  // ident
  into.user = not_dash(rest);
  return !into.client.empty();
}

}  // namespace

std::optional<WebLine> parse_web_line(std::string_view line) {
  WebLine made;
  std::size_t bracket = line.find(" [");
  std::optional<Stamp> stamp;
  // A user name may hold a bracket; the first that a time follows is the right one.
  for (int tries = 0; bracket != std::string_view::npos && tries < 8; ++tries) {
    stamp = clf_stamp(line.substr(bracket + 2));
    if (stamp) break;
    bracket = line.find(" [", bracket + 1);
  }
  if (!stamp) return std::nullopt;
  made.stamp = *stamp;
  if (!take_head(line.substr(0, bracket), made)) return std::nullopt;
  std::string_view rest = line.substr(bracket + 2 + stamp->length);
  if (!rest.starts_with("] ")) return std::nullopt;
  rest.remove_prefix(2);
  const auto request = quoted(rest);
  if (!request) return std::nullopt;
  made.request = *request;
  made.status = next_word(rest);
  made.bytes = not_dash(next_word(rest));
  if (made.status.size() != 3 || made.status.find_first_not_of("0123456789-") != std::string_view::npos) {
    return std::nullopt;
  }
  if (const auto referer = quoted(rest)) made.referer = not_dash(*referer);
  if (const auto agent = quoted(rest)) made.agent = not_dash(*agent);
  made.rest = rest;
  return made;
}

RequestLine split_request(std::string_view request) {
  const std::size_t first = request.find(' ');
  const std::string_view method = request.substr(0, first);
  const bool named = first != std::string_view::npos && !method.empty() && method.size() <= 20 &&
                     std::all_of(method.begin(), method.end(),
                                 [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
  if (!named) return {{}, not_dash(request), {}};
  std::string_view uri = request.substr(first + 1);
  const std::size_t last = uri.rfind(' ');
  if (last == std::string_view::npos || !uri.substr(last + 1).starts_with("HTTP/")) return {method, uri, {}};
  return {method, uri.substr(0, last), uri.substr(last + 1)};
}

std::string undone_escapes(std::string_view uri) {
  if (uri.find('%') == std::string_view::npos) return {};
  std::string text{uri};
  bool changed = false;
  for (int i = 0; i < 3 && undo_once(text); ++i) changed = true;
  return changed ? text : std::string{};
}

void add_uri_fields(Reading& reading, std::string_view uri) {
  const std::size_t question = uri.find('?');
  reading.field("cs-uri", uri);
  reading.field("cs-uri-stem", uri.substr(0, question));
  if (question != std::string_view::npos) reading.field("cs-uri-query", uri.substr(question + 1));
  if (std::string decoded = undone_escapes(uri); !decoded.empty()) {
    reading.event.add_text("url.decoded", std::move(decoded));
  }
}

void add_number_field(Reading& reading, std::string_view key, std::string_view digits) {
  if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos) {
    reading.event.add(key, {sigma::Scalar::Kind::number, digits});
  }
}

void read_web_access(Reading& reading) {
  Lines lines{reading.content()};
  for (Line line; lines.next(line);) {
    ++reading.summary().lines;
    if (line.text.empty()) continue;
    LogRecord record = reading.begin(line);
    record.origin = {"", "webserver", "", ""};
    if (const auto parsed = parse_web_line(line.text)) {
      reading.set_time(record, parsed->stamp);
      const RequestLine request = split_request(parsed->request);
      reading.field("c-ip", parsed->client);
      reading.field("cs-username", parsed->user);
      reading.field("cs-host", parsed->virtual_host);
      reading.field("cs-method", request.method);
      add_uri_fields(reading, request.uri);
      reading.field("cs-version", request.version);
      add_number_field(reading, "sc-status", parsed->status);
      add_number_field(reading, "sc-bytes", parsed->bytes);
      reading.field("cs-referer", parsed->referer);
      reading.field("cs-user-agent", parsed->agent);
      reading.field("web.rest", parsed->rest);
    } else if (!line.piece) {
      reading.lose(line.offset, line.number, "not an entry of an access log");
    }
    reading.field("message", record.message);
    if (!reading.give(record)) return;
  }
  reading.summary().long_lines = lines.long_lines();
}

}  // namespace firsthour::triage::logs
