// SPDX-License-Identifier: Apache-2.0
// Every text of procfs that a process can shape: any bytes give a value, and what comes out keeps its
// promises.
#include "collectors/kernel/key_list.h"
#include "collectors/process/anonymous_inode.h"
#include "collectors/process/aux_vector.h"
#include "collectors/process/command_line.h"
#include "collectors/process/control_group.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/mapped_files.h"
#include "collectors/process/memory_map.h"
#include "collectors/process/stat.h"
#include "collectors/process/status.h"
#include "collectors/system/ipc_table.h"
#include "collectors/system/mount_hazards.h"
#include "collectors/system/mount_table.h"
#include "collectors/system/os_release.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void must(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto stat = parse_process_stat(text)) {
    must(text.find(stat->name) != std::string_view::npos);
    must(!tty_name(stat->tty).empty() || stat->tty == 0);
  }
  must(parse_process_status(text).permitted.size() <= size);
  for (const auto& region : executable_regions(text)) must(region.begin <= region.end);
  for (const auto& file : mapped_files(text).files)
    must(!file.regions.empty() && file.first.inode != 0 && file.executable == file.first.executable());
  if (size < 8) must(!parse_aux_vector(text).program_headers);
  must(parse_control_group(text).path.size() <= size);
  must(parse_descriptor_info(text).flags.size() <= size);
  must(without_deleted_mark(text).size() <= size);
  if (inode_of_link(text, "socket")) must(text.starts_with("socket:["));
  const CommandLine line = parse_command_line(text);
  must(line.joined.size() <= size && line.arguments.empty() == text.empty());
  must(preload_variables(text).size() <= size);
  const auto mounts = parse_mounts(text);
  for (const auto& mount : mounts) must(!mount.type.empty() && !mount.point.empty());
  const MountHazards hazards{mounts};
  must(mounts.empty() || !hazards.path_may_hang("relative"));
  const AnonymousInode inode = parse_anonymous_inode(text, text);
  must(inode.watched.size() <= AnonymousInode::kMost && inode.polled.size() <= AnonymousInode::kMost);
  for (const auto& watched : inode.watched) must(describe(watched).find("mask=") != std::string::npos);
  for (const auto& object : parse_ipc_table(text)) must(object.id.has_value());
  for (const auto& key : parse_keys(text)) must(!key.type.empty() && key.description.size() <= size);
  must(parse_os_release(text).size() <= size);
  return 0;
}
