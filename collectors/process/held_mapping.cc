// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/held_mapping.h"

#include "collectors/process/descriptor_link.h"

#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

std::string_view source_of(const MappedFile& mapped, bool deleted) {
  switch (mapped.as) {
    case MappedAs::file:
      return mapped.executable ? "library.deleted" : "mapped_file.deleted";
    case MappedAs::memfd:
      return mapped.executable ? "library.memfd" : "shared_memory.memfd";
    case MappedAs::shared_memory:
      return deleted ? "shared_memory.deleted" : "shared_memory.executable";
    case MappedAs::system_v:
      return "shared_memory.system_v";
    case MappedAs::shared_anonymous:
      return "shared_memory.anonymous";
    case MappedAs::secret:
      break;
  }
  return "shared_memory.secret";
}

}  // namespace

HeldFile named_mapping(const ProcessEntry& entry, const MappedFile& mapped) {
  HeldFile held;
  held.link = "/proc/" + std::to_string(entry.pid) + "/map_files/" + map_file_name(mapped.first);
  held.name.path = without_deleted_mark(mapped.first.path);
  held.name.deleted = held.name.path.size() != mapped.first.path.size();
  held.name.memfd = mapped.as == MappedAs::memfd;
  held.facts.device = mapped.first.device;
  held.facts.inode = mapped.first.inode;
  held.kind = mapped.executable ? "executable" : "file";
  held.source = source_of(mapped, held.name.deleted);
  held.attributes["memory_region"] = map_file_name(mapped.first);
  return held;
}

Result<std::optional<HeldFile>> held_mapping(const Host& host, const ProcessEntry& entry,
                                             const MappedFile& mapped, const MountHazards& hazards) {
  HeldFile held = named_mapping(entry, mapped);
  // The device of the map is asked first: the status of a file on a dead share would not return.
  if (mapped.as == MappedAs::file && hazards.device_may_hang(mapped.first.device)) return std::optional{held};
  const auto status = host.status(held.link, true);
  if (!status) return tl::unexpected{status.error()};
  held.facts = status->facts;
  if (mapped.as != MappedAs::file && mapped.as != MappedAs::shared_memory) return std::optional{held};
  held.name = resolve_name(host, entry.pid, mapped.first.path, held.facts, hazards);
  if (!held.name.deleted && !(mapped.as == MappedAs::shared_memory && mapped.executable))
    return std::optional<HeldFile>{};
  held.source = source_of(mapped, held.name.deleted);
  return std::optional{held};
}

std::string_view reason_to_pass_over(const MappedFile& mapped) {
  if (mapped.as == MappedAs::secret) return "secret memory (memfd_secret): the kernel lets nobody read it";
  if (mapped.executable) return {};
  if (mapped.as == MappedAs::system_v) return "System V shared memory: memory of processes, no file";
  if (mapped.as == MappedAs::shared_anonymous) return "shared anonymous memory: memory of processes, no file";
  return {};
}

}  // namespace firsthour::collectors
