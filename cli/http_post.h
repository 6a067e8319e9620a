// SPDX-License-Identifier: Apache-2.0
// One question to a server, by HTTP/1.1 over TCP: what a time stamp authority asks for. Own code, since the
// library for the board (cpp-httplib) is a whole server, exists as a shared library only and looks
// nowhere for the user's wish to stop.
#pragma once

#include "casefile/http_reply.h"

#include <chrono>
#include <string>
#include <string_view>

namespace firsthour::cli {

struct HttpQuestion {
  std::string_view media_type, body, answer_media_type;
  std::size_t longest_answer = 0;
  std::chrono::seconds patience{30};  // for all of it
};
// The body of the answer. timed_out, interrupted (the user asked to stop), io with the reason.
[[nodiscard]] Result<std::string> http_post(const HttpUrl& url, const HttpQuestion& question);

}  // namespace firsthour::cli
