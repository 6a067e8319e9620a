// SPDX-License-Identifier: Apache-2.0
// Home folders and owner names, from the examined host's passwd file (never through the name service).
#pragma once

#include "collectors/host.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct LocalUsers {
  std::vector<std::string> homes;              // each once; existing folders of /home that nobody claims too
  std::map<std::uint32_t, std::string> names;  // by uid; the first entry counts, as it does for the system
};

[[nodiscard]] LocalUsers read_local_users(const Host& host);

}  // namespace firsthour::collectors
