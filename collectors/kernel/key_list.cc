// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/key_list.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {
namespace {

// "066a5fdd I--Q---     1 perm 0c030000     0 65534 keyring   .user_reg: 2"
std::optional<KernelKey> key_from(std::string_view line) {
  const auto serial = number_from<std::uint32_t>(next_field(line), 16);
  KernelKey key;
  key.flags = next_field(line);
  const auto usage = number_from<std::uint64_t>(next_field(line));
  key.timeout = next_field(line);
  const auto permissions = next_field(line);
  const auto user = number_from<std::int64_t>(next_field(line));
  const auto group = number_from<std::int64_t>(next_field(line));
  if (!serial || !usage || !user || !group || !number_from<std::uint64_t>(permissions, 16))
    return std::nullopt;
  key.serial = *serial;
  key.usage = *usage;
  key.permissions = permissions;
  key.user = *user;
  key.group = *group;
  key.type = next_field(line);
  key.description = trimmed(line);
  if (key.type.empty()) return std::nullopt;
  return key;
}

}  // namespace

std::vector<KernelKey> parse_keys(std::string_view text) {
  std::vector<KernelKey> keys;
  while (const auto line = next_line(text))
    if (auto key = key_from(*line)) keys.push_back(std::move(*key));
  return keys;
}

}  // namespace firsthour::collectors
