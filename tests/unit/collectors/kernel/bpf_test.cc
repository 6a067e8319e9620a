// SPDX-License-Identifier: Apache-2.0
// Real programs, loaded by the test itself: harmless ones that let everything pass.
#include "casefile/descriptor.h"
#include "collectors/kernel/bpf_objects.h"
#include "collectors/kernel/kernel.h"
#include "collectors/system/mount_table.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

long bpf(int command, bpf_attr& attributes) {
  return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

// r0 = `verdict`; exit
Descriptor load(std::uint32_t type, const char* name, std::int32_t verdict = 1) {
  std::array<bpf_insn, 2> code{};
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[0].imm = verdict;
  code[1].code = BPF_JMP | BPF_EXIT;
  bpf_attr attributes{};
  attributes.prog_type = type;
  attributes.insns = reinterpret_cast<std::uintptr_t>(code.data());
  attributes.insn_cnt = code.size();
  attributes.license = reinterpret_cast<std::uintptr_t>("GPL");
  std::strncpy(attributes.prog_name, name, BPF_OBJ_NAME_LEN - 1);
  return Descriptor{static_cast<int>(bpf(BPF_PROG_LOAD, attributes))};
}

std::uint32_t id_of(const Descriptor& program) { return bpf_program_info(program).value().id; }

nlohmann::json record_of(std::uint32_t id) {
  HostRun run;
  const auto outcome = collect_bpf(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto found = run.out.records_with("host.bpf_program", "bpf.program.id", id);
  EXPECT_THAT(found, SizeIs(1));
  return found.empty() ? nlohmann::json::object() : found[0];
}

TEST(Bpf, ShowsAProgramWithItsHolder) {
  const auto program = load(BPF_PROG_TYPE_SOCKET_FILTER, "firsthour_held");
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  const auto record = record_of(id_of(program));
  EXPECT_EQ(record["bpf.program.type"], "socket_filter");
  EXPECT_EQ(record["bpf.program.name"], "firsthour_held");
  EXPECT_EQ(record["bpf.program.tag"].get<std::string>().size(), 16u);
  EXPECT_EQ(record["bpf.program.instructions"], 2);
  EXPECT_TRUE(record["bpf.program.gpl_compatible"]);
  EXPECT_EQ(record["user.id"], "0");
  EXPECT_THAT(record["process.pids"], Contains(::getpid()));
}

// r0 = ktime_get_ns(); r0 = 0; exit
TEST(Bpf, NamesTheFunctionsOfTheKernelThatAProgramCalls) {
  std::array<bpf_insn, 3> code{};
  code[0].code = BPF_JMP | BPF_CALL;
  code[0].imm = BPF_FUNC_ktime_get_ns;
  code[1].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[2].code = BPF_JMP | BPF_EXIT;
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  attributes.insns = reinterpret_cast<std::uintptr_t>(code.data());
  attributes.insn_cnt = code.size();
  attributes.license = reinterpret_cast<std::uintptr_t>("GPL");
  const Descriptor program{static_cast<int>(bpf(BPF_PROG_LOAD, attributes))};
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  HostRun run;
  (void)collect_bpf(run.context);
  const auto id = id_of(program);
  const auto* kept = run.out.find("bpf-instructions", "bpf/" + std::to_string(id));
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->bytes.size(), 24u);
  const auto record = run.out.records_with("host.bpf_program", "bpf.program.id", id).at(0);
  if (!record.contains("bpf.program.helpers")) GTEST_SKIP() << "the kernel hides where its functions are";
  EXPECT_THAT(record["bpf.program.helpers"], ElementsAre("bpf_ktime_get_ns"));
}

TEST(Bpf, ShowsThatNobodyHoldsAProgramWhoseLoaderHasGone) {
  auto program = load(BPF_PROG_TYPE_SOCKET_FILTER, "firsthour_lone");
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  const auto id = id_of(program);
  const Descriptor keeper{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  const int fd = program.get();
  ASSERT_EQ(::setsockopt(keeper.get(), SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof fd), 0);
  program.reset();  // only the socket keeps it alive, and the kernel tells nobody which
  const auto record = record_of(id);
  EXPECT_THAT(record["process.pids"], IsEmpty());
  EXPECT_THAT(record["bpf.program.pins"], IsEmpty());
  EXPECT_THAT(record["bpf.program.links"], IsEmpty());
  EXPECT_THAT(record["bpf.program.attached"], IsEmpty());
}

std::optional<std::string> mount_point(std::string_view type) {
  for (const auto& mount : parse_mounts(read_file("/proc/self/mountinfo", 1 << 20).value()))
    if (mount.type == type) return mount.point;
  return std::nullopt;
}

// What systemd does for a unit with device rules: a program on a cgroup that no process holds.
TEST(Bpf, FindsTheCgroupThatAProgramHangsOn) {
  auto program = load(BPF_PROG_TYPE_CGROUP_SKB, "firsthour_cg");
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  const auto top = mount_point("cgroup2");
  if (!top) GTEST_SKIP() << "no cgroup2 is mounted";
  const auto folder = *top + "/firsthour-" + std::to_string(::getpid());
  if (!std::filesystem::create_directory(folder)) GTEST_SKIP() << "no cgroup can be made";
  const auto id = id_of(program);
  Descriptor cgroup{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  bpf_attr attributes{};
  attributes.target_fd = static_cast<std::uint32_t>(cgroup.get());
  attributes.attach_bpf_fd = static_cast<std::uint32_t>(program.get());
  attributes.attach_type = BPF_CGROUP_INET_EGRESS;
  const auto attached = bpf(BPF_PROG_ATTACH, attributes);
  program.reset();
  cgroup.reset();
  const auto record = attached == 0 ? record_of(id) : nlohmann::json{};
  std::filesystem::remove(folder);
  if (attached != 0) GTEST_SKIP() << "this cgroup takes no programs";
  EXPECT_THAT(record["process.pids"], IsEmpty());
  EXPECT_THAT(record["bpf.program.attached"], Contains("cgroup:/firsthour-" + std::to_string(::getpid())));
}

// On the loopback of a namespace that ends with the test.
TEST(Bpf, FindsTheInterfaceThatAProgramHangsOn) {
  const NamespaceChild child{[] {
    const auto program = load(BPF_PROG_TYPE_XDP, "firsthour_xdp", XDP_PASS);
    bpf_attr attributes{};
    attributes.link_create.prog_fd = static_cast<std::uint32_t>(program.get());
    attributes.link_create.target_ifindex = if_nametoindex("lo");
    attributes.link_create.attach_type = BPF_XDP;
    (void)bpf(BPF_LINK_CREATE, attributes);  // stays open in the child
  }};
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  HostRun run;
  (void)collect_bpf(run.context);
  const auto found = run.out.records_with("host.bpf_program", "bpf.program.name", "firsthour_xdp");
  if (found.empty()) GTEST_SKIP() << "no program can be attached to an interface here";
  EXPECT_THAT(found[0]["bpf.program.attached"], testing::AllOf(Contains("xdp:lo"), Contains("link:xdp")));
  EXPECT_THAT(found[0]["process.pids"], Contains(child.pid)) << "who holds the link holds the program";
  const auto links = run.out.records_with("host.bpf_link", "bpf.program.id", found[0]["bpf.program.id"]);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0]["bpf.link.type"], "xdp");
  EXPECT_THAT(links[0]["process.pids"], Contains(child.pid));
}

TEST(Bpf, NamesThePinOfAProgram) {
  auto program = load(BPF_PROG_TYPE_SOCKET_FILTER, "firsthour_pin");
  if (!program) GTEST_SKIP() << "bpf(2) is not allowed here";
  const auto id = id_of(program);
  const auto folder =
      std::filesystem::temp_directory_path() / ("firsthour-bpf-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  if (::mount("bpf", folder.c_str(), "bpf", 0, nullptr) != 0) {
    std::filesystem::remove(folder);
    GTEST_SKIP() << "bpffs cannot be mounted";
  }
  const auto path = (folder / "pin").string();
  bpf_attr attributes{};
  attributes.pathname = reinterpret_cast<std::uintptr_t>(path.c_str());
  attributes.bpf_fd = static_cast<std::uint32_t>(program.get());
  const auto pinned = bpf(BPF_OBJ_PIN, attributes);
  program.reset();
  const auto record = pinned == 0 ? record_of(id) : nlohmann::json{};
  ::umount(folder.c_str());
  std::filesystem::remove(folder);
  ASSERT_EQ(pinned, 0);
  EXPECT_THAT(record["bpf.program.pins"], Contains(path));
}

TEST(Bpf, ShowsAMapWithItsHolder) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_HASH;
  attributes.key_size = 4;
  attributes.value_size = 8;
  attributes.max_entries = 3;
  const Descriptor map{static_cast<int>(bpf(BPF_MAP_CREATE, attributes))};
  if (!map) GTEST_SKIP() << "bpf(2) is not allowed here";
  HostRun run;
  (void)collect_bpf(run.context);
  const auto found = run.out.records_with("host.bpf_map", "bpf.map.id", bpf_map_info_of(map).value().id);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["bpf.map.type"], "hash");
  EXPECT_EQ(found[0]["bpf.map.max_entries"], 3);
  EXPECT_THAT(found[0]["process.pids"], Contains(::getpid()));
}

TEST(Bpf, KeepsWhatIsInAMapOnlyWhenEverythingIsAskedFor) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_HASH;
  attributes.key_size = 4;
  attributes.value_size = 4;
  attributes.max_entries = 3;
  const Descriptor map{static_cast<int>(bpf(BPF_MAP_CREATE, attributes))};
  if (!map) GTEST_SKIP() << "bpf(2) is not allowed here";
  const std::string key{"KEY1"}, value{"VAL1"};
  bpf_attr put{};
  put.map_fd = static_cast<std::uint32_t>(map.get());
  put.key = reinterpret_cast<std::uintptr_t>(key.data());
  put.value = reinterpret_cast<std::uintptr_t>(value.data());
  ASSERT_EQ(bpf(BPF_MAP_UPDATE_ELEM, put), 0);
  const auto path = "bpf-map/" + std::to_string(bpf_map_info_of(map).value().id);
  HostRun quick;
  (void)collect_bpf(quick.context);
  EXPECT_EQ(quick.out.find("bpf-map", path), nullptr);
  HostRun full;
  full.context.profile = Profile::full;
  (void)collect_bpf(full.context);
  ASSERT_NE(full.out.find("bpf-map", path), nullptr);
  EXPECT_EQ(full.out.find("bpf-map", path)->bytes, "KEY1VAL1");
}

TEST(Bpf, HasAWordForTypesNewerThanThisBuild) {
  EXPECT_EQ(bpf_program_type(15), "cgroup_device");
  EXPECT_EQ(bpf_program_type(999), "type-999");
  EXPECT_EQ(bpf_link_type(6), "xdp");
}

}  // namespace
}  // namespace firsthour::collectors
