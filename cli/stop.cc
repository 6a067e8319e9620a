// SPDX-License-Identifier: Apache-2.0
#include "cli/stop.h"

#include <signal.h>

#include <atomic>

namespace firsthour::cli {
namespace {

// A signal handler reaches nothing but globals; these two are the only ones.
std::atomic<int> asked{0};
std::atomic<pid_t> child_to_tell{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

extern "C" void on_signal(int) {
  const int times = ++asked;
  const pid_t child = child_to_tell;
  if (child > 0) kill(child, times < 3 ? SIGTERM : SIGKILL);
}

}  // namespace

void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = on_signal;  // without SA_RESTART: a read of an answer ends with EINTR
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
  sigaction(SIGXFSZ, &action, nullptr);  // a write then fails with EFBIG, which is said
}

bool stop_asked() { return asked > 0; }

void tell_child_to_stop(pid_t child) {
  child_to_tell = child;
  if (child > 0 && stop_asked()) kill(child, SIGTERM);
}

}  // namespace firsthour::cli
