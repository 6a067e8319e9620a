// SPDX-License-Identifier: Apache-2.0
// What a board is of: a drill that runs, or a case to look at. The server knows no more of it than this.
#pragma once

#include "casefile/result.h"
#include "cli/serve/board_state.h"
#include "playbooks/words.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

// One link to hand out.
struct BoardRole {
  Viewer viewer;
  playbooks::Words name;
};

struct BoardAnswer {
  int status = 200;  // of HTTP: 200, 400 not understood, 403 not yours, 404, 409 the state is another
  std::string body;  // JSON: {"done":true} or {"error":{"en","zh"},…}
};
[[nodiscard]] BoardAnswer board_refusal(int status, const playbooks::Words& why);

// Thread-safe: many browsers and the clock's own thread use it at once.
class BoardSource {
 public:
  virtual ~BoardSource() = default;
  [[nodiscard]] virtual const BoardState& state() const = 0;
  [[nodiscard]] virtual std::vector<BoardRole> roles() const = 0;
  // A command as a browser sent it, not yet looked at: {"do","version","who",…}.
  [[nodiscard]] virtual BoardAnswer command(const Viewer& viewer, std::string_view json) = 0;
  // A page of a long list ("items", "findings", "log") from the entry `from` on, as JSON.
  [[nodiscard]] virtual BoardAnswer page(const Viewer& viewer, std::string_view list, std::uint64_t from) = 0;
  // Does what is due by now and brings the state up to date; how long there will be nothing to do. A failure
  // ends the board.
  [[nodiscard]] virtual Result<std::chrono::milliseconds> advance() = 0;
  // The last thing: browsers that wait are let go, what has to be closed is closed.
  [[nodiscard]] virtual Result<> close() = 0;
  // Somebody came with a wrong token; so many by now.
  virtual void wrong_tokens(std::uint64_t count) = 0;
};

}  // namespace firsthour::cli
