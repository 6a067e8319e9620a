// SPDX-License-Identifier: Apache-2.0
// One question to a service of the host that listens on a unix socket, and its answer.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct AnswerBounds {
  bool (*whole)(std::string_view answer);  // nothing more has to be read
  std::size_t longest;
  std::chrono::milliseconds patience;  // for all of it
};

// What came up to the end of the connection, or up to where it is whole. unsupported on an image, denied for
// what is no socket, timed_out, malformed when it is too long. Errors name the path.
[[nodiscard]] Result<std::string> ask_local_socket(const Host& host, const std::string& path,
                                                   std::string_view question, const AnswerBounds& bounds);

}  // namespace firsthour::collectors
