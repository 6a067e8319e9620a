// SPDX-License-Identifier: Apache-2.0
// The door to what a step's command is run with: a shell of this machine, ssh, HTTP, or a program of ours.
// Nothing waits here: a command is begun, asked from time to time whether it has ended, and can be stopped.
// Only what was approved, or only reads, may come here: that is the caller's to see to.
#pragma once

#include "casefile/result.h"
#include "playbooks/execution.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

// What is to be run, values filled in.
struct CommandOrder {
  enum class How {
    words,  // a program and its arguments, no shell
    shell,  // a text for /bin/bash -c
    ssh,    // a text for the shell of `host`
    http,   // a request: `text` the start line ("GET /x HTTP/1.1")
  };
  How how = How::shell;
  std::vector<std::string> words;  // [0]: the program's path
  std::string text;
  std::string host, port, user, identity_file;                   // ssh
  std::string base_url, content;                                 // http: "https://host:8443"
  std::vector<std::pair<std::string, std::string>> headers;      // http
  std::string folder;                                            // where it runs; must exist
  std::vector<std::pair<std::string, std::string>> environment;  // beside PATH, HOME, LANG
};
// Of what is due. `unsupported` says why we cannot run it and a person has to: no such agent, an address is
// missing, a password in clear.
[[nodiscard]] Result<CommandOrder> order_for(const Due& due, const Variables& variables);

struct CommandEnd {
  StepOutcome outcome = StepOutcome::success;
  std::optional<int> exit;  // the exit code, 128 and the signal, or the HTTP status
  std::string why;          // of a failure: a sentence
  std::string output;       // standard output and error as they came, or the reply; the first 16 MiB
  std::uint64_t lost = 0;   // bytes beyond them
};

class RunningCommand {
 public:
  virtual ~RunningCommand() = default;  // stops it
  // Absent while it runs.
  [[nodiscard]] virtual std::optional<CommandEnd> poll() = 0;
  // Asks it to end, at the second time makes it; its end comes by poll().
  virtual void stop() = 0;
};
[[nodiscard]] Result<std::unique_ptr<RunningCommand>> run_command(const CommandOrder& order);

// What a command's output means for the step's out_args: all of it (less the last line end) for a single one;
// else the lines `__name__=value`.
[[nodiscard]] std::map<std::string, std::optional<std::string>> values_from(const Step& step,
                                                                            std::string_view output);

}  // namespace firsthour::playbooks
