// SPDX-License-Identifier: Apache-2.0
// Framed messages, with descriptors, over a socket between the scanner and a worker.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

inline constexpr std::size_t kMostDescriptors = 32;  // a message
inline constexpr std::size_t kLongestMessage = 256U << 20U;

// Blocks until all is sent. `io` when the other side is gone.
[[nodiscard]] Result<> send_message(int socket, std::string_view message,
                                    std::span<const int> descriptors = {});

struct Received {
  std::string message;
  std::vector<Descriptor> descriptors;
};
// Blocks for one message; nothing at the end of the stream.
[[nodiscard]] Result<std::optional<Received>> receive_message(int socket);

// Takes messages out of a stream that comes in pieces, for a side that must not wait.
class Incoming {
 public:
  // Reads what is there, without waiting. False when the other side has closed.
  [[nodiscard]] Result<bool> fill(int socket);
  // The next whole message; nothing when there is none yet. malformed when it claims to be too long.
  [[nodiscard]] Result<std::optional<std::string>> next();

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace firsthour::triage
