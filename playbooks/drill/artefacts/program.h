// SPDX-License-Identifier: Apache-2.0
// Artefacts that are processes. Each ends by itself after a day, whatever becomes of the drill.
#pragma once

#include "casefile/result.h"
#include "playbooks/drill/artefacts/place.h"

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

// What a process of ours is known by: its name (a fork of us), or its program's path and its mark (one that
// was started).
struct ProcessMark {
  std::string name;     // "fh-0123456789ab"
  std::string program;  // path; found running or deleted
  std::string argument;
};
[[nodiscard]] std::vector<pid_t> processes_of(const ProcessMark& mark);
// Ends them, and looks that none is left. timed_out after five seconds.
[[nodiscard]] Result<> end_processes(const ProcessMark& mark);

// Starts the program in the background.
[[nodiscard]] Result<pid_t> start_program(const Place& place, const std::string& argument);
// Talks to itself over TCP on loopback.
[[nodiscard]] Result<pid_t> start_beacon(const std::string& address, const std::string& mark);
// Sends datagrams shaped like those of the messenger FeiQ to itself.
[[nodiscard]] Result<pid_t> start_messenger(const std::string& address, const std::string& mark);

}  // namespace firsthour::playbooks
