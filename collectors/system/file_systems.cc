// SPDX-License-Identifier: Apache-2.0
// host.file_system: how full the mounted local file systems are.
#include "collectors/host/space.h"
#include "collectors/output/record_file.h"
#include "collectors/system/mount_table.h"
#include "collectors/system/system.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMountinfoLimit = 16 << 20;

// The way to a local file system may lead over one that hangs.
bool is_safe(const std::vector<Mount>& mounts, const Mount& wanted) {
  return std::ranges::none_of(mounts, [&](const Mount& mount) {
    return may_hang(mount.type) && is_below(wanted.point, mount.point);
  });
}

RecordWriter record_of(const Mount& mount, const Space& space) {
  RecordWriter record{"host.file_system"};
  record.put_bytes("file_system.point", mount.point);
  record.put_bytes("file_system.source", mount.source);
  record.put_bytes("file_system.type", mount.type);
  record.put("file_system.size", space.size);
  record.put("file_system.free", space.free);
  record.put("file_system.available", space.available);
  if (space.inodes != 0) {
    record.put("file_system.inodes", space.inodes);
    record.put("file_system.inodes_free", space.inodes_free);
  }
  return record;
}

}  // namespace

SourceOutcome collect_file_systems(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no mounts";
    return outcome;
  }
  const auto text = context.host.read("/proc/self/mountinfo", kMountinfoLimit);
  if (!text) {
    outcome.outcome = Outcome::failed;
    outcome.reason = text.error().what;
    return outcome;
  }
  const auto mounts = parse_mounts(text->bytes);
  RecordFile file{context, "host.file_system"};
  std::set<std::uint64_t> seen;  // a file system is mounted at many points: the first stands for it
  std::uint64_t left_out = 0;
  for (const auto& mount : mounts) {
    if (context.stopping()) break;
    if (seen.contains(mount.device)) continue;
    if (!is_safe(mounts, mount)) {
      ++left_out;
      continue;
    }
    const auto space = space_at(mount.point);
    // Another mount may cover this point, and kernel file systems have no size.
    if (!space || space->device != mount.device || space->size == 0) continue;
    seen.insert(mount.device);
    file.add(record_of(mount, *space));
  }
  if (left_out != 0)
    outcome.reason = std::to_string(left_out) + " mounts of the network or of processes were not asked";
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
