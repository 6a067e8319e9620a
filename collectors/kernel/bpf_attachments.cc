// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_attachments.h"

#include "casefile/descriptor.h"
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/bpf_objects.h"
#include "collectors/network/namespaces.h"
#include "collectors/network/route_dump.h"
#include "collectors/network/tc_filter.h"
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"
#include "collectors/system/mount_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <functional>

namespace firsthour::collectors {
namespace {

// A walk that a hostile tree cannot make endless.
constexpr std::size_t kWalkLimit = 20000;
constexpr std::uint64_t kMountinfoLimit = 16 << 20;
// Newer than the headers of the build: BPF_TCX_INGRESS and _EGRESS (6.6), the unix hooks of cgroups (6.7).
constexpr std::uint32_t kTcxIngress = 46, kTcxEgress = 47;

struct CgroupHook {
  std::uint32_t attach_type, program_type;
};
constexpr std::array kCgroupHooks{
    CgroupHook{BPF_CGROUP_INET_INGRESS, BPF_PROG_TYPE_CGROUP_SKB},
    CgroupHook{BPF_CGROUP_INET_EGRESS, BPF_PROG_TYPE_CGROUP_SKB},
    CgroupHook{BPF_CGROUP_DEVICE, BPF_PROG_TYPE_CGROUP_DEVICE},
    CgroupHook{BPF_CGROUP_SOCK_OPS, BPF_PROG_TYPE_SOCK_OPS},
    CgroupHook{BPF_CGROUP_SYSCTL, BPF_PROG_TYPE_CGROUP_SYSCTL},
    CgroupHook{BPF_CGROUP_GETSOCKOPT, BPF_PROG_TYPE_CGROUP_SOCKOPT},
    CgroupHook{BPF_CGROUP_SETSOCKOPT, BPF_PROG_TYPE_CGROUP_SOCKOPT},
    CgroupHook{BPF_CGROUP_INET_SOCK_CREATE, BPF_PROG_TYPE_CGROUP_SOCK},
    CgroupHook{BPF_CGROUP_INET_SOCK_RELEASE, BPF_PROG_TYPE_CGROUP_SOCK},
    CgroupHook{BPF_CGROUP_INET4_POST_BIND, BPF_PROG_TYPE_CGROUP_SOCK},
    CgroupHook{BPF_CGROUP_INET6_POST_BIND, BPF_PROG_TYPE_CGROUP_SOCK},
    CgroupHook{BPF_CGROUP_INET4_BIND, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET6_BIND, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET4_CONNECT, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET6_CONNECT, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_UDP4_SENDMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_UDP6_SENDMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_UDP4_RECVMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_UDP6_RECVMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET4_GETPEERNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET6_GETPEERNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET4_GETSOCKNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_CGROUP_INET6_GETSOCKNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR},
    CgroupHook{BPF_LSM_CGROUP, BPF_PROG_TYPE_LSM},
};

struct WalkEntry {
  std::string path;
  bool directory = false;
};

// Depth first, without following symlinks. False when the limit or a stop cut it short.
bool walk(Context& context, const std::string& top, const std::function<void(const WalkEntry&)>& visit) {
  std::vector<std::string> open{top};
  std::size_t seen = 0;
  while (!open.empty()) {
    const auto folder = std::move(open.back());
    open.pop_back();
    visit({folder, true});
    const auto entries = context.host.list(folder);
    if (!entries) continue;  // vanished: cgroups come and go
    for (const auto& entry : *entries) {
      if (++seen > kWalkLimit || context.stopping()) return false;
      const auto path = folder + '/' + entry.name;
      if (entry.type == DT_DIR)
        open.push_back(path);
      else if (entry.type != DT_LNK)
        visit({path, false});
    }
  }
  return true;
}

std::vector<std::string> mounts_here(const Context& context, std::string_view type) {
  std::vector<std::string> points;
  if (const auto mountinfo = context.host.read("/proc/self/mountinfo", kMountinfoLimit))
    for (auto& mount : parse_mounts(mountinfo->bytes))
      if (mount.type == type) points.push_back(std::move(mount.point));
  return points;
}

// What a descriptor of ours is, by the kernel's own words about it.
void put_pin(const Context& context, const Descriptor& object, const std::string& path, BpfPins& pins) {
  const auto text = context.host.read("/proc/self/fdinfo/" + std::to_string(object.get()), 4096);
  if (!text) return;
  std::string_view rest{text->bytes};
  // A link's text names its program too, so the first number decides.
  while (auto line = next_line(rest)) {
    const auto key = next_field(*line);
    const auto id = number_from<std::uint32_t>(next_field(*line));
    if (!id) continue;
    if (key == "link_id:")
      pins.links[*id].insert(path);
    else if (key == "prog_id:")
      pins.programs[*id].insert(path);
    else if (key == "map_id:")
      pins.maps[*id].insert(path);
    else
      continue;
    return;
  }
}

}  // namespace

void BpfAttachments::add(std::uint32_t program, std::string where) {
  where_[program].insert(std::move(where));
}

const std::set<std::string>& BpfAttachments::of(std::uint32_t program) const {
  static const std::set<std::string> kNone;
  const auto found = where_.find(program);
  return found == where_.end() ? kNone : found->second;
}

void BpfAttachments::look_at_cgroups(Context& context, const std::set<std::uint32_t>& types,
                                     SourceOutcome& outcome) {
  std::vector<std::uint32_t> hooks;
  for (const auto& hook : kCgroupHooks)
    if (types.contains(hook.program_type)) hooks.push_back(hook.attach_type);
  if (hooks.empty()) return;
  for (const auto& top : mounts_here(context, "cgroup2")) {
    const bool whole = walk(context, top, [&](const WalkEntry& entry) {
      if (!entry.directory) return;
      // Not through Host: the query needs the folder's descriptor, and reads nothing of it.
      const Descriptor folder{::open(entry.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)};
      if (!folder) return;
      const auto below = entry.path.substr(top.size());
      for (const auto hook : hooks)
        for (const auto program : attached_programs(static_cast<std::uint32_t>(folder.get()), hook))
          add(program, "cgroup:" + (below.empty() ? "/" : below));
    });
    if (!whole) add_problem(outcome, Outcome::partial, "not all cgroups were asked for BPF programs");
  }
}

void BpfAttachments::look_at_interfaces(Context& context, const std::set<std::uint32_t>& types,
                                        SourceOutcome& outcome) {
  const bool tc = types.contains(BPF_PROG_TYPE_SCHED_CLS) || types.contains(BPF_PROG_TYPE_SCHED_ACT);
  if (!tc && !types.contains(BPF_PROG_TYPE_XDP)) return;
  for_each_route_socket(context, outcome, [&](const NetworkNamespace& ns, NetlinkSocket* netlink) {
    if (netlink == nullptr) return;
    for (const auto& link : dump_links(*netlink, outcome)) {
      for (const auto program : link.xdp_programs) add(program, "xdp:" + link.name);
      if (!tc) continue;
      for (const auto program : tc_programs(*netlink, link.index)) add(program, "tc:" + link.name);
      if (!ns.own) continue;  // the query goes by number, in the namespace of the asking thread
      for (const auto hook : {kTcxIngress, kTcxEgress})
        for (const auto program : attached_programs(link.index, hook)) add(program, "tcx:" + link.name);
    }
  });
}

void BpfAttachments::look_at_perf_events(Context& context, const std::set<std::uint32_t>& types) {
  static constexpr std::array<std::uint32_t, 5> kTraced{
      BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_TRACEPOINT, BPF_PROG_TYPE_PERF_EVENT, BPF_PROG_TYPE_RAW_TRACEPOINT,
      BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE};
  const bool any = std::ranges::any_of(kTraced, [&](std::uint32_t type) { return types.contains(type); });
  if (!any || context.processes == nullptr) return;
  for (const auto& process : context.processes->all()) {
    const auto folder = "/proc/" + std::to_string(process.pid) + "/fd";
    const auto descriptors = process.kernel_thread || process.unanswered
                                 ? Result<std::vector<DirectoryEntry>>{}
                                 : context.host.list(folder);
    if (!descriptors) continue;
    for (const auto& entry : *descriptors) {
      const auto target = context.host.read_link(folder + '/' + entry.name);
      const auto number = number_from<std::uint32_t>(entry.name);
      if (!target || !number) continue;
      if (*target != "anon_inode:[perf_event]" && *target != "anon_inode:bpf-raw-tracepoint") continue;
      if (const auto program = perf_event_program(process.pid, *number))
        add(program->id, "perf_event:" + std::to_string(process.pid) + ':' + program->where);
    }
  }
}

BpfPins read_bpf_pins(Context& context, SourceOutcome& outcome) {
  BpfPins pins;
  for (const auto& top : mounts_here(context, "bpf")) {
    const bool whole = walk(context, top, [&](const WalkEntry& entry) {
      if (entry.directory) return;
      const auto object = open_bpf_pin(entry.path);
      if (object) {
        put_pin(context, *object, entry.path, pins);
      } else if (object.error().code != Errc::not_found) {  // vanished, or an entry of the kernel's own
        add_problem(outcome, Outcome::partial, object.error().what);
      }
    });
    if (!whole) add_problem(outcome, Outcome::partial, top + ": not all pins were read");
  }
  return pins;
}

}  // namespace firsthour::collectors
