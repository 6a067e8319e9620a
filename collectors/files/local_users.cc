// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/local_users.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestPasswd = 16ull << 20;

std::array<std::string_view, 7> split_fields(std::string_view line) {
  std::array<std::string_view, 7> fields;
  for (std::string_view& field : fields) {
    const std::size_t end = std::min(line.find(':'), line.size());
    field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

}  // namespace

LocalUsers read_local_users(const Host& host) {
  LocalUsers users;
  std::set<std::string, std::less<>> homes{"/root"};
  if (const auto passwd = host.read("/etc/passwd", kLargestPasswd)) {
    std::string_view rest = passwd->bytes;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const auto fields = split_fields(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      std::uint32_t uid = 0;
      if (std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), uid).ec == std::errc{}) {
        users.names.emplace(uid, fields[0]);
      }
      std::string_view home = fields[5];
      while (home.size() > 1 && home.ends_with('/')) home.remove_suffix(1);
      if (home.size() > 1 && home.front() == '/' && home.find("/../") == std::string_view::npos) {
        homes.emplace(home);
      }
    }
  }
  // Users of a directory service, and those whose entry was removed again.
  if (const auto entries = host.list("/home")) {
    for (const DirectoryEntry& entry : *entries) {
      if (entry.type == DT_DIR || entry.type == DT_UNKNOWN) homes.insert("/home/" + entry.name);
    }
  }
  users.homes.assign(homes.begin(), homes.end());
  return users;
}

}  // namespace firsthour::collectors
