// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/ipc_table.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {
namespace {

void put(IpcObject& object, std::string_view column, std::string_view value) {
  const auto number = number_from<std::uint64_t>(value);
  const auto small = number_from<std::uint32_t>(value);
  if (column == "key") object.key = number_from<std::int64_t>(value);
  if (column == "shmid" || column == "msqid" || column == "semid") object.id = number;
  if (column == "size" || column == "cbytes") object.size = number;
  if (column == "nattch") object.attached = number;
  if (column == "qnum") object.messages = number;
  if (column == "nsems") object.semaphores = number;
  if (column == "cpid") object.creator = number;
  if (column == "lpid" || column == "lspid") object.last_user = number;
  if (column == "uid") object.user = small;
  if (column == "gid") object.group = small;
  if (column == "cuid") object.creator_user = small;
  if (column == "perms") object.mode = number_from<std::uint32_t>(value, 8);
  if (column == "ctime") object.changed = number;
}

}  // namespace

std::vector<IpcObject> parse_ipc_table(std::string_view text) {
  std::vector<std::string_view> columns;
  auto header = next_line(text);
  if (!header) return {};
  for (auto name = next_field(*header); !name.empty(); name = next_field(*header)) columns.push_back(name);
  std::vector<IpcObject> objects;
  while (auto line = next_line(text)) {
    IpcObject object;
    for (const auto column : columns) put(object, column, next_field(*line));
    if (object.id) objects.push_back(object);
  }
  return objects;
}

}  // namespace firsthour::collectors
