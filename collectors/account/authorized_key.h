// SPDX-License-Identifier: Apache-2.0
// authorized_keys files, sshd(8) "AUTHORIZED_KEYS FILE FORMAT".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct AuthorizedKey {
  std::size_t line = 0;     // from 1
  std::string options;      // as written; bytes
  std::string type;         // "ssh-ed25519"
  std::string fingerprint;  // "SHA256:…" without padding, as ssh-keygen -l shows it
  std::string comment;      // bytes
};

struct AuthorizedKeys {
  std::vector<AuthorizedKey> keys;
  std::vector<std::size_t> not_understood;  // numbers of lines that are neither key nor comment
};

[[nodiscard]] AuthorizedKeys parse_authorized_keys(std::string_view text);

}  // namespace firsthour::collectors
