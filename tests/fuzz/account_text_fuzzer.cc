// SPDX-License-Identifier: Apache-2.0
// The text files of accounts: passwd, shadow, group, authorized_keys, sshd_config, start files.
#include "collectors/account/authorized_key.h"
#include "collectors/account/passwd.h"
#include "collectors/account/sshd_config.h"
#include "collectors/files/history_setting.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto& user : parse_passwd(text))
    if (user.name.find(':') != std::string::npos) std::abort();
  for (const auto& entry : parse_shadow(text))
    if (entry.changed_day && *entry.changed_day <= 0) std::abort();
  for (const auto& group : parse_group(text))
    for (const auto& member : group.members)
      if (member.empty()) std::abort();
  for (const auto& key : parse_authorized_keys(text).keys)
    if (key.type.empty() || !key.fingerprint.starts_with("SHA256:") || key.fingerprint.size() != 7 + 43)
      std::abort();
  for (const auto& pattern : parse_sshd_config(text).key_files) {
    const auto path = expand_key_file(pattern, "user", "/home/user", 1000);
    if (!path.empty() && path[0] != '/') std::abort();
  }
  for (const auto& path : histories_named_in(text, "/home/user").paths)
    if (!path.starts_with('/')) std::abort();
  return 0;
}
