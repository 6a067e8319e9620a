// SPDX-License-Identifier: Apache-2.0
// The two ends of one HTTP/1.1 exchange as text: where to, and what came back. Total.
#pragma once

#include "casefile/result.h"

#include <string>
#include <string_view>

namespace firsthour {

struct HttpUrl {
  std::string host, port, path;  // path begins with '/'
};
// "http://host[:port][/path]". `unsupported` for https, `usage` for everything else.
[[nodiscard]] Result<HttpUrl> parse_http_url(std::string_view text);

// The body of a whole reply (RFC 9112), as read up to the end of the connection. Only status 200 and the
// media type that was asked for; a redirection is not followed but named.
[[nodiscard]] Result<std::string> body_of_reply(std::string_view reply, std::string_view media_type);
// True when nothing more has to be read: the length that the head promises has come.
[[nodiscard]] bool reply_is_whole(std::string_view reply);

}  // namespace firsthour
