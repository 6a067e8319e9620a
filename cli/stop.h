// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and its kin. A stop is asked for, never forced: the command sees it at its next step, keeps what
// it has, closes the case and ends with exit 130.
#pragma once

#include <sys/types.h>

namespace firsthour::cli {

// From now on SIGINT, SIGTERM and SIGHUP ask to stop; SIGPIPE is ignored, so that a closed pipe is an
// error of write(2).
void listen_for_stop();
[[nodiscard]] bool stop_asked();
// The child that is told at once when a stop is asked for (SIGTERM; at the third time SIGKILL). 0: none.
void tell_child_to_stop(pid_t child);

}  // namespace firsthour::cli
