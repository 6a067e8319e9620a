// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/local_users.h"

#include "collectors/account/passwd.h"

#include <dirent.h>

#include <set>

namespace firsthour::collectors {

LocalUsers read_local_users(const Host& host) {
  LocalUsers users;
  std::set<std::string, std::less<>> homes{"/root"};
  if (const auto passwd = host.read("/etc/passwd", kPasswdLimit)) {
    for (UserEntry& user : parse_passwd(passwd->bytes)) {
      users.names.emplace(user.id, std::move(user.name));
      std::string_view home = user.home;
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
