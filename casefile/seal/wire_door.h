// SPDX-License-Identifier: Apache-2.0
// Who comes to a listening receiver. Anyone on the network can: scanners, the silent, the slow, and those who
// guess. All greetings go on at the same time, so that none of them keeps the one who knows the code waiting.
#pragma once

#include "casefile/seal/wire_socket.h"
#include "casefile/seal/wire_tls.h"

#include <poll.h>

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace firsthour {

class WireDoor {
 public:
  static constexpr std::size_t kMostCallers = 256;  // then the one that came first has to go

  WireDoor(int listener, std::string code) : listener_{listener}, code_{std::move(code)} {}

  struct Guest {
    Accepted accepted;             // blocking again
    std::unique_ptr<WireTls> tls;  // null without a code
  };
  // The first that knows the code; without a code the first. Looks at `stop` five times a second;
  // `interrupted` when it says so.
  [[nodiscard]] Result<Guest> wait(const std::function<bool()>& stop);
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Caller {
    Accepted accepted;
    std::unique_ptr<WireTls> tls;
    std::chrono::steady_clock::time_point until;
  };
  Result<> let_in();
  [[nodiscard]] std::vector<pollfd> wait_for_bytes() const;
  void send_away(std::list<Caller>::iterator caller);

  int listener_;
  std::string code_;
  std::list<Caller> callers_;  // in the order in which they came
  std::uint64_t refused_ = 0;
};

}  // namespace firsthour
