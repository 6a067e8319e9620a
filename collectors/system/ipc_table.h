// SPDX-License-Identifier: Apache-2.0
// /proc/sysvipc/shm, msg and sem, sysvipc(7): a header with the names of the columns, then a line an object.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct IpcObject {
  std::optional<std::uint64_t> id, size, attached, messages, semaphores, creator, last_user;
  std::optional<std::uint32_t> user, group, creator_user;
  std::optional<std::uint32_t> mode;     // permissions
  std::optional<std::int64_t> key;       // 0: private
  std::optional<std::uint64_t> changed;  // ctime, seconds since 1970
};

// Columns are found by their names, so that those of newer kernels do no harm. Total.
[[nodiscard]] std::vector<IpcObject> parse_ipc_table(std::string_view text);

}  // namespace firsthour::collectors
