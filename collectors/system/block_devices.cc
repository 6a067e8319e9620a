// SPDX-License-Identifier: Apache-2.0
// host.block_device: disks, partitions and what is built from them, as /sys/class/block has them. No device
// is opened.
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/kernel_value.h"
#include "collectors/output/record_file.h"
#include "collectors/system/mount_table.h"
#include "collectors/system/system.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kTextLimit = 16 << 20;
constexpr std::uint64_t kSector = 512;  // of the kernel's sizes, whatever the disk's

struct Uses {
  std::map<std::uint64_t, std::vector<std::string>> mounts;  // points by device number
  std::vector<std::string> swaps;
};

Uses read_uses(const Host& host) {
  Uses uses;
  if (const auto text = host.read("/proc/self/mountinfo", kTextLimit))
    for (auto& mount : parse_mounts(text->bytes)) uses.mounts[mount.device].push_back(std::move(mount.point));
  if (const auto text = host.read("/proc/swaps", kTextLimit)) {
    std::string_view rest{text->bytes};
    while (auto line = next_line(rest))
      if (const auto name = next_field(*line); name.starts_with('/')) uses.swaps.emplace_back(name);
  }
  return uses;
}

std::string_view kind_of(const Host& host, const std::string& name, const std::string& folder) {
  if (host.status(folder + "/partition", true)) return "partition";
  if (host.status(folder + "/dm", true)) return "device-mapper";
  if (host.status(folder + "/md", true)) return "raid";
  if (host.status(folder + "/loop", true) || name.starts_with("loop")) return "loop";
  if (name.starts_with("zram") || name.starts_with("ram")) return "memory";
  if (name.starts_with("nbd") || name.starts_with("rbd") || name.starts_with("drbd")) return "network";
  return "disk";
}

std::optional<std::uint64_t> device_number(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major = number_from<unsigned>(text.substr(0, colon));
  const auto minor = number_from<unsigned>(text.substr(colon + 1));
  if (!major || !minor) return std::nullopt;
  return makedev(*major, *minor);
}

void put_value(RecordWriter& record, const Host& host, const char* key, const std::string& path) {
  const auto value = known_value(host, path);
  if (const auto text = value ? trimmed(*value) : std::string_view{}; !text.empty())
    record.put_bytes(key, text);
}

void put_names(RecordWriter& record, const Host& host, const char* key, const std::string& folder) {
  const auto entries = host.list(folder);
  if (!entries) return;
  std::vector<std::string> names;
  for (const auto& entry : *entries) names.push_back(entry.name);
  std::ranges::sort(names);
  record.put_list(key, names);
}

// "../../devices/…/block/vda/vda1" → "vda"
void put_parent(RecordWriter& record, const Host& host, const std::string& link) {
  const auto target = host.read_link(link);
  if (!target) return;
  std::string_view path{*target};
  path = path.substr(0, path.rfind('/'));
  record.put_bytes("block_device.parent", path.substr(path.rfind('/') + 1));
}

void write(RecordFile& file, const Host& host, const std::string& name, const Uses& uses) {
  const auto folder = "/sys/class/block/" + name;
  const auto kind = kind_of(host, name, folder);
  RecordWriter record{"host.block_device"};
  record.put_bytes("block_device.name", name);
  record.put("block_device.kind", kind);
  const auto number = known_value(host, folder + "/dev");
  if (number) record.put_bytes("block_device.number", *number);
  const auto size = known_value(host, folder + "/size");
  if (const auto sectors = size ? number_from<std::uint64_t>(*size) : std::nullopt;
      sectors && *sectors < UINT64_MAX / kSector)
    record.put("block_device.size", *sectors * kSector);
  if (const auto value = known_value(host, folder + "/ro"))
    record.put("block_device.read_only", *value == "1");
  if (const auto value = known_value(host, folder + "/removable"))
    record.put("block_device.removable", *value == "1");
  put_value(record, host, "block_device.model", folder + "/device/model");
  put_value(record, host, "block_device.vendor", folder + "/device/vendor");
  put_value(record, host, "block_device.serial", folder + "/serial");
  put_value(record, host, "block_device.mapper_name", folder + "/dm/name");
  put_value(record, host, "block_device.mapper_uuid", folder + "/dm/uuid");
  put_value(record, host, "block_device.raid_level", folder + "/md/level");
  put_value(record, host, "block_device.raid_state", folder + "/md/array_state");
  put_value(record, host, "block_device.backing_file", folder + "/loop/backing_file");
  put_names(record, host, "block_device.holders", folder + "/holders");
  put_names(record, host, "block_device.slaves", folder + "/slaves");
  if (kind == "partition") put_parent(record, host, folder);
  const auto device = number ? device_number(*number) : std::nullopt;
  if (const auto mounts = device ? uses.mounts.find(*device) : uses.mounts.end(); mounts != uses.mounts.end())
    record.put_list("block_device.mount_points", mounts->second);
  record.put("block_device.swap", std::ranges::find(uses.swaps, "/dev/" + name) != uses.swaps.end());
  file.add(std::move(record));
}

}  // namespace

SourceOutcome collect_block_devices(Context& context) {
  SourceOutcome outcome;
  const auto devices = context.host.list("/sys/class/block");
  if (!devices) {
    outcome.outcome =
        context.host.live() && devices.error().code != Errc::not_found ? Outcome::failed : Outcome::skipped;
    outcome.reason = context.host.live() ? devices.error().what : "an image has no devices";
    return outcome;
  }
  RecordFile file{context, "host.block_device"};
  const auto uses = read_uses(context.host);
  for (const auto& device : *devices) {
    if (context.stopping()) {
      add_problem(outcome, Outcome::timed_out, "stopped");
      break;
    }
    write(file, context.host, device.name, uses);
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
