// SPDX-License-Identifier: Apache-2.0
// sshd_config(5), as far as it says where authorized keys lie.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct SshdConfig {
  std::vector<std::string> key_files;  // AuthorizedKeysFile patterns of all blocks, Match blocks included
  std::vector<std::string> includes;   // patterns of Include
  bool key_command = false;            // AuthorizedKeysCommand is set: keys come from a program, too
};

[[nodiscard]] SshdConfig parse_sshd_config(std::string_view text);

// "%h/.ssh/keys" for a user. Relative ones count from the home. Empty when the pattern is "none" or has a
// token that only a login could fill.
[[nodiscard]] std::string expand_key_file(std::string_view pattern, std::string_view user,
                                          std::string_view home, std::uint32_t uid);

}  // namespace firsthour::collectors
