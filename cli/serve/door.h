// SPDX-License-Identifier: Apache-2.0
// Who is let in: a link for each role with a token of 128 bits. Only the tokens' SHA-256 is kept, compared in
// constant time. Thread-safe.
#pragma once

#include "casefile/result.h"
#include "cli/serve/viewer.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

// 32 hex digits of chance.
[[nodiscard]] Result<std::string> new_board_token();
[[nodiscard]] std::string board_token_digest(std::string_view token);  // SHA-256, hex
// Takes as long whether they differ early, late or not at all.
[[nodiscard]] bool same_digest(std::string_view one, std::string_view other);

struct Pass {
  Viewer viewer;
  std::string digest;
};

class Door {
 public:
  explicit Door(std::map<std::string, Pass, std::less<>> by_role) : by_role_{std::move(by_role)} {}
  // The viewer whose token it is; a role that does not exist takes as long as a wrong token.
  [[nodiscard]] std::optional<Viewer> enter(std::string_view role, std::string_view token) const;
  // Counts an attempt; returns how many there were.
  std::uint64_t count_wrong() { return ++wrong_; }
  [[nodiscard]] std::uint64_t wrong() const { return wrong_; }

 private:
  std::map<std::string, Pass, std::less<>> by_role_;
  std::atomic<std::uint64_t> wrong_ = 0;
};

// Host headers that may be asked for: a page of a stranger that has its name point here (DNS rebinding) sends
// its own name, so that numbers and `localhost` are let in and of names only those that were given.
class HostNames {
 public:
  HostNames(std::uint16_t port, std::vector<std::string> names) : port_{port}, names_{std::move(names)} {}
  [[nodiscard]] bool allows(std::string_view host_header) const;

 private:
  std::uint16_t port_;
  std::vector<std::string> names_;
};

}  // namespace firsthour::cli
