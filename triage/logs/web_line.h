// SPDX-License-Identifier: Apache-2.0
// A line of an access log in the common or combined form, with or without a virtual host before it and
// anything behind it. Also the parts of a request line.
#pragma once

#include "triage/logs/stamp.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

struct WebLine {
  Stamp stamp;
  std::string_view virtual_host, client, user;
  std::string_view request, status, bytes, referer, agent, rest;
};

// Views into `line`, quotes taken off, backslash escapes left as they are. nullopt when it is no such line.
[[nodiscard]] std::optional<WebLine> parse_web_line(std::string_view line);

struct RequestLine {
  std::string_view method, uri, version;  // what is no request (a TLS hello, "-") is all uri
};
[[nodiscard]] RequestLine split_request(std::string_view request);

// Percent escapes undone, again while that changes something, at most three times. "" when nothing changed.
[[nodiscard]] std::string undone_escapes(std::string_view uri);

}  // namespace firsthour::triage::logs
