// SPDX-License-Identifier: Apache-2.0
// The kernel's texts about a process, honest ones and those an intruder shaped.
#include "collectors/process/command_line.h"
#include "collectors/process/control_group.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/memory_map.h"
#include "collectors/process/stat.h"
#include "collectors/process/status.h"
#include "collectors/system/mount_hazards.h"
#include "collectors/system/mount_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_literals;

constexpr const char* kAfterName =
    " S 7 812 810 34818 -1 4194560 100 0 0 0 5 6 0 0 20 0 3 0 150944 3133440 416 18446744073709551615 0 0 "
    "0\n";

TEST(ProcessStat, ReadsTheFieldsAfterTheName) {
  const auto stat = parse_process_stat("812 (nginx)" + std::string{kAfterName});
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->pid, 812u);
  EXPECT_EQ(stat->name, "nginx");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent, 7u);
  EXPECT_EQ(stat->group, 812);
  EXPECT_EQ(stat->session, 810);
  EXPECT_EQ(stat->threads, 3);
  EXPECT_EQ(stat->start_ticks, 150944u);
  EXPECT_FALSE(stat->kernel_thread());
}

TEST(ProcessStat, ANameCannotForgeTheFieldsAfterIt) {
  for (const auto& name : {") R 1 1 1 0"s, "a b"s, "[kworker/0:1]"s, "((("s, "x)\n1 (y"s, "\xff\xfe"s, ""s}) {
    const auto stat = parse_process_stat("812 (" + name + ")" + kAfterName);
    ASSERT_TRUE(stat) << name;
    EXPECT_EQ(stat->name, name);
    EXPECT_EQ(stat->parent, 7u);
  }
}

TEST(ProcessStat, AKernelThreadIsOneByItsFlagAlone) {
  EXPECT_TRUE(parse_process_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0")
                  ->kernel_thread());
  EXPECT_FALSE(parse_process_stat("9 ([kthreadd])"s + kAfterName)->kernel_thread());
}

TEST(ProcessStat, RefusesWhatIsCutOff) {
  for (const char* text :
       {"", "812", "812 (", "812 (x", "812 (x)", "812 (x) S 1 1", ") 812 (", "x (y) S 1 1 1 0 -1 0"})
    EXPECT_FALSE(parse_process_stat(text)) << text;
}

TEST(TtyName, NamesTerminals) {
  EXPECT_EQ(tty_name(0), "");
  EXPECT_EQ(tty_name(34818), "pts/2");
  EXPECT_EQ(tty_name(1025), "tty1");
  EXPECT_EQ(tty_name(1088), "ttyS0");
  EXPECT_EQ(tty_name(35072), "pts/256");
}

TEST(ProcessStatus, ReadsWhatIsThere) {
  const auto status = parse_process_status(
      "Name:\tUid:\t0\nState:\tS\nTracerPid:\t99\nUid:\t1000\t0\t0\t0\nGid:\t100\t101\t102\t103\nNSpid:"
      "\t812\t1\n"
      "CapPrm:\t000001ffffffffff\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n");
  EXPECT_EQ(status.tracer, 99u);
  EXPECT_EQ((*status.users)[0], 1000u);
  EXPECT_EQ((*status.users)[1], 0u);
  EXPECT_EQ((*status.groups)[2], 102u);
  EXPECT_THAT(status.namespace_pids, ElementsAre(812, 1));
  EXPECT_EQ(status.permitted, "000001ffffffffff");
  EXPECT_EQ(status.no_new_privileges, 1u);
  EXPECT_EQ(status.seccomp, 2u);
  EXPECT_EQ(status.bounding, "");
}

TEST(ProcessStatus, OddValuesAreAbsent) {
  const auto status = parse_process_status("Uid:\t1000\nCapEff:\tzz\nSeccomp:\t-1\nNSpid:\n:\n\n");
  EXPECT_FALSE(status.users);
  EXPECT_EQ(status.effective, "");
  EXPECT_FALSE(status.seccomp);
  EXPECT_THAT(status.namespace_pids, IsEmpty());
}

TEST(MemoryMap, KeepsWhatMayBeExecuted) {
  const auto regions = executable_regions(
      "55d0-55d4 r--p 00000000 fe:00 1234                       /usr/bin/cat\n"
      "55d4-55d8 r-xp 00002000 fe:00 1234                       /usr/bin/cat\n"
      "7f00-7f10 rwxp 00000000 00:00 0 \n"
      "7f20-7f30 r-xp 00000000 00:01 77                         /memfd:a b (deleted)\n"
      "7f40-7f50 r-xp 00000000 fe:00 78                         /tmp/new\\012line (deleted)\n"
      "7ffd-7ffe rw-p 00000000 00:00 0                          [stack]\n"
      "7fff-8000 r-xp 00000000 00:00 0                          [vdso]\n");
  ASSERT_EQ(regions.size(), 4u);
  EXPECT_EQ(regions[0].path, "/usr/bin/cat");
  EXPECT_EQ(regions[0].inode, 1234u);
  EXPECT_EQ(regions[0].device, 0xfe00u);
  EXPECT_EQ(regions[1].path, "");
  EXPECT_TRUE(regions[1].writable());
  EXPECT_EQ(regions[2].path, "/memfd:a b (deleted)");
  EXPECT_EQ(regions[3].path, "/tmp/new\nline (deleted)");
}

TEST(MemoryMap, AnExecutableStackIsKept) {
  EXPECT_EQ(executable_regions("7ffd-7ffe rwxp 00000000 00:00 0 [stack]\n").size(), 1u);
  EXPECT_THAT(executable_regions("7ffd rwxp\n-\n\nx-y r-xp 0 0:0 0\n"), IsEmpty());
}

constexpr const char* kId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

TEST(ControlGroup, FindsTheContainerInThePath) {
  const std::string id = kId;
  const auto runtime = [&](const std::string& path) {
    const auto group = parse_control_group("0::" + path + "\n");
    EXPECT_EQ(group.path, path);
    EXPECT_EQ(group.container_id, id) << path;
    return group.container_runtime;
  };
  EXPECT_EQ(runtime("/system.slice/docker-" + id + ".scope"), "docker");
  EXPECT_EQ(runtime("/docker/" + id), "docker");
  EXPECT_EQ(runtime("/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + id + ".scope"), "containerd");
  EXPECT_EQ(runtime("/kubepods.slice/crio-" + id + ".scope/container"), "cri-o");
  EXPECT_EQ(runtime("/machine.slice/libpod-" + id + ".scope"), "podman");
  EXPECT_EQ(runtime("/kubepods/besteffort/pod8f/" + id), "kubernetes");
  EXPECT_EQ(runtime("/system.slice/containerd.service/kubepods-pod8f.slice:cri-containerd:" + id),
            "containerd");
}

TEST(ControlGroup, NamesOfOtherKindsOfContainer) {
  EXPECT_EQ(parse_control_group("0::/lxc.payload.web/system.slice/x.service\n").container_id, "web");
  EXPECT_EQ(parse_control_group("0::/machine.slice/machine-db1.scope\n").container_runtime, "systemd-nspawn");
}

TEST(ControlGroup, AnOrdinaryServiceIsNoContainer) {
  const auto group =
      parse_control_group("12:pids:/user.slice\n1:name=systemd:/system.slice/a:b.service\n0::/\n");
  EXPECT_EQ(group.path, "/system.slice/a:b.service");
  EXPECT_EQ(group.container_id, "");
  EXPECT_EQ(parse_control_group("0::/system.slice/docker-short.scope").container_id, "");
  EXPECT_EQ(parse_control_group("nonsense\n::\n").container_id, "");
}

TEST(DescriptorLink, TakesTheInodeOfTheRightKindOnly) {
  EXPECT_EQ(inode_of_link("socket:[812]", "socket"), 812u);
  EXPECT_EQ(inode_of_link("net:[4026531840]", "net"), 4026531840u);
  for (const char* link :
       {"socket:[]", "socket:[8", "socket:[-1]", "/socket:[8]", "pipe:[8]", "socket:[8] (deleted)"})
    EXPECT_FALSE(inode_of_link(link, "socket")) << link;
}

TEST(DescriptorInfo, ReadsFlagsAndBpfIds) {
  const auto info = parse_descriptor_info(
      "pos:\t42\nflags:\t02000002\nmnt_id:\t15\nlink_type:\ttracing\nlink_id:\t9\nprog_id:\t7\n");
  EXPECT_EQ(info.flags, "02000002");
  EXPECT_EQ(info.offset, 42u);
  EXPECT_EQ(info.bpf_link, 9u);
  EXPECT_EQ(info.bpf_program, 7u);
  EXPECT_FALSE(info.bpf_map);
}

TEST(CommandLine, SplitsAtNul) {
  const auto line = parse_command_line("/bin/sh\0-c\0echo  a\0\0"s);
  EXPECT_THAT(line.arguments, ElementsAre("/bin/sh", "-c", "echo  a", ""));
  EXPECT_EQ(line.joined, "/bin/sh -c echo  a ");
  EXPECT_FALSE(line.title_changed);
}

TEST(CommandLine, KnowsATitleWrittenOverIt) {
  const auto title = parse_command_line("nginx: worker process\0\0\0\0"s);
  EXPECT_TRUE(title.title_changed);
  EXPECT_THAT(title.arguments, ElementsAre("nginx: worker process"));
  EXPECT_TRUE(parse_command_line("sshd: root@pts/0").title_changed);
  EXPECT_FALSE(parse_command_line("[kworker/0:1]\0"s).title_changed);
  EXPECT_THAT(parse_command_line("").arguments, IsEmpty());
}

TEST(Environment, NamesWhatLoadsForeignCode) {
  EXPECT_THAT(preload_variables("A=LD_PRELOAD=no\0LD_PRELOAD=/tmp/x.so\0LD_AUDIT=\0LD_LIBRARY_PATH=/opt\0"s),
              ElementsAre("LD_PRELOAD=/tmp/x.so", "LD_LIBRARY_PATH=/opt"));
}

constexpr const char* kMounts =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "30 22 0:44 / /mnt/dead\\040share rw master:1 propagate_from:2 - nfs4 10.0.0.9:/x rw,hard\n"
    "31 22 0:45 / /proc rw - proc proc rw\n"
    "not a mount\n32 22 0:46 / /cut rw,relatime\n";

TEST(MountTable, UndoesTheEscapes) {
  const auto mounts = parse_mounts(kMounts);
  ASSERT_EQ(mounts.size(), 3u);
  EXPECT_EQ(mounts[0].type, "ext4");
  EXPECT_EQ(mounts[0].options, "rw,relatime,rw,errors=remount-ro");
  EXPECT_EQ(mounts[1].point, "/mnt/dead share");
  EXPECT_EQ(mounts[1].source, "10.0.0.9:/x");
  EXPECT_EQ(mount_of(mounts, "/proc/1")->type, "proc");
  EXPECT_EQ(mount_of(mounts, "/process")->type, "ext4");
}

TEST(MountHazards, FearsWhatLiesBehindANetwork) {
  const MountHazards hazards{parse_mounts(kMounts)};
  EXPECT_TRUE(hazards.path_may_hang("/mnt/dead share/bin/x"));
  EXPECT_FALSE(hazards.path_may_hang("/mnt/dead share2"));
  EXPECT_TRUE(hazards.device_may_hang(44));
  EXPECT_FALSE(hazards.device_may_hang(0x801));
  EXPECT_FALSE(hazards.device_may_hang(0x902)) << "a block device that is not mounted here";
  EXPECT_TRUE(hazards.device_may_hang(99)) << "a share that was unmounted lazily";
  EXPECT_FALSE(MountHazards{}.device_may_hang(99));
  EXPECT_TRUE(may_hang("fuse.sshfs"));
  EXPECT_FALSE(may_hang("fuseblk"));
}

}  // namespace
}  // namespace firsthour::collectors
