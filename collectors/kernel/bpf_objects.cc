// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_objects.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <span>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kMapIdLimit = 4096;
constexpr std::uint32_t kTailCallLimit = 4096;
constexpr std::uint32_t kFunctionLimit = 4096;

long bpf(int command, bpf_attr& attributes) {
  return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

template <class T>
std::uint64_t address_of(T* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

tl::unexpected<Error> bpf_failure(std::string_view what) {
  // EINVAL and ENOSYS: a kernel without the command.
  if (errno == EINVAL || errno == ENOSYS)
    return fail(Errc::unsupported, std::string{what} + ": this kernel cannot");
  return fail_errno(what);
}

template <class Info>
Result<> describe(const Descriptor& object, Info& info) {
  bpf_attr attributes{};
  attributes.info.bpf_fd = static_cast<std::uint32_t>(object.get());
  attributes.info.info_len = sizeof info;
  attributes.info.info = address_of(&info);
  if (bpf(BPF_OBJ_GET_INFO_BY_FD, attributes) != 0) return bpf_failure("cannot describe a bpf object");
  return {};
}

template <class Characters>
std::string name_in(const Characters& name) {
  return {std::begin(name), std::find(std::begin(name), std::end(name), '\0')};
}

std::string tag_text(std::span<const std::uint8_t> tag) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : tag) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::vector<std::uint64_t> map_ids_of(const Descriptor& program, std::uint32_t count) {
  std::vector<std::uint32_t> ids(std::min(count, kMapIdLimit));
  if (ids.empty()) return {};
  bpf_prog_info info{};
  info.nr_map_ids = static_cast<std::uint32_t>(ids.size());
  info.map_ids = address_of(ids.data());
  if (!describe(program, info)) return {};
  ids.resize(std::min<std::size_t>(ids.size(), info.nr_map_ids));
  return {ids.begin(), ids.end()};
}

// Those of all functions of a program; its own tag is that of the whole.
std::vector<std::string> function_tags_of(const Descriptor& program, std::uint32_t count) {
  using Tag = std::array<std::uint8_t, BPF_TAG_SIZE>;
  std::vector<Tag> tags(std::min(count, kFunctionLimit));
  if (tags.empty()) return {};
  bpf_prog_info info{};
  info.nr_prog_tags = static_cast<std::uint32_t>(tags.size());
  info.prog_tags = address_of(tags.data());
  if (!describe(program, info)) return {};
  std::vector<std::string> texts;
  for (const auto& tag : tags) texts.push_back(tag_text(tag));
  return texts;
}

template <std::size_t N>
std::string word_for(const std::array<std::string_view, N>& words, std::uint32_t number) {
  return number < N ? std::string{words[number]} : "type-" + std::to_string(number);
}

// struct bpf_link_info as of Linux 6.6: the build's headers end before the names of probes. The words after
// the three first differ by type.
struct LinkInfo {
  std::uint32_t type = 0, id = 0, program_id = 0, padding = 0;
  std::uint64_t detail[6] = {};
};

std::uint32_t low_word(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

// Asks again with room for a name: `at` is the place of the pointer, the length stands behind it.
std::string link_name(const Descriptor& link, const LinkInfo& first, std::size_t at) {
  std::array<char, 256> name{};
  LinkInfo info;
  info.type = first.type;
  info.detail[0] = at == 0 ? 0 : first.detail[0];
  info.detail[at] = address_of(name.data());
  info.detail[at + 1] = name.size();
  if (!describe(link, info)) return {};
  return name_in(name);
}

std::string perf_event_target(const Descriptor& link, const LinkInfo& info) {
  static constexpr std::array<std::string_view, 7> kKinds{"unspec",    "uprobe",     "uretprobe", "kprobe",
                                                          "kretprobe", "tracepoint", "event"};
  constexpr std::uint32_t kUprobe = 1, kTracepoint = 5, kEvent = 6;
  const auto kind = low_word(info.detail[0]);
  if (kind < kUprobe || kind >= kEvent) return {};
  auto target = word_for(kKinds, kind) + ':' + link_name(link, info, 1);
  // The offset shares a word with the name's length.
  if (kind < kTracepoint) target += '+' + std::to_string(info.detail[2] >> 32);
  return target;
}

std::string link_target(const Descriptor& link, const LinkInfo& info) {
  switch (info.type) {
    case BPF_LINK_TYPE_RAW_TRACEPOINT:
      return "raw_tracepoint:" + link_name(link, info, 0);
    case BPF_LINK_TYPE_ITER:
      return "iter:" + link_name(link, info, 0);
    case BPF_LINK_TYPE_TRACING:  // attach type, object, type number of the function
      return "btf:" + std::to_string(info.detail[0] >> 32) + '/' + std::to_string(low_word(info.detail[1]));
    case BPF_LINK_TYPE_CGROUP:
      return "cgroup:" + std::to_string(info.detail[0]);
    case BPF_LINK_TYPE_NETNS:
      return "netns:" + std::to_string(low_word(info.detail[0]));
    case BPF_LINK_TYPE_XDP:
      return "interface:" + std::to_string(low_word(info.detail[0]));
    case BPF_LINK_TYPE_PERF_EVENT:
      return perf_event_target(link, info);
    default:
      return {};
  }
}

}  // namespace

Result<std::optional<std::uint32_t>> next_bpf_id(BpfKind kind, std::uint32_t after) {
  static constexpr std::array kCommands{BPF_PROG_GET_NEXT_ID, BPF_MAP_GET_NEXT_ID, BPF_LINK_GET_NEXT_ID};
  bpf_attr attributes{};
  attributes.start_id = after;
  if (bpf(kCommands[static_cast<std::size_t>(kind)], attributes) == 0)
    return std::optional<std::uint32_t>{attributes.next_id};
  if (errno == ENOENT) return std::optional<std::uint32_t>{};
  return bpf_failure("cannot list bpf objects");
}

Result<Descriptor> open_bpf(BpfKind kind, std::uint32_t id) {
  static constexpr std::array kCommands{BPF_PROG_GET_FD_BY_ID, BPF_MAP_GET_FD_BY_ID, BPF_LINK_GET_FD_BY_ID};
  bpf_attr attributes{};
  attributes.prog_id = id;
  if (kind == BpfKind::map) attributes.open_flags = BPF_F_RDONLY;
  const auto fd = bpf(kCommands[static_cast<std::size_t>(kind)], attributes);
  // EAGAIN: a link that is just being made or taken away; the kernel pretends that it is not there yet.
  if (fd < 0 && errno == EAGAIN) return fail(Errc::not_found, "a bpf link that is not settled");
  if (fd < 0) return bpf_failure("cannot open a bpf object");
  return Descriptor{static_cast<int>(fd)};
}

Result<BpfProgram> bpf_program_info(const Descriptor& program) {
  bpf_prog_info info{};
  if (auto described = describe(program, info); !described) return tl::unexpected{described.error()};
  BpfProgram facts;
  facts.id = info.id;
  facts.type = info.type;
  facts.uid = info.created_by_uid;
  facts.loaded_at = info.load_time;
  facts.instructions = info.xlated_prog_len / static_cast<std::uint32_t>(sizeof(bpf_insn));
  facts.gpl_compatible = info.gpl_compatible != 0;
  facts.name = name_in(info.name);
  facts.tag = tag_text(info.tag);
  facts.map_ids = map_ids_of(program, info.nr_map_ids);
  facts.jited_bytes = info.jited_prog_len;
  facts.interface = info.ifindex;
  facts.btf_id = info.btf_id;
  facts.attach_btf = info.attach_btf_id;
  facts.function_tags = function_tags_of(program, info.nr_prog_tags);
  return facts;
}

Result<BpfInstructions> bpf_instructions(const Descriptor& program, std::uint32_t limit) {
  bpf_prog_info size{};
  if (auto described = describe(program, size); !described) return tl::unexpected{described.error()};
  const auto bytes = std::min<std::size_t>(size.xlated_prog_len, std::size_t{limit} * sizeof(bpf_insn));
  BpfInstructions code(bytes, '\0');
  if (code.empty()) return code;
  bpf_prog_info info{};
  info.xlated_prog_len = static_cast<std::uint32_t>(code.size());
  info.xlated_prog_insns = address_of(code.data());
  if (auto described = describe(program, info); !described) return tl::unexpected{described.error()};
  if (info.xlated_prog_insns == 0) code.clear();  // the kernel's way to refuse
  return code;
}

Result<BpfMap> bpf_map_info_of(const Descriptor& map) {
  bpf_map_info info{};
  if (auto described = describe(map, info); !described) return tl::unexpected{described.error()};
  return BpfMap{info.id, info.type, info.key_size, info.value_size, info.max_entries, name_in(info.name)};
}

Result<BpfLink> bpf_link_info_of(const Descriptor& link) {
  LinkInfo info;
  if (auto described = describe(link, info); !described) return tl::unexpected{described.error()};
  return BpfLink{info.id, info.type, info.program_id, link_target(link, info)};
}

std::vector<std::uint32_t> attached_programs(std::uint32_t target, std::uint32_t attach_type) {
  std::vector<std::uint32_t> ids(64);
  bpf_attr attributes{};
  attributes.query.target_fd = target;
  attributes.query.attach_type = attach_type;
  attributes.query.prog_ids = address_of(ids.data());
  attributes.query.prog_cnt = static_cast<std::uint32_t>(ids.size());
  if (bpf(BPF_PROG_QUERY, attributes) != 0) return {};
  ids.resize(std::min<std::size_t>(ids.size(), attributes.query.prog_cnt));
  return ids;
}

std::optional<PerfEventProgram> perf_event_program(std::uint32_t pid, std::uint32_t descriptor) {
  std::array<char, 256> name{};
  bpf_attr attributes{};
  attributes.task_fd_query.pid = pid;
  attributes.task_fd_query.fd = descriptor;
  attributes.task_fd_query.buf = address_of(name.data());
  attributes.task_fd_query.buf_len = static_cast<std::uint32_t>(name.size());
  if (bpf(BPF_TASK_FD_QUERY, attributes) != 0) return std::nullopt;
  static constexpr std::array<std::string_view, 6> kKinds{"raw_tracepoint", "tracepoint", "kprobe",
                                                          "kretprobe",      "uprobe",     "uretprobe"};
  auto where = word_for(kKinds, attributes.task_fd_query.fd_type);
  if (const auto called = name_in(name); !called.empty()) where += ':' + called;
  return PerfEventProgram{attributes.task_fd_query.prog_id, std::move(where)};
}

std::vector<std::uint32_t> tail_calls(const Descriptor& map, std::uint32_t max_entries) {
  std::vector<std::uint32_t> programs;
  for (std::uint32_t index = 0; index < std::min(max_entries, kTailCallLimit); ++index) {
    std::uint32_t program = 0;
    bpf_attr attributes{};
    attributes.map_fd = static_cast<std::uint32_t>(map.get());
    attributes.key = address_of(&index);
    attributes.value = address_of(&program);
    if (bpf(BPF_MAP_LOOKUP_ELEM, attributes) == 0 && program != 0) programs.push_back(program);
  }
  return programs;
}

bool next_bpf_key(const Descriptor& map, const std::string& key, std::string& next) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map.get());
  attributes.key = key.empty() ? 0 : address_of(key.data());
  attributes.next_key = address_of(next.data());
  return bpf(BPF_MAP_GET_NEXT_KEY, attributes) == 0;
}

bool read_bpf_value(const Descriptor& map, const std::string& key, std::string& value) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map.get());
  attributes.key = address_of(key.data());
  attributes.value = address_of(value.data());
  return bpf(BPF_MAP_LOOKUP_ELEM, attributes) == 0;
}

Result<Descriptor> open_bpf_pin(const std::string& path) {
  // Links know no read-only handle: they are opened in the second round.
  for (const std::uint32_t flags : {std::uint32_t{BPF_F_RDONLY}, std::uint32_t{0}}) {
    bpf_attr attributes{};
    attributes.pathname = address_of(path.c_str());
    attributes.file_flags = flags;
    if (const auto fd = bpf(BPF_OBJ_GET, attributes); fd >= 0) return Descriptor{static_cast<int>(fd)};
    if (errno != EINVAL) break;
  }
  return bpf_failure("cannot open the bpf pin " + path);
}

std::string bpf_program_type(std::uint32_t type) {
  static constexpr std::array<std::string_view, 33> kWords{"unspec",
                                                           "socket_filter",
                                                           "kprobe",
                                                           "sched_cls",
                                                           "sched_act",
                                                           "tracepoint",
                                                           "xdp",
                                                           "perf_event",
                                                           "cgroup_skb",
                                                           "cgroup_sock",
                                                           "lwt_in",
                                                           "lwt_out",
                                                           "lwt_xmit",
                                                           "sock_ops",
                                                           "sk_skb",
                                                           "cgroup_device",
                                                           "sk_msg",
                                                           "raw_tracepoint",
                                                           "cgroup_sock_addr",
                                                           "lwt_seg6local",
                                                           "lirc_mode2",
                                                           "sk_reuseport",
                                                           "flow_dissector",
                                                           "cgroup_sysctl",
                                                           "raw_tracepoint_writable",
                                                           "cgroup_sockopt",
                                                           "tracing",
                                                           "struct_ops",
                                                           "ext",
                                                           "lsm",
                                                           "sk_lookup",
                                                           "syscall",
                                                           "netfilter"};
  return word_for(kWords, type);
}

std::string bpf_map_type(std::uint32_t type) {
  static constexpr std::array<std::string_view, 34> kWords{"unspec",
                                                           "hash",
                                                           "array",
                                                           "prog_array",
                                                           "perf_event_array",
                                                           "percpu_hash",
                                                           "percpu_array",
                                                           "stack_trace",
                                                           "cgroup_array",
                                                           "lru_hash",
                                                           "lru_percpu_hash",
                                                           "lpm_trie",
                                                           "array_of_maps",
                                                           "hash_of_maps",
                                                           "devmap",
                                                           "sockmap",
                                                           "cpumap",
                                                           "xskmap",
                                                           "sockhash",
                                                           "cgroup_storage",
                                                           "reuseport_sockarray",
                                                           "percpu_cgroup_storage",
                                                           "queue",
                                                           "stack",
                                                           "sk_storage",
                                                           "devmap_hash",
                                                           "struct_ops",
                                                           "ringbuf",
                                                           "inode_storage",
                                                           "task_storage",
                                                           "bloom_filter",
                                                           "user_ringbuf",
                                                           "cgrp_storage",
                                                           "arena"};
  return word_for(kWords, type);
}

std::string bpf_link_type(std::uint32_t type) {
  static constexpr std::array<std::string_view, 15> kWords{
      "unspec",       "raw_tracepoint", "tracing",      "cgroup",     "iter",      "netns",
      "xdp",          "perf_event",     "kprobe_multi", "struct_ops", "netfilter", "tcx",
      "uprobe_multi", "netkit",         "sockmap"};
  return word_for(kWords, type);
}

}  // namespace firsthour::collectors
