// SPDX-License-Identifier: Apache-2.0
// The build without the HTTP library, which Debian has as a shared library only: the field build.
#include "cli/serve/serve_case.h"

namespace firsthour::cli {

bool board_built_in() { return false; }

Try<Exit> serve_case(const Invocation&) {
  return give_up(Exit::failed, "this build has no board (it is linked without the HTTP library)",
                 "run serve with the firsthour of a Debian machine; the case can be read there as it is");
}

}  // namespace firsthour::cli
