// SPDX-License-Identifier: Apache-2.0
// What one line of a start-up file runs. Just enough reading of crontab(5), systemd.service(5), udev(7) and
// shell for a rule to speak of "the command" and "what the pipe ends in": no expansion, no quoting rules
// beyond what decides where a word ends.
#pragma once

#include <string_view>
#include <vector>

namespace firsthour::triage {

// The command on a line of the file: of a crontab what follows the time (and, in system crontabs, the user),
// of a unit what follows Exec…= and its prefixes, of a udev rule what RUN names; of any other file the line
// itself. "" when the line runs nothing (comments, settings, blank lines). Views into `line`.
[[nodiscard]] std::string_view command_in(std::string_view source, std::string_view path,
                                          std::string_view line);

// Base names of the programs that follow a `|`: of `curl -s x | sudo /bin/bash -s` it is "bash".
[[nodiscard]] std::vector<std::string_view> pipe_targets(std::string_view line);

[[nodiscard]] bool is_comment(std::string_view line);

// What follows the last slash.
[[nodiscard]] std::string_view base_name(std::string_view path);

}  // namespace firsthour::triage
